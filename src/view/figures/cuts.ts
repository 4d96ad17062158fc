/** What each cut of a supernet changed: where a value was before, and where after. */
import * as Plot from '@observablehq/plot';
import type { LegendEntry } from '../legend-key.tsx';
import { padded } from '../ticks.ts';
import { type Drawing, drawPlot, FIRST, SECOND, SOFT, SURFACE } from './drawing.ts';

export const CUT_LEGEND: readonly LegendEntry[] = [
  { label: 'before the cut', colour: FIRST, kind: 'dot' },
  { label: 'after the cut', colour: SECOND, kind: 'diamond' },
];

/** One row of the figure. */
export interface Change {
  readonly row: string;
  readonly before: number;
  readonly after: number;
}

export function drawChanges(rows: readonly Change[], label: string): Drawing {
  return (width) =>
    drawPlot({
      width,
      height: 58 + 24 * rows.length,
      marginLeft: 20 + 6 * Math.max(...rows.map(({ row }) => row.length)),
      x: {
        label: `${label} →`,
        grid: true,
        nice: true,
        ticks: 5,
        domain: padded(rows.flatMap(({ before, after }) => [before, after])),
      },
      y: { type: 'band', domain: rows.map(({ row }) => row), label: null, tickSize: 0 },
      marks: [
        Plot.ruleY(rows, { y: 'row', x1: 'before', x2: 'after', stroke: SOFT, strokeWidth: 1.5 }),
        Plot.dot(rows, { x: 'before', y: 'row', stroke: FIRST, fill: SURFACE, r: 4 }),
        Plot.dot(rows, { x: 'after', y: 'row', fill: SECOND, symbol: 'diamond', r: 4.5 }),
      ],
    });
}
