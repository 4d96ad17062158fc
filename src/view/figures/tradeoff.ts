/** Accuracy of several methods against what an inference takes. */
import * as Plot from '@observablehq/plot';
import type { SeriesStyle } from '../series.ts';
import { padded } from '../ticks.ts';
import { type Drawing, drawPlot } from './drawing.ts';

export interface TradeoffPoint {
  readonly style: SeriesStyle;
  readonly cost: number;
  /** Percent, and the ends of the bar around it. */
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** @param label of the cost */
export function drawTradeoff(points: readonly TradeoffPoint[], label: string): Drawing {
  return (width) =>
    drawPlot({
      width,
      height: 250,
      x: {
        label: `${label} →`,
        domain: padded(points.map(({ cost }) => cost)),
        ticks: 4,
        tickFormat: 's',
        grid: true,
      },
      y: {
        label: '↑ accuracy (%)',
        domain: padded(points.flatMap(({ low, high }) => [low, high])),
        grid: true,
        ticks: 5,
      },
      marks: points.flatMap(({ style, ...point }) => [
        Plot.ruleX([point], { x: 'cost', y1: 'low', y2: 'high', stroke: style.colour }),
        Plot.dot([point], {
          x: 'cost',
          y: 'accuracy',
          fill: style.colour,
          symbol: style.symbol,
          r: 5,
        }),
      ]),
    });
}
