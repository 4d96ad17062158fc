/** ε² against values worked out by hand. */
import { expect, test } from 'vitest';
import { varianceShare } from '../../src/analysis/variance-share.ts';

test('is what groups explain, less what they would by chance', () => {
  // Between: 2 · (2 − 3)² + 2 · (4 − 3)² = 4; within: 4 · 1 = 4, of n − k = 2; chance: 2.
  expect(
    varianceShare([
      [1, 3],
      [3, 5],
    ]),
  ).toBe((4 - 2) / 8);
  expect(varianceShare([[1, 1], [2, 2], []])).toBe(1);
  // Groups that have the same mean explain less than chance.
  expect(
    varianceShare([
      [1, 3],
      [1, 3],
    ]),
  ).toBe(0);
});

test('is unknown where there is nothing to tell apart', () => {
  expect(varianceShare([])).toBeNull();
  expect(varianceShare([[1, 2]])).toBeNull();
  expect(varianceShare([[1], [2], [3, 4]])).toBeNull();
  expect(varianceShare([[1, 1], [1]])).toBeNull();
});
