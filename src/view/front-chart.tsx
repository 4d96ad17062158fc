/**
 * Networks by accuracy and what they take, on a logarithmic axis. Those that no other beats in everything are
 * filled and numbered, as in the table that goes with the chart.
 */
import type { JSX } from 'preact';
import { count, percentNumber } from './format.ts';
import type { LegendEntry } from './legend-key.tsx';
import { COSTS } from './names.ts';
import { cssColour } from './palette.ts';
import { coordinate } from './svg.ts';
import { evenTicks, logarithmicRange, logarithmicTicks, padded } from './ticks.ts';

export interface FrontMark {
  /** Number on the front; null for a network that another beats. */
  readonly number: number | null;
  /** Accuracy on validation samples, 0 … 1. */
  readonly accuracy: number;
  /** Synaptic operations that hidden neurons cause in an inference. */
  readonly hidden: number;
  readonly connections: number;
}

/** What the chart shows along its x axis. */
export const FRONT_AXES = {
  hidden: `${COSTS.synops.label} of hidden neurons`,
  connections: COSTS.connections.description,
} as const;

export const FRONT_LEGEND: readonly LegendEntry[] = [
  {
    label: 'no other beats it in everything',
    colour: cssColour('c1'),
    kind: 'symbol',
    symbol: 'circle',
  },
  { label: 'another does', colour: cssColour('soft'), kind: 'dot' },
];

const HEIGHT = 260;
const LEFT = 46;
const RIGHT = 18;
const TOP = 24;
const BOTTOM = 40;
const RADIUS = 4.5;
/** Of a number at its point. */
const BOX = { width: 13, height: 12 };

interface Point {
  readonly x: number;
  readonly y: number;
  readonly number: number | null;
}

/** Beside, above or below its point, wherever a number covers neither a point nor another number. */
function placeNumbers(points: readonly Point[]): (Point & { readonly number: number })[] {
  const placed: { x: number; y: number; number: number }[] = [];
  const covered = (x: number, y: number) =>
    points.some(
      (p) =>
        Math.abs(p.x - x) < BOX.width / 2 + RADIUS && Math.abs(p.y - y) < BOX.height / 2 + RADIUS,
    ) || placed.some((p) => Math.abs(p.x - x) < BOX.width && Math.abs(p.y - y) < BOX.height);
  for (const { x, y, number } of points) {
    if (number === null) continue;
    const places = [9, 14, 20].flatMap(
      (far) =>
        [
          [far, -far],
          [-far, -far],
          [far, far],
          [-far, far],
          [0, -far - 3],
          [0, far + 3],
        ] as const,
    );
    const free = places.find(([dx, dy]) => !covered(x + dx, y + dy)) ?? places[0]!;
    placed.push({ x: x + free[0], y: y + free[1], number });
  }
  return placed;
}

export function FrontChart({
  marks,
  axis,
  width,
  label,
}: {
  readonly marks: readonly FrontMark[];
  readonly axis: keyof typeof FRONT_AXES;
  readonly width: number;
  /** Says it all for those who do not see it; without it the picture is decoration. */
  readonly label?: string;
}): JSX.Element {
  const [low, high] = logarithmicRange(marks.map((mark) => mark[axis]));
  const [least, most] = padded(marks.map(({ accuracy }) => accuracy));
  const across = (value: number) =>
    LEFT + ((width - LEFT - RIGHT) * Math.log(Math.max(value, low) / low)) / Math.log(high / low);
  const up = (accuracy: number) =>
    HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (accuracy - least)) / (most - least);
  const points = marks.map(
    (mark): Point => ({ x: across(mark[axis]), y: up(mark.accuracy), number: mark.number }),
  );
  const grid = { stroke: cssColour('line') };
  const soft = { fill: cssColour('soft') };
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {evenTicks(100 * least, 100 * most, 5).map((tick) => (
        <g key={tick}>
          <line
            x1={LEFT}
            x2={width - RIGHT}
            y1={coordinate(up(tick / 100))}
            y2={coordinate(up(tick / 100))}
            {...grid}
          />
          <text x={LEFT - 6} y={coordinate(up(tick / 100) + 4)} text-anchor="end" {...soft}>
            {percentNumber(tick / 100, tick % 1 === 0 ? 0 : 1)}
          </text>
        </g>
      ))}
      {logarithmicTicks(low, high, (width - LEFT - RIGHT) / 48).map((tick) => (
        <g key={tick}>
          <line
            x1={coordinate(across(tick))}
            x2={coordinate(across(tick))}
            y1={TOP}
            y2={HEIGHT - BOTTOM}
            {...grid}
          />
          <text
            x={coordinate(across(tick))}
            y={HEIGHT - BOTTOM + 15}
            text-anchor="middle"
            {...soft}
          >
            {count(tick)}
          </text>
        </g>
      ))}
      <text x={4} y={12} {...soft}>
        ↑ validation accuracy (%)
      </text>
      <text x={width - RIGHT} y={HEIGHT - 6} text-anchor="end" {...soft}>
        {FRONT_AXES[axis]}, logarithmic →
      </text>
      {points.map(({ x, y, number }, k) => (
        <circle
          key={k}
          cx={coordinate(x)}
          cy={coordinate(y)}
          r={RADIUS}
          fill={number === null ? cssColour('surface') : cssColour('c1')}
          stroke={number === null ? cssColour('soft') : cssColour('surface')}
        />
      ))}
      {placeNumbers(points).map(({ x, y, number }) => (
        <text
          key={number}
          x={coordinate(x)}
          y={coordinate(y + 4)}
          text-anchor="middle"
          font-weight="600"
          fill={cssColour('ink')}
        >
          {number}
        </text>
      ))}
    </svg>
  );
}
