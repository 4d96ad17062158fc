/** Distances between candidates, against quantiles from another program (SciPy 1.17, `gamma.ppf`). */
import { describe, expect, test } from 'vitest';
import { gammaQuantiles } from '../../../src/baselines/bayesian/gamma-quantiles.ts';
import { coordinates, dimensions } from '../../../src/baselines/hrsnn/space.ts';

test.each([
  [1, 0.007843177461025893, 0.6776429940239799, 4.852030263919618],
  [1.5, 0.04853163028557544, 1.162331771451253, 5.939066587325468],
  [7.3, 2.3848422111336154, 6.918142753994376, 15.400034323901508],
  [32, 19.94736575115, 31.55730764372936, 47.272438881290185],
])('quantiles of shape %d', (shape, first, middle, last) => {
  const found = gammaQuantiles(shape, 64);
  for (const [m, wanted] of [
    [0, first],
    [31, middle],
    [63, last],
  ] as const) {
    expect(found[m]! / wanted).toBeCloseTo(1, 10);
  }
});

describe('by Wasserstein', () => {
  const settings = {
    heterogeneousNeurons: true,
    heterogeneousSynapses: true,
    distance: 'wasserstein',
  } as const;
  const names = dimensions(settings).map(({ name }) => name);
  const { groups, of } = coordinates(settings);
  const distance = (changed: Readonly<Record<string, number>>, from = 0.5): number => {
    const middle = names.map(() => from);
    const other = names.map((name) => changed[name] ?? from);
    const [a, b] = [of(middle), of(other)];
    return Math.sqrt(a.reduce((sum, x, c) => sum + (x - b[c]!) ** 2, 0));
  };

  test('means and constants are as far apart as in the box', () => {
    expect(distance({ tauExcitatory: 0.8 })).toBeCloseTo(0.3, 9);
    expect(distance({ lambda: 0.1 })).toBeCloseTo(0.4, 9);
    expect(distance({ tauExcitatory: 0.8, lambda: 0.1 })).toBeCloseTo(0.5, 9);
  });

  test('shapes are the nearer the larger they are, since their distributions are', () => {
    const [small, large] = [0, 0.8].map((from) =>
      distance({ depressionShape: from + 0.2 }, from),
    ) as [number, number];
    expect(large).toBeGreaterThan(0);
    expect(small).toBeGreaterThan(2 * large);
  });

  test('each distribution and each constant has a length scale', () => {
    expect(groups).toHaveLength(6 * 64 + 5);
    expect(groups.at(-1)).toBe(10);
    const alike = coordinates({ ...settings, heterogeneousSynapses: false });
    expect(alike.groups).toHaveLength(2 * 64 + 4 + 5);
  });
});
