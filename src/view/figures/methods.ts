/** Methods of a study one below the other: the accuracy of every seed, and differences with intervals. */
import * as Plot from '@observablehq/plot';
import type { LegendEntry } from '../legend-key.tsx';
import { padded } from '../ticks.ts';
import { type Drawing, drawPlot, FIRST, INK, SECOND, SOFT, WIDE } from './drawing.ts';

export const SEED_LEGEND: readonly LegendEntry[] = [
  { label: 'a seed', colour: FIRST, kind: 'dot' },
  { label: 'mean', colour: SECOND, kind: 'diamond' },
  { label: '95 % interval of the mean', colour: SECOND, kind: 'line' },
];

export const DIFFERENCE_LEGEND: readonly LegendEntry[] = [
  { label: 'mean difference', colour: FIRST, kind: 'diamond' },
  { label: '95 % interval', colour: SOFT, kind: 'line' },
];

/** A row of either figure: fractions. */
export interface MethodRow {
  readonly method: string;
  readonly label: string;
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

/** Rows by method, with as much of the labels as fits on the left. */
function methodRows(rows: readonly MethodRow[], width: number) {
  const most = width === WIDE ? 34 : 19;
  const short = (label: string): string =>
    label.length > most ? `${label.slice(0, most - 1)}…` : label;
  const labels = new Map(rows.map(({ method, label }) => [method, short(label)]));
  return {
    points: rows.map(({ method, mean, interval }) => ({
      method,
      mean: 100 * mean,
      low: 100 * (interval?.[0] ?? mean),
      high: 100 * (interval?.[1] ?? mean),
    })),
    marginLeft: 16 + 6.3 * Math.max(...[...labels.values()].map(({ length }) => length)),
    y: {
      type: 'band',
      domain: rows.map(({ method }) => method),
      label: null,
      tickSize: 0,
      tickFormat: (method: string) => labels.get(method)!,
    },
  } as const;
}

/** Test accuracies: every seed as a dot, above the mean with its interval. */
export function drawSeeds(
  methods: readonly (MethodRow & { readonly values: readonly number[] })[],
): Drawing {
  const seeds = methods.flatMap(({ method, values }) =>
    values.map((value) => ({ method, value: 100 * value })),
  );
  return (width) => {
    const { points, ...frame } = methodRows(methods, width);
    return drawPlot({
      ...frame,
      width,
      height: 58 + 30 * points.length,
      x: {
        label: 'test accuracy (%) →',
        grid: true,
        domain: padded([
          ...seeds.map(({ value }) => value),
          ...points.flatMap(({ low, high }) => [low, high]),
        ]),
        ticks: width === WIDE ? 10 : 5,
      },
      marks: [
        Plot.ruleY(points, {
          ...{ y: 'method', x1: 'low', x2: 'high', dy: 6 },
          ...{ stroke: SECOND, strokeWidth: 2 },
        }),
        Plot.dot(points, {
          ...{ x: 'mean', y: 'method', dy: 6 },
          ...{ fill: SECOND, symbol: 'diamond', r: 4.5 },
        }),
        Plot.dot(seeds, {
          ...{ x: 'value', y: 'method', dy: -5 },
          ...{ stroke: FIRST, strokeWidth: 1.3, r: 3.2 },
        }),
      ],
    });
  };
}

/** Differences from a reference. @param reference its label */
export function drawDifferences(methods: readonly MethodRow[], reference: string): Drawing {
  return (width) => {
    const { points, ...frame } = methodRows(methods, width);
    return drawPlot({
      ...frame,
      width,
      height: 58 + 24 * points.length,
      x: {
        label: `difference from ${reference} (points) →`,
        grid: true,
        domain: padded([0, ...points.flatMap(({ low, high }) => [low, high])]),
        ticks: width === WIDE ? 10 : 5,
      },
      marks: [
        Plot.ruleX([0], { stroke: INK, strokeDasharray: '4 2' }),
        Plot.ruleY(points, { y: 'method', x1: 'low', x2: 'high', stroke: SOFT, strokeWidth: 2 }),
        Plot.dot(points, { x: 'mean', y: 'method', fill: FIRST, symbol: 'diamond', r: 4.5 }),
      ],
    });
  };
}
