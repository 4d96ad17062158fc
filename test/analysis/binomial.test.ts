import { expect, test } from 'vitest';
import { binomialInterval } from '../../src/analysis/binomial.ts';

// By Wilson's formula in Python, with z = 1.959963984540054.
test.each([
  [8, 10, 0.4901625, 0.9433178],
  [0, 10, 0, 0.2775328],
  [10, 10, 0.7224672, 1],
  [96, 100, 0.901629, 0.9843374],
])('%i of %i', (successes, trials, low, high) => {
  const [from, to] = binomialInterval(successes, trials);
  expect(from).toBeCloseTo(low, 5);
  expect(to).toBeCloseTo(high, 5);
});
