/** What folds say together, from facts made by hand. */
import { expect, test } from 'vitest';
import type { CellFacts } from '../../src/study/cell-facts.ts';
import { crossValidation, foldComparison, foldInterval } from '../../src/study/cross-validation.ts';
import type { MethodResults } from '../../src/study/results.ts';

type Run = readonly [seed: number, fold: number, correct: number, samples: number];

const facts = (runs: readonly Run[]) =>
  runs.map(([seed, fold, correct, samples]) => ({
    seed,
    fold,
    data: { testSamples: samples },
    summary: { test: { accuracy: correct / samples } },
  })) as unknown as CellFacts[];

const row = (runs: readonly Run[]) =>
  ({
    seeds: runs.map(([seed]) => seed),
    folds: runs.map(([, fold]) => fold),
    accuracy: { values: runs.map(([, , correct, samples]) => correct / samples) },
  }) as unknown as MethodResults;

test('samples are pooled, each tested once, where every fold has finished', () => {
  const found = crossValidation(
    [1, 2, 3],
    facts([
      ...([
        [1, 1, 6, 10],
        [1, 2, 9, 10],
        [1, 3, 2, 8],
      ] as const),
      ...([
        [2, 1, 8, 10],
        [2, 3, 4, 8],
      ] as const),
      ...([
        [3, 1, 7, 10],
        [3, 2, 10, 10],
        [3, 3, 6, 8],
      ] as const),
    ]),
  );
  // Not the means of the folds, which are not of one size.
  expect(found.pooled).toEqual({
    seeds: [1, 3],
    values: [17 / 28, 23 / 28],
    mean: expect.closeTo(20 / 28, 12),
    std: expect.closeTo(Math.SQRT2 * (3 / 28), 12),
  });
  expect(found.each.map(({ fold, testSamples }) => [fold, testSamples])).toEqual([
    [1, 10],
    [2, 10],
    [3, 8],
  ]);
  expect(found.each.map(({ mean }) => mean)).toEqual(
    [0.7, 0.95, 0.5].map((x) => expect.closeTo(x)),
  );
  expect(found.stdOverFolds).toBeCloseTo(0.22546, 4);
  // SciPy: 0.716667 ± stats.t.ppf(0.975, 2) * sqrt((1/3 + 1/2) * 0.0508333)
  expect(foldInterval(found)).toEqual([0, 1]);
  const tenth = found.each.map((one) => ({ ...one, mean: 0.5 + (one.mean - 43 / 60) / 10 }));
  const narrow = foldInterval({ ...found, each: tenth })!;
  expect(narrow.map((end) => end.toFixed(4))).toEqual(['0.4114', '0.5886']);
});

test('nothing is pooled before a seed has finished every fold', () => {
  expect(crossValidation([1, 2], [])).toEqual({
    folds: 2,
    pooled: null,
    each: [],
    stdOverFolds: null,
  });
  expect(crossValidation([1, 2], facts([[1, 2, 5, 10]])).pooled).toBeNull();
});

test('methods are compared run by run, seeds of a fold averaged', () => {
  const found = foldComparison(
    row([
      [1, 1, 8, 10],
      [1, 2, 7, 10],
      [2, 1, 9, 10],
      [2, 2, 9, 10],
      [1, 3, 9, 10],
    ]),
    // In another order, with one run less and one more.
    row([
      [2, 2, 5, 10],
      [1, 1, 6, 10],
      [1, 2, 6, 10],
      [2, 1, 7, 10],
      [2, 3, 1, 10],
    ]),
    3,
  );
  expect(found.pairs).toBe(4);
  // Differences of the folds: 0.2 and 0.25; fold 3 has no pair.
  expect(found.difference).toBeCloseTo(0.225, 12);
  expect(found.std).toBeCloseTo(0.05 / Math.SQRT2, 12);
  // t = 0.225 / sqrt((1/2 + 1/2) · 0.00125) = 6.364; independent pairs would give 9.
  expect(found.tTest).toMatchObject({ df: 1, t: expect.closeTo(6.36396, 4) });
});
