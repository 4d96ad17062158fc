/** Axes: ticks are round, within the range and few enough; ranges have room for every value. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenTicks, logarithmicRange, logarithmicTicks } from '../../src/view/ticks.ts';

test('ticks are round numbers', () => {
  expect(evenTicks(90.6, 93.9, 5)).toEqual([91, 92, 93]);
  expect(evenTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(logarithmicTicks(90, 11_000, 4)).toEqual([100, 1000, 10_000]);
  expect(logarithmicTicks(110, 600, 6)).toEqual([150, 200, 300, 400, 500]);
});

test('a logarithmic axis has room for all values, and ticks where it is at least twice as wide as narrow', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (list) => {
      const [low, high] = logarithmicRange(list);
      expect(low).toBeGreaterThan(0);
      expect(high / low).toBeGreaterThanOrEqual(2 - 1e-9);
      for (const value of list) {
        expect(value).toBeLessThanOrEqual(high);
        if (value >= 1) expect(value).toBeGreaterThanOrEqual(low);
      }
      const ticks = logarithmicTicks(low, high, 6);
      expect(ticks.length).toBeGreaterThan(0);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low);
        expect(tick).toBeLessThanOrEqual(high);
      }
    }),
  );
});
