import { expect, test } from 'vitest';
import { connectionsIn, connects } from '../../../src/baselines/evolution/mask.ts';
import { nearestToIdeal } from '../../../src/baselines/evolution/nsga2.ts';
import { crossover, drawMask, mutate } from '../../../src/baselines/evolution/operators.ts';
import { Random } from '../../../src/core/random.ts';

// Rows of 45 take one word and a part of another.
const N = 45;

test('a child is one parent, but for one stretch that is the other', () => {
  const [none, all] = [0, 1].map((share) => drawMask(N, share, new Random(1, 'test')));
  const lengths = Array.from({ length: 200 }, (_, k) => {
    const child = crossover(none!, all!, new Random(k, 'test/crossover'));
    const places = Array.from({ length: N * N }, (_, at) =>
      connects(child, Math.floor(at / N), at % N),
    );
    const first = places.indexOf(true);
    const last = places.lastIndexOf(true);
    const count = places.filter(Boolean).length;
    expect(count).toBe(first < 0 ? 0 : last - first + 1);
    expect(connectionsIn(child)).toBe(count);
    return count;
  });
  // Two places are a third of the whole apart on average.
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(mean / (N * N)).toBeCloseTo(1 / 3, 1);
});

test('mutation flips as many as it should on average', () => {
  const flips = Array.from({ length: 300 }, (_, k) => {
    const mask = drawMask(N, 0, new Random(1, 'test'));
    mutate(mask, 5, new Random(k, 'test/mutation'));
    return connectionsIn(mask);
  });
  expect(flips.reduce((sum, count) => sum + count, 0) / flips.length).toBeCloseTo(5, 0);
  expect(new Set(flips).size).toBeGreaterThan(5);
});

test('of a front the one nearest to the best of both is chosen', () => {
  const judged = [
    [9, 9],
    [0, 100],
    [4, 30],
    [10, 0],
    [6, Infinity],
  ].map((objectives) => ({
    objectives,
    violation: 0,
  }));
  expect(nearestToIdeal(judged)).toBe(2);
});
