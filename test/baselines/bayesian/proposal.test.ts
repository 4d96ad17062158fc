import { expect, test } from 'vitest';
import { latinHypercube, scrambledHalton } from '../../../src/baselines/bayesian/designs.ts';
import { bestTrial, proposePoint, type Trial } from '../../../src/baselines/bayesian/proposal.ts';

test('a Latin hypercube has one point in each part of each dimension', () => {
  const points = latinHypercube(10, 3, 1, 'test');
  for (const d of [0, 1, 2]) {
    const parts = points.map((point) => Math.floor(10 * point[d]!)).sort((a, b) => a - b);
    expect(parts).toEqual([...Array(10).keys()]);
  }
});

test('Halton points fill every part of every dimension evenly', () => {
  const points = scrambledHalton(2000, 17, 1, 'test');
  for (let d = 0; d < 17; d++) {
    const counts = new Array<number>(8).fill(0);
    for (const point of points) counts[Math.floor(8 * point[d]!)]! += 1;
    // 250 each; numbers drawn one by one would differ by ±15.
    for (const count of counts) expect(Math.abs(count - 250)).toBeLessThan(10);
  }
});

test.each(['shared', 'each'] as const)('finds a peak, with length scales: %s', (lengthScales) => {
  const settings = { initial: 6, xi: 0.01, noise: 1e-3, lengthScales };
  const height = ([x, y]: readonly number[]) => -((x! - 0.3) ** 2) - 2 * (y! - 0.8) ** 2;
  const trials: Trial[] = [];
  for (let k = 0; k < 20; k++) {
    const point = proposePoint(trials, 2, settings, 5);
    trials.push({ point, value: height(point) });
  }
  expect(bestTrial(trials).value).toBeGreaterThan(-0.002);
  const first = trials.slice(0, 6);
  expect(bestTrial(first).value).toBeLessThan(bestTrial(trials).value);
});
