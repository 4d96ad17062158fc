import { expect, test } from 'vitest';
import { binomialInterval } from '../../src/analysis/binomial.ts';

// Of R: binom.test(8, 10)$conf.int and so on.
test.each([
  [8, 10, 0.4439045, 0.9747893],
  [0, 10, 0, 0.3084971],
  [10, 10, 0.6915029, 1],
  [96, 100, 0.9007432, 0.9889953],
])('%i of %i', (successes, trials, low, high) => {
  const [from, to] = binomialInterval(successes, trials);
  expect(from).toBeCloseTo(low, 5);
  expect(to).toBeCloseTo(high, 5);
});
