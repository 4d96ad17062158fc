/**
 * The topology of a motif as a graph: neurons on a circle, excitatory connections as solid arrows,
 * inhibitory ones dashed with a bar, connections with oneself as loops, lateral ones as stubs that
 * leave the circle towards the neighbouring motifs.
 */
import type { JSX } from 'preact';
import { render } from 'preact-render-to-string';
import { cos, sin } from '../../core/trigonometry.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import type { ConnectionType } from '../../model/connection-types.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { TYPES } from '../../view/names.ts';
import { cssColour } from '../../view/palette.ts';
import { coordinate as round } from '../../view/svg.ts';
import { type Drawing, INK, SOFT } from './drawing.ts';

const SIZE = 336;
const CENTRE = SIZE / 2;
/** Radius of the circle of neurons; outside of it are loops and stubs. */
const RADIUS = 112;
/** How far a connection bends to the side, as a part of its length, so that both ways are seen. */
const BEND = 0.12;

type Existing = Exclude<ConnectionType, 'none'>;

/** What the graph's marks stand for. */
export const MOTIF_LEGEND: readonly LegendEntry[] = [
  { label: TYPES.exc.label, colour: cssColour('exc'), kind: 'excitatory' },
  { label: TYPES.inh.label, colour: cssColour('inh'), kind: 'inhibitory' },
];

interface Point {
  readonly x: number;
  readonly y: number;
}

const polar = (angle: number, radius: number): Point => ({
  x: CENTRE + radius * cos(angle),
  y: CENTRE + radius * sin(angle),
});

const text = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

function unit(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(dx * dx + dy * dy);
  return { x: dx / length, y: dy / length };
}

const along = (from: Point, { x, y }: Point, distance: number): Point => ({
  x: from.x + x * distance,
  y: from.y + y * distance,
});

/** The connections of a motif, gathered into four paths: one element a connection would be too many. */
class Paths {
  /** Radius of a neuron. */
  readonly #node: number;
  /** Length of an arrow head, half the length of a bar. */
  readonly #head: number;
  readonly lines: Record<Existing, string> = { exc: '', inh: '' };
  readonly heads: Record<Existing, string> = { exc: '', inh: '' };

  constructor(node: number, width: number) {
    this.#node = node;
    this.#head = 2.4 + 2 * width;
  }

  arc(type: Existing, from: Point, to: Point): void {
    const control = {
      x: (from.x + to.x) / 2 - (to.y - from.y) * BEND,
      y: (from.y + to.y) / 2 + (to.x - from.x) * BEND,
    };
    const start = along(from, unit(from, control), this.#node);
    const direction = unit(control, to);
    const tip = along(to, direction, -this.#node - 1.5);
    this.lines[type] += `M${text(start)}Q${text(control)} ${text(tip)}`;
    this.#tip(type, tip, direction);
  }

  /** A circle outside of the neuron. */
  loop(type: Existing, angle: number): void {
    const radius = this.#node * 0.95;
    const { x, y } = polar(angle, RADIUS + this.#node * 1.5);
    const half = `${round(radius)} ${round(radius)} 0 1 1`;
    this.lines[type] +=
      `M${text({ x: x - radius, y })}A${half} ${text({ x: x + radius, y })}A${half} ${text({ x: x - radius, y })}`;
  }

  /** From outside: from the motif before on one side of the neuron, from the one after on the other. */
  stub(type: Existing, angle: number, side: -1 | 1): void {
    const aside = (side * this.#node * 1.25) / RADIUS;
    const from = polar(angle + aside * 1.1, RADIUS + this.#node * 2 + 22);
    const tip = polar(angle + aside * 0.72, RADIUS + this.#node * 0.9);
    this.lines[type] += `M${text(from)}L${text(tip)}`;
    this.#tip(type, tip, unit(from, tip));
  }

  /** An arrow head for excitation, a bar for inhibition. */
  #tip(type: Existing, tip: Point, { x, y }: Point): void {
    const head = this.#head;
    const at = (ahead: number, across: number): string =>
      text({ x: tip.x + ahead * x - across * y, y: tip.y + ahead * y + across * x });
    this.heads[type] +=
      type === 'exc'
        ? `M${at(1, 0)}L${at(-head, head * 0.6)}L${at(-head, -head * 0.6)}Z`
        : `M${at(0, head * 0.75)}L${at(0, -head * 0.75)}`;
  }
}

export function drawMotifGraph(topology: MotifTopology): Drawing {
  return () => render(<Graph {...topology} />);
}

function Graph({ size, intra, inter }: MotifTopology): JSX.Element {
  const node = Math.max(3, Math.min(11, 150 / size));
  const angles = Array.from({ length: size }, (_, p) => (2 * Math.PI * p) / size - Math.PI / 2);
  const existing = [...intra, ...inter].flat().filter((type) => type !== 'none').length;
  // Many connections are drawn thin, or none could be told from the others.
  const width = Math.max(0.4, Math.min(1.5, 70 / Math.max(1, existing)));
  const paths = new Paths(node, width);
  intra.forEach((row, target) => {
    row.forEach((type, source) => {
      if (type === 'none') return;
      if (target === source) paths.loop(type, angles[target]!);
      else paths.arc(type, polar(angles[source]!, RADIUS), polar(angles[target]!, RADIUS));
    });
  });
  inter.forEach((row, p) => {
    row.forEach((type, d) => {
      if (type !== 'none') paths.stub(type, angles[p]!, d === 0 ? -1 : 1);
    });
  });
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} width={SIZE} height={SIZE} aria-hidden="true">
      <g fill="none" stroke-width={round(width)}>
        <path d={paths.lines.exc} stroke={cssColour('exc')} />
        <path d={paths.heads.exc} fill={cssColour('exc')} />
        <path d={paths.lines.inh} stroke={cssColour('inh')} stroke-dasharray="4 2.5" />
        <path d={paths.heads.inh} stroke={cssColour('inh')} stroke-width={round(1.6 * width)} />
      </g>
      {angles.map((angle, p) => (
        <Neuron key={angle} number={p + 1} angle={angle} radius={node} lateral={inter[p]!} />
      ))}
    </svg>
  );
}

interface NeuronProps {
  readonly number: number;
  readonly angle: number;
  readonly radius: number;
  readonly lateral: readonly ConnectionType[];
}

/** A neuron with its number, and letters at its lateral connections where there is room. */
function Neuron({ number, angle, radius, lateral }: NeuronProps): JSX.Element {
  const { x, y } = polar(angle, RADIUS);
  const letters = lateral.flatMap((type, d) => {
    if (type === 'none' || radius < 5) return [];
    const aside = ((d === 0 ? -1 : 1) * radius * 1.25 * 1.2) / RADIUS;
    return [{ letter: d === 0 ? 'b' : 'a', ...polar(angle + aside, RADIUS + radius * 2 + 29) }];
  });
  return (
    <g text-anchor="middle">
      <circle
        cx={round(x)}
        cy={round(y)}
        r={round(radius)}
        fill="var(--paper)"
        stroke={INK}
        stroke-width="1.3"
      />
      {radius >= 6 && (
        <text x={round(x)} y={round(y)} dy="0.35em" fill={INK} font-size={round(radius)}>
          {number}
        </text>
      )}
      {letters.map(({ letter, ...at }) => (
        <text key={letter} x={round(at.x)} y={round(at.y)} dy="0.35em" fill={SOFT} font-size="9">
          {letter}
        </text>
      ))}
    </g>
  );
}
