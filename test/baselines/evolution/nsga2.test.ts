import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crowdingDistances,
  dominates,
  type Judged,
  nonDominatedFronts,
  survivors,
} from '../../../src/baselines/evolution/nsga2.ts';

const one = fc.record({
  objectives: fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 1, 2, 3, Infinity)),
  violation: fc.constantFrom(0, 0, 0, 1, 4),
});
const populations = fc.array(one, { minLength: 1, maxLength: 20 });

describe('fronts', () => {
  test('hold everybody once, and nobody that someone on the same or a later front beats', () => {
    fc.assert(
      fc.property(populations, (population) => {
        const fronts = nonDominatedFronts(population);
        expect(fronts.flat().sort((a, b) => a - b)).toEqual(population.map((_, k) => k));
        fronts.forEach((front, number) => {
          const rest = fronts.slice(number).flat();
          for (const k of front) {
            expect(rest.some((j) => dominates(population[j]!, population[k]!))).toBe(false);
          }
          const before = fronts[number - 1] ?? [];
          if (number === 0) return;
          for (const k of front) {
            expect(before.some((j) => dominates(population[j]!, population[k]!))).toBe(true);
          }
        });
      }),
    );
  });
});

test('survivors are whole fronts, then those of the next with the most room', () => {
  fc.assert(
    fc.property(populations, fc.nat({ max: 20 }), (population, wanted) => {
      const kept = survivors(population, wanted);
      expect(kept).toHaveLength(Math.min(wanted, population.length));
      let room = wanted;
      for (const front of nonDominatedFronts(population)) {
        const alive = front.filter((k) => kept.includes(k));
        expect(alive).toHaveLength(Math.min(room, front.length));
        room -= alive.length;
        const distances = crowdingDistances(front.map((k) => population[k]!));
        const [inside, outside] = [true, false].map((is) =>
          distances.filter((_, place) => kept.includes(front[place]!) === is),
        );
        expect(Math.min(...inside!)).toBeGreaterThanOrEqual(Math.max(...outside!, -1));
      }
    }),
  );
});

test('crowding distances by hand, with an infinite objective', () => {
  const front: Judged[] = [
    [0, Infinity],
    [1, 4],
    [3, 2],
    [4, 0],
  ].map((objectives) => ({
    objectives,
    violation: 0,
  }));
  // The infinite one counts as 4. Sorted by the second: 0, 2, 4 and 4, of which the first is inside.
  expect(crowdingDistances(front)).toEqual([Infinity, Infinity, 3 / 4 + 4 / 4, Infinity]);
});
