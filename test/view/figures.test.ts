/** What drawings are made of: ranges, ticks, bands, bins and shares. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanBand } from '../../src/view/bands.ts';
import { binSpikes, binStrength } from '../../src/view/bins.ts';
import { rowShares, weightRange, weightShare } from '../../src/view/shares.ts';
import { padded, wholeTicks } from '../../src/view/ticks.ts';

test('ticks are whole, few, and within the axis', () => {
  expect(wholeTicks(5, 12)).toEqual([1, 2, 3, 4, 5]);
  expect(wholeTicks(40, 6)).toEqual([1, 10, 20, 30, 40]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 3, max: 20 }), (last, most) => {
      const ticks = wholeTicks(last, most);
      expect(ticks.length).toBeLessThanOrEqual(most + 1);
      for (const tick of ticks)
        expect(Number.isInteger(tick) && tick >= 1 && tick <= last).toBe(true);
    }),
  );
});

test('ranges have room, but none below zero for what is never negative', () => {
  expect(padded([0, 1])).toEqual([0, 1.05]);
  expect(padded([-1, 1])).toEqual([-1.1, 1.1]);
  expect(padded([0, 0])).toEqual([0, 0.5]);
  const [low, high] = padded([5, 5]);
  expect(low).toBeLessThan(5);
  expect(high).toBeGreaterThan(5);
});

describe('bands', () => {
  test('are means with one sample standard deviation, where all runs have a value', () => {
    const runs = [
      new Map([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
      new Map([
        [2, 8],
        [1, 4],
      ]),
      new Map<number, number>(),
    ];
    const [first, second, ...rest] = meanBand(runs);
    expect(rest).toEqual([]);
    expect(first).toEqual({ x: 1, mean: 3, low: 3 - Math.SQRT2, high: 3 + Math.SQRT2 });
    expect(second).toMatchObject({ x: 2, mean: 6 });
  });

  test('of a single run have no edges, of none nothing', () => {
    expect(meanBand([new Map([[1, 0.5]])])).toEqual([{ x: 1, mean: 0.5, low: null, high: null }]);
    expect(meanBand([])).toEqual([]);
  });
});

test('bins keep every spike, and a single one is seen', () => {
  const spikes = fc.record({
    neurons: fc.integer({ min: 1, max: 300 }),
    steps: fc.integer({ min: 1, max: 900 }),
    places: fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6)), { maxLength: 200 }),
  });
  fc.assert(
    fc.property(spikes, ({ neurons, steps, places }) => {
      const times = places.map(([t]) => t % steps);
      const sources = places.map(([, q]) => q % neurons);
      const bins = binSpikes({ neurons, steps, times, sources }, { columns: 100, rows: 50 });
      expect(bins.columns).toBeLessThanOrEqual(100);
      expect(bins.rows).toBeLessThanOrEqual(50);
      expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(places.length);
      times.forEach((t, k) => {
        const row = Math.floor(sources[k]! / bins.perRow);
        const strength = binStrength(bins, row, Math.floor(t / bins.perColumn));
        expect(strength).toBeGreaterThan(0.5);
        expect(strength).toBeLessThanOrEqual(1);
      });
    }),
  );
});

test('shares: of the samples of a class, and of the largest weight of a sign', () => {
  expect(
    rowShares([
      [3, 1],
      [0, 0],
    ]),
  ).toEqual([
    [0.75, 0.25],
    [0, 0],
  ]);
  const range = weightRange([0.1, -2, 0.05, 0]);
  expect(range).toEqual({ excitation: 0.1, inhibition: 2 });
  expect([0.05, -2, 0].map((weight) => weightShare(weight, range))).toEqual([0.5, -1, 0]);
});
