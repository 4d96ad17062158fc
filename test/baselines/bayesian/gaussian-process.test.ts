import { describe, expect, test } from 'vitest';
import { expectedImprovement } from '../../../src/baselines/bayesian/expected-improvement.ts';
import { fitProcess, posteriorAt } from '../../../src/baselines/bayesian/gaussian-process.ts';

const points = [
  [0.1, 0.2],
  [0.7, 0.3],
  [0.4, 0.9],
];
const values = [3, 5, 4];
const process = fitProcess(points, values, { lengthScales: [0.3, 0.5], noise: 1e-8 });

describe('a Gaussian process', () => {
  test('passes through what it has seen, and knows nothing far away', () => {
    points.forEach((point, k) => {
      const { mean, deviation } = posteriorAt(process, point);
      expect(mean).toBeCloseTo(values[k]!, 6);
      expect(deviation).toBeLessThan(1e-3);
    });
    const far = posteriorAt(process, [100, 100]);
    expect(far.mean).toBeCloseTo(4, 10);
    expect(far.deviation).toBeCloseTo(process.deviation, 10);
  });

  test('of one value expects it everywhere', () => {
    const one = fitProcess([[0.5]], [7], { lengthScales: [1], noise: 1e-3 });
    expect(posteriorAt(one, [0.9]).mean).toBe(7);
    // By hand: variance 1 − 1/(1 + noise) at the point; evidence of N(0, 1 + noise) at 0.
    expect(posteriorAt(one, [0.5]).deviation).toBeCloseTo(Math.sqrt(1 - 1 / 1.001), 12);
    expect(one.logEvidence).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 1.001), 12);
  });
});

test('the expected improvement is the integral that it stands for', () => {
  const { mean, deviation } = posteriorAt(process, [0.5, 0.5]);
  const [m, s] = [(mean - 5) / process.deviation, deviation / process.deviation];
  let sum = 0;
  const [steps, width] = [20_000, 16];
  for (let k = 0; k < steps; k++) {
    const z = width * ((k + 0.5) / steps - 0.5);
    sum += Math.max(m + s * z - 0.01, 0) * Math.exp((-z * z) / 2);
  }
  const wanted = (sum * width) / steps / Math.sqrt(2 * Math.PI);
  expect(expectedImprovement(process, [0.5, 0.5], 5, 0.01)).toBeCloseTo(wanted, 6);
});
