/** Accuracy if one decides early: by the time of each sample that has been seen. */
import * as Plot from '@observablehq/plot';
import type { SeriesStyle } from '../series.ts';
import { type Drawing, drawPlot } from './drawing.ts';

/** Accuracy by time seen, of one method. */
export interface DecisionCurve {
  readonly label: string;
  readonly style: SeriesStyle;
  /** Milliseconds. */
  readonly times: readonly number[];
  /** One list of fractions a run. */
  readonly runs: readonly (readonly number[])[];
}

/** Mean of the runs at moment k. */
export const meanAt = (runs: readonly (readonly number[])[], k: number): number =>
  runs.reduce((sum, run) => sum + run[k]!, 0) / runs.length;

/** Means as lines, with single runs behind them. */
export function drawDecision(curves: readonly DecisionCurve[]): Drawing {
  const lines = curves.flatMap(({ style, times, runs }) => {
    const complete = runs.filter((run) => run.length === times.length);
    const line = (values: readonly number[], faint: boolean) => ({
      style,
      faint,
      points: times.map((time, k) => ({ time, accuracy: 100 * values[k]! })),
    });
    const mean = times.map((_, k) => meanAt(complete, k));
    return [
      ...(complete.length > 1 ? complete.map((run) => line(run, true)) : []),
      line(mean, false),
    ];
  });
  return (width) =>
    drawPlot({
      width,
      height: width > 400 ? 280 : 220,
      x: {
        label: 'time seen (ms) →',
        domain: [0, Math.max(...curves.flatMap(({ times }) => times))],
        ticks: 6,
      },
      y: { label: '↑ accuracy (%)', grid: true, zero: true, nice: true, ticks: 5 },
      marks: lines.map(({ style, points, faint }) =>
        Plot.line(points, {
          x: 'time',
          y: 'accuracy',
          stroke: style.colour,
          strokeWidth: faint ? 0.8 : 1.8,
          strokeOpacity: faint ? 0.4 : 1,
          ...(style.dash ? { strokeDasharray: style.dash } : {}),
        }),
      ),
    });
}
