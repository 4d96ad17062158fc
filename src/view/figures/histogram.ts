/** How many motifs reach which accuracy, with lines at what they are compared with. */
import * as Plot from '@observablehq/plot';
import type { LegendEntry } from '../legend-key.tsx';
import { type Drawing, drawPlot, FIRST, SECOND, SOFT, WIDE } from './drawing.ts';

export const LANDSCAPE_LEGEND: readonly LegendEntry[] = [
  { label: 'motifs', colour: FIRST, kind: 'line' },
  { label: 'mean', colour: SOFT, kind: 'rule', dash: '3 3' },
  { label: 'ceiling', colour: SECOND, kind: 'rule' },
];

/**
 * @param values accuracies, fractions
 * @param mean of them
 * @param ceiling null for none
 */
export function drawLandscape(
  values: readonly number[],
  mean: number,
  ceiling: number | null,
): Drawing {
  const accuracies = values.map((value) => ({ accuracy: 100 * value }));
  // Sturges.
  const thresholds = Math.ceil(Math.log2(values.length)) + 1;
  return (width) =>
    drawPlot({
      width,
      height: 240,
      x: { label: 'test accuracy (%) →', nice: true, ticks: width === WIDE ? 10 : 5 },
      y: { label: '↑ motifs', grid: true, ticks: 5 },
      marks: [
        Plot.rectY(accuracies, {
          ...Plot.binX({ y: 'count' }, { x: 'accuracy', thresholds }),
          ...{ fill: FIRST, inset: 0.5 },
        }),
        Plot.ruleY([0], { stroke: SOFT }),
        Plot.ruleX([100 * mean], { stroke: SOFT, strokeDasharray: '3 3', strokeWidth: 1.5 }),
        Plot.ruleX(ceiling === null ? [] : [100 * ceiling], { stroke: SECOND, strokeWidth: 2 }),
      ],
    });
}
