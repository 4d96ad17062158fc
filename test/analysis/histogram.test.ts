/** Distributions out of counts. */
import { expect, test } from 'vitest';
import { divergenceFromExponential, histogramQuantile } from '../../src/analysis/histogram.ts';

test('quantiles lie where the counts put them', () => {
  const even = { from: 0, to: 4, counts: [1, 1, 1, 1] };
  expect([0, 0.25, 0.5, 1].map((p) => histogramQuantile(even, p))).toEqual([0, 1, 2, 4]);
  const alike = { from: 3, to: 3, counts: [7, 0] };
  expect(histogramQuantile(alike, 0.5)).toBe(3);
});

test('counts as the exponential has them are at no distance, all in one bin far from it', () => {
  const mean = 0.1;
  const to = 0.5;
  const counts = Array.from({ length: 20 }, (_, k) => {
    const high = k === 19 ? 0 : Math.exp(-((k + 1) * to) / 20 / mean);
    return 1e6 * (Math.exp(-(k * to) / 20 / mean) - high);
  });
  expect(divergenceFromExponential({ from: 0, to, counts }, mean)).toBeCloseTo(0, 10);
  // ln(1 / P(x > 0.4)) = 0.4 / μ
  const late = { from: 0, to: 0.8, counts: [0, 5] };
  expect(divergenceFromExponential(late, mean)).toBeCloseTo(4, 10);
});
