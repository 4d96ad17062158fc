/**
 * A motif as a graph. The sign of a connection is shown by colour and shape (solid with an arrow:
 * excitatory, dashed with a bar: inhibitory), its probability by its strength.
 */
import type { JSX } from 'preact';
import { interPosition } from '../model/topology.ts';
import type { LegendEntry } from './legend-key.tsx';
import {
  GRAPH_SIDE,
  graphStrokes,
  LEVELS,
  letterPlace,
  type MotifTypes,
  markedStrokes,
  nodePlaces,
  nodeRadius,
  type Sign,
  type Strokes,
} from './motif-layout.ts';
import { TYPES } from './names.ts';
import { cssColour } from './palette.ts';
import { coordinate } from './svg.ts';

const SIGNS: readonly Sign[] = ['inh', 'exc'];

/** What the marks of a graph stand for. */
export const MOTIF_LEGEND: readonly LegendEntry[] = [
  { label: TYPES.exc.label, colour: cssColour('exc'), kind: 'excitatory' },
  { label: TYPES.inh.label, colour: cssColour('inh'), kind: 'inhibitory' },
];

export interface MotifPicture {
  readonly size: number;
  readonly types: MotifTypes;
  /** Positions to point out. */
  readonly marked?: ReadonlySet<number> | null;
  /** Says it all for those who do not see it; without it the picture is decoration. */
  readonly label?: string;
}

export function MotifGraph({
  size,
  types,
  marked = null,
  label,
  ...events
}: MotifPicture & JSX.SVGAttributes<SVGSVGElement>): JSX.Element {
  const strokes = graphStrokes(size, types);
  return (
    <svg
      class="motif-graph"
      viewBox={`0 0 ${GRAPH_SIDE} ${GRAPH_SIDE}`}
      width={GRAPH_SIDE}
      height={GRAPH_SIDE}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
      {...events}
    >
      {SIGNS.map((sign) =>
        strokes[sign].map((stroke, level) => (
          <Connections key={`${sign}${level}`} {...{ size, sign, level, stroke }} />
        )),
      )}
      {marked && (
        <path
          d={markedStrokes(size, marked)}
          fill="none"
          stroke={cssColour('ink')}
          stroke-width="1.3"
          stroke-dasharray="1.5 2.5"
        />
      )}
      <Neurons size={size} types={types} />
    </svg>
  );
}

interface ConnectionsProps {
  readonly size: number;
  readonly sign: Sign;
  readonly level: number;
  readonly stroke: Strokes;
}

function Connections({ size, sign, level, stroke }: ConnectionsProps): JSX.Element | null {
  if (stroke.lines === '') return null;
  const colour = cssColour(sign);
  const strength = (level + 1) / LEVELS;
  // Many connections are drawn thin so that each can be seen.
  const thin = Math.max(0.3, Math.min(1, 11 / size));
  const width = thin * (0.5 + 1.2 * strength);
  return (
    <g stroke={colour} opacity={coordinate(strength ** 1.6)} stroke-width={coordinate(width)}>
      <path d={stroke.lines} fill="none" stroke-dasharray={sign === 'inh' ? '4 2' : undefined} />
      {sign === 'exc' ? (
        <path d={stroke.heads} fill={colour} stroke="none" />
      ) : (
        <path d={stroke.heads} fill="none" stroke-width={coordinate(1.7 * width)} />
      )}
    </g>
  );
}

/** Neurons with their numbers, and letters at lateral connections, where there is room. */
function Neurons({ size, types }: Pick<MotifPicture, 'size' | 'types'>): JSX.Element {
  const radius = nodeRadius(size);
  const numbered = radius >= 6;
  const lettered = radius >= 8;
  const exists = (position: number): boolean =>
    types[3 * position]! + types[3 * position + 1]! >= 0.5;
  return (
    <g text-anchor="middle">
      {nodePlaces(size).map(({ x, y }, p) => (
        <g key={p}>
          <circle
            cx={coordinate(x)}
            cy={coordinate(y)}
            r={coordinate(radius)}
            fill={cssColour('surface')}
            stroke={cssColour('ink')}
            stroke-width="1.2"
          />
          {numbered && <Text x={x} y={y} size={Math.min(11, radius)} text={String(p + 1)} />}
          {lettered &&
            [0, 1].map((d) =>
              exists(interPosition(size, p, d)) ? (
                <Text key={d} {...letterPlace(size, p, d)} size={9} soft text={'ba'[d]!} />
              ) : null,
            )}
        </g>
      ))}
    </g>
  );
}

interface TextProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly soft?: boolean;
}

function Text({ x, y, size, text, soft = false }: TextProps): JSX.Element {
  return (
    <text
      x={coordinate(x)}
      y={coordinate(y)}
      dy="0.35em"
      font-size={coordinate(size)}
      fill={cssColour(soft ? 'soft' : 'ink')}
    >
      {text}
    </text>
  );
}
