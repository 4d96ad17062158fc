/**
 * A motif as a graph. Sign is told by colour and by shape (arrow: excitatory, bar: inhibitory), the
 * probability of a connection by its strength. The many lines are a few paths, one for each strength,
 * so that a motif of 40 neurons can still move.
 */

import { useRef } from 'preact/hooks';
import { TYPES } from '../../../view/names.ts';
import {
  drawMotif,
  LEVELS,
  likeliest,
  nodePlace,
  nodeRadius,
  type Sign,
  VIEW,
} from './geometry.ts';
import { useGlide } from './tween.ts';

const SIGNS: readonly Sign[] = ['inh', 'exc'];

/** One line about a motif, for those who do not see it. */
export function motifWords(size: number, types: Float32Array): string {
  const { intra, inter } = likeliest(size, types);
  const words = ([exc, inh, none]: number[]) =>
    `${exc} ${TYPES.exc.label}, ${inh} ${TYPES.inh.label}, ${none} ${TYPES.none.label}`;
  return `Motif of ${size} neurons. Within the motif: ${words(intra)}. From its neighbours: ${words(inter)}.`;
}

export function MotifGraph({
  size,
  types,
  marked = null,
  name = '',
}: {
  readonly size: number;
  readonly types: Float32Array;
  /** Positions to point out, as another motif differs there. */
  readonly marked?: ReadonlySet<number> | null;
  readonly name?: string;
}) {
  const lines = useRef<Record<string, SVGPathElement | null>>({});
  useGlide(types, String(size), (values) => {
    const picture = drawMotif(size, values);
    for (const sign of SIGNS) {
      picture[sign].forEach(({ lines: path, heads }, level) => {
        lines.current[`${sign}${level}`]?.setAttribute('d', path);
        lines.current[`${sign}${level}h`]?.setAttribute('d', heads);
      });
    }
  });
  const keep = (key: string) => (element: SVGPathElement | null) => {
    lines.current[key] = element;
  };
  const radius = nodeRadius(size);
  const thin = Math.max(0.35, Math.min(1, 9 / size));
  return (
    <svg
      class="motif-graph"
      viewBox={`-18 -18 ${VIEW + 36} ${VIEW + 36}`}
      role="img"
      aria-label={`${name}${motifWords(size, types)}`}
    >
      {SIGNS.map((sign) =>
        Array.from({ length: LEVELS }, (_, level) => {
          const strength = (level + 1) / LEVELS;
          const common = { stroke: `var(--${sign})`, opacity: strength ** 1.6 };
          return (
            <g key={`${sign}${level}`} {...common} stroke-width={thin * (0.7 + 1.5 * strength)}>
              <path ref={keep(`${sign}${level}`)} fill="none" />
              <path
                ref={keep(`${sign}${level}h`)}
                fill={sign === 'exc' ? 'var(--exc)' : 'none'}
                stroke-width={sign === 'exc' ? 0 : thin * 2.4}
                stroke-linecap="round"
              />
            </g>
          );
        }),
      )}
      {marked && (
        <path
          d={drawMarked(size, marked)}
          fill="none"
          stroke="var(--ink)"
          stroke-width="1.6"
          stroke-dasharray="2 3"
        />
      )}
      {Array.from({ length: size }, (_, p) => {
        const { x, y } = nodePlace(size, p);
        return (
          <g key={p}>
            <circle
              cx={x}
              cy={y}
              r={radius}
              fill="var(--surface)"
              stroke="var(--ink)"
              stroke-width={size > 24 ? 1 : 1.5}
            />
            {radius >= 9 && (
              <text x={x} y={y} dy="0.35em" text-anchor="middle" style={{ fontSize: 11 }}>
                {p + 1}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** The lines at marked positions once more, wherever there is a line or could be one. */
function drawMarked(size: number, marked: ReadonlySet<number>): string {
  const types = new Float32Array(3 * (size * size + 2 * size));
  for (const position of marked) types[3 * position] = 1;
  return drawMotif(size, types)
    .exc.map(({ lines }) => lines)
    .join('');
}
