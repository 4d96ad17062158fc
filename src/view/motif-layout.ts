/**
 * Where the neurons and connections of a motif are drawn, as a graph and as a matrix. Everything that
 * draws a motif takes its places from here.
 *
 * A motif is drawn from the probabilities of its types, [v² + 2v][3] in the order of `typesByPosition`
 * and `CONNECTION_TYPES`; of one that has been decided they are 0 and 1.
 */
import { cos, sin } from '../core/trigonometry.ts';
import type { MotifTopology } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { interPosition, intraPosition, positionCount, typesByPosition } from '../model/topology.ts';
import { coordinate as n } from './svg.ts';

export type MotifTypes = ArrayLike<number>;

/** The types of a motif that has been decided. */
export function certainTypes(motif: MotifTopology): Float32Array {
  const types = typesByPosition(motif);
  const probabilities = new Float32Array(CONNECTION_TYPES.length * types.length);
  types.forEach((type, k) => {
    probabilities[CONNECTION_TYPES.length * k + CONNECTION_TYPES.indexOf(type)] = 1;
  });
  return probabilities;
}

/** Types of a connection that exists; the head of a line says which. */
export type Sign = 'exc' | 'inh';

/** Probability of a type at a position. */
const probability = (types: MotifTypes, position: number, sign: Sign): number =>
  types[3 * position + CONNECTION_TYPES.indexOf(sign)]!;

/** Levels of probability that are distinguished. */
export const LEVELS = 10;
/** No graph of more connections can be read. */
export const MOST_CONNECTIONS = 300;
/** Probabilities below are not drawn. */
const FAINTEST = 0.06;
/** The step of a probability, from 0 to LEVELS − 1. */
const levelOf = (value: number): number =>
  Math.min(LEVELS - 1, Math.max(0, Math.ceil(value * LEVELS) - 1));

// The graph: neurons on a circle, the first at the top and the others clockwise; connections within
// the motif inside the circle, of a neuron with itself and from the neighbouring motifs outside.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Side of the square that a graph is drawn in. */
export const GRAPH_SIDE = 360;
const CENTRE = GRAPH_SIDE / 2;
const RADIUS = 122;
/** Length of a lateral connection beyond the edge of its neuron. */
const STUB = 24;

export const nodeRadius = (size: number): number =>
  Math.max(2.6, Math.min(12, (0.62 * Math.PI * RADIUS) / size));

const nodeAngle = (size: number, p: number): number => (2 * Math.PI * p) / size - Math.PI / 2;

const polar = (angle: number, radius: number): Point => ({
  x: CENTRE + radius * cos(angle),
  y: CENTRE + radius * sin(angle),
});

/** The place of each neuron. */
export const nodePlaces = (size: number): Point[] =>
  Array.from({ length: size }, (_, p) => polar(nodeAngle(size, p), RADIUS));

/** Angle between a lateral connection and its neuron; d = 0: the previous motif. */
const lateralTurn = (size: number, d: number): number =>
  (d === 0 ? -1 : 1) * Math.min(0.26, 0.9 / Math.max(3, size * 0.5));

const lateralPlace = (size: number, p: number, d: number, beyond: number): Point =>
  polar(nodeAngle(size, p) + lateralTurn(size, d), RADIUS + nodeRadius(size) + beyond);

/** Position of the letter of a lateral connection: `b` for the motif before, `a` for the one after. */
export const letterPlace = (size: number, p: number, d: number): Point =>
  lateralPlace(size, p, d, STUB + 9);

/** Paths of all connections of a sign and strength: lines, and heads that tell the sign by shape. */
export interface Strokes {
  readonly lines: string;
  readonly heads: string;
}

/** [LEVELS] strokes by probability. */
export type GraphStrokes = Readonly<Record<Sign, readonly Strokes[]>>;

const text = ({ x, y }: Point): string => `${n(x)} ${n(y)}`;

function towards(from: Point, to: Point, distance: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  return { x: from.x + (dx * distance) / length, y: from.y + (dy * distance) / length };
}

class Pen {
  readonly #sign: Sign;
  /** Length of an arrow head, half the length of a bar. */
  readonly #head: number;
  readonly #lines: string[][] = Array.from({ length: LEVELS }, () => []);
  readonly #heads: string[][] = Array.from({ length: LEVELS }, () => []);

  constructor(sign: Sign, size: number) {
    this.#sign = sign;
    this.#head = Math.max(2.2, Math.min(5, 60 / size));
  }

  /** A curve from a to b by way of the control point c; the head is at b. */
  curve(level: number, a: Point, c: Point, b: Point): void {
    this.#lines[level]!.push(`M${text(a)}Q${text(c)} ${text(b)}`);
    this.#tip(level, c, b);
  }

  /** An arc of a circle from a to b, the long way round; the head points at the centre of the neuron. */
  arc(level: number, a: Point, b: Point, radius: number, centre: Point): void {
    this.#lines[level]!.push(`M${text(a)}A${n(radius)} ${n(radius)} 0 1 1 ${text(b)}`);
    this.#tip(level, towards(centre, b, 100), b);
  }

  #tip(level: number, from: Point, tip: Point): void {
    const head = this.#head;
    const { x, y } = towards(from, tip, 1);
    const [dx, dy] = [x - from.x, y - from.y];
    const at = (ahead: number, across: number): string =>
      text({ x: tip.x + ahead * dx - across * dy, y: tip.y + ahead * dy + across * dx });
    this.#heads[level]!.push(
      this.#sign === 'exc'
        ? `M${at(0, 0)}L${at(-1.5 * head, 0.75 * head)}L${at(-1.5 * head, -0.75 * head)}Z`
        : `M${at(0, head)}L${at(0, -head)}`,
    );
  }

  get strokes(): Strokes[] {
    return this.#lines.map((lines, k) => ({
      lines: lines.join(''),
      heads: this.#heads[k]!.join(''),
    }));
  }
}

/** A control point next to the middle of a line, so that the two directions are separate curves. */
const bent = (from: Point, to: Point, bend: number): Point => ({
  x: (from.x + to.x) / 2 - bend * (to.y - from.y),
  y: (from.y + to.y) / 2 + bend * (to.x - from.x),
});

/** The lines of a motif's graph, gathered into a few paths: one element each would be too many. */
export function graphStrokes(size: number, types: MotifTypes): GraphStrokes {
  const pens = { exc: new Pen('exc', size), inh: new Pen('inh', size) };
  const places = nodePlaces(size);
  const gap = nodeRadius(size) + 1.5;
  /** Draws what is probable enough of a position; both signs of one position take two ways. */
  const each = (position: number, draw: (pen: Pen, level: number, sign: Sign) => void): void => {
    for (const sign of ['exc', 'inh'] as const) {
      const value = probability(types, position, sign);
      if (value >= FAINTEST) draw(pens[sign], levelOf(value), sign);
    }
  };
  places.forEach((target, p) => {
    places.forEach((source, q) => {
      each(intraPosition(size, p, q), (pen, level, sign) => {
        if (p === q) {
          const radius = gap * (sign === 'exc' ? 0.7 : 1);
          const end = (side: number): Point => {
            const angle = nodeAngle(size, p) + side * 0.55;
            return { x: target.x + gap * cos(angle), y: target.y + gap * sin(angle) };
          };
          pen.arc(level, end(-1), end(1), radius, target);
          return;
        }
        const control = bent(source, target, sign === 'exc' ? 0.16 : 0.08);
        pen.curve(level, towards(source, control, gap), control, towards(target, control, gap));
      });
    });
    for (const d of [0, 1]) {
      each(interPosition(size, p, d), (pen, level, sign) => {
        const from = lateralPlace(size, p, d, STUB);
        const tip = towards(target, from, gap);
        pen.curve(level, from, bent(from, tip, sign === 'exc' ? -0.16 : 0.08), tip);
      });
    }
  });
  return { exc: pens.exc.strokes, inh: pens.inh.strokes };
}

/** Lines at given positions, connected or not, to be highlighted. */
export function markedStrokes(size: number, marked: ReadonlySet<number>): string {
  const types = new Float32Array(3 * positionCount(size));
  for (const position of marked) types[3 * position] = 1;
  return graphStrokes(size, types)
    .exc.map(({ lines }) => lines)
    .join('');
}

// The matrix: rows are targets; columns sources in the same motif and, after a gap, in the motif before
// and in the one after.

/** Columns between the motif itself and the lateral ones. */
const matrixGap = (size: number): number => Math.max(0.4, 0.04 * size);

export interface MatrixCell {
  readonly row: number;
  /** A whole number within the motif; d + v + gap for lateral connections. */
  readonly column: number;
  readonly position: number;
}

/** Whether any lateral connection is probable enough to be drawn. */
export function hasLateral(size: number, types: MotifTypes): boolean {
  for (let position = size * size; position < positionCount(size); position++) {
    if (probability(types, position, 'exc') >= FAINTEST) return true;
    if (probability(types, position, 'inh') >= FAINTEST) return true;
  }
  return false;
}

export const matrixColumns = (size: number, lateral: boolean): number =>
  size + (lateral ? matrixGap(size) + 2 : 0);

export function matrixCells(size: number, lateral: boolean): MatrixCell[] {
  const rows = Array.from({ length: size }, (_, row) => row);
  return rows.flatMap((row) => [
    ...rows.map((column) => ({ row, column, position: intraPosition(size, row, column) })),
    ...(lateral ? [0, 1] : []).map((d) => ({
      row,
      column: size + matrixGap(size) + d,
      position: interPosition(size, row, d),
    })),
  ]);
}

/** What a cell shows: the sign that is more probable, and by how much in steps of LEVELS. */
export function cellShade(
  types: MotifTypes,
  position: number,
): { readonly sign: Sign; readonly level: number } {
  const lean = probability(types, position, 'exc') - probability(types, position, 'inh');
  return { sign: lean < 0 ? 'inh' : 'exc', level: Math.round(Math.abs(lean) * LEVELS) };
}

/** Numbers of neurons to write along a matrix: few enough to be read, the last among them. */
export function neuronTicks(size: number): number[] {
  const every = [1, 5, 10, 50, 100, 500, 1000].find((by) => size / by <= (by === 1 ? 16 : 10))!;
  return Array.from({ length: size }, (_, p) => p + 1).filter(
    (p) => every === 1 || p === 1 || p === size || (p % every === 0 && p < size - every / 3),
  );
}

/** Numbers of connections by type, in the order of `CONNECTION_TYPES`. */
export interface TypeCounts {
  readonly intra: number[];
  readonly inter: number[];
}

/** How often each type is the most probable one, within the motif and from its neighbours. */
export function countTypes(size: number, types: MotifTypes): TypeCounts {
  const counts = { intra: [0, 0, 0], inter: [0, 0, 0] };
  for (let position = 0; position < positionCount(size); position++) {
    const three = [0, 1, 2].map((k) => types[3 * position + k]!);
    const best = three.indexOf(Math.max(...three));
    (position < size * size ? counts.intra : counts.inter)[best]! += 1;
  }
  return counts;
}

/** How many connections there are, by the most probable type of each. */
export function connectionCount(size: number, types: MotifTypes): number {
  const { intra, inter } = countTypes(size, types);
  return intra[0]! + intra[1]! + inter[0]! + inter[1]!;
}
