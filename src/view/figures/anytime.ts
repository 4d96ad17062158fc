/** Accuracy of the best network so far against the budget spent, a line for each search. */
import * as Plot from '@observablehq/plot';
import type { SeriesStyle } from '../series.ts';
import { padded } from '../ticks.ts';
import { type Drawing, drawPlot, WIDE } from './drawing.ts';

export interface AnytimeSeries {
  readonly style: SeriesStyle;
  /** Fractions; in order of the budget. */
  readonly points: readonly { readonly passes: number; readonly accuracy: number }[];
}

/** Lines with a symbol at the end of each, so that one with a single point is seen too. */
export function drawAnytime(series: readonly AnytimeSeries[]): Drawing {
  const lines = series.map(({ style, points }) => ({
    style,
    points: points.map(({ passes, accuracy }) => ({ passes, accuracy: 100 * accuracy })),
  }));
  return (width) =>
    drawPlot({
      width,
      height: 280,
      x: {
        label: 'gradient passes of a sample →',
        grid: true,
        ticks: width === WIDE ? 8 : 4,
        tickFormat: 's',
      },
      y: {
        label: '↑ validation accuracy (%)',
        grid: true,
        ticks: 5,
        domain: padded(lines.flatMap(({ points }) => points.map(({ accuracy }) => accuracy))),
      },
      marks: lines.flatMap(({ style, points }) => [
        Plot.line(points, {
          ...{ x: 'passes', y: 'accuracy', stroke: style.colour, strokeWidth: 1.8 },
          ...(style.dash !== undefined && { strokeDasharray: style.dash }),
        }),
        Plot.dot(points.slice(-1), {
          ...{ x: 'passes', y: 'accuracy', fill: style.colour, symbol: style.symbol, r: 4 },
        }),
      ]),
    });
}
