/**
 * What folds say together. Every sample is in the test of one fold, so that the folds of a seed make one test of all
 * samples. Their training sets overlap, though: they are not independent, and statistics that take them for it find
 * differences that are not there. So the seeds of a fold, which share all data, are averaged first, and then the
 * folds compared by the corrected resampled t test of Nadeau and Bengio (2003).
 */
import {
  type Interval,
  meanInterval,
  type PairedComparison,
  pairedComparison,
} from '../analysis/statistics.ts';
import { meanOf } from '../core/math.ts';
import { spread } from '../run/schema/statistics.ts';
import type { CellFacts } from './cell-facts.ts';
import type { CrossValidationResults, MethodResults } from './results.ts';

/** Test samples over training samples of k folds. */
const overlapOf = (folds: number): number => 1 / (folds - 1);

/** @param facts of the finished runs, in the order of the seeds */
export function crossValidation(
  folds: readonly number[],
  facts: readonly CellFacts[],
): CrossValidationResults {
  const runsBy = (same: (facts: CellFacts) => boolean) => facts.filter(same);
  const complete = [...new Set(facts.map(({ seed }) => seed))]
    .map((seed) => ({ seed, runs: runsBy((one) => one.seed === seed) }))
    .filter(({ runs }) => runs.length === folds.length);
  const values = complete.map(({ runs }) => pooledAccuracy(runs));
  const each = folds.flatMap((fold) => {
    const runs = runsBy((one) => one.fold === fold);
    if (runs.length === 0) return [];
    const { mean, std } = spread(runs.map(({ summary }) => summary.test.accuracy));
    return [{ fold, testSamples: runs[0]!.data.testSamples, mean, std }];
  });
  const pooled = values.length === 0 ? null : spread(values);
  return {
    folds: folds.length,
    pooled: pooled && {
      seeds: complete.map(({ seed }) => seed),
      values,
      mean: pooled.mean,
      std: pooled.std,
    },
    each,
    stdOverFolds: spread(each.map((one) => one.mean)).std,
  };
}

function pooledAccuracy(runs: readonly CellFacts[]): number {
  const correct = ({ summary, data }: CellFacts) =>
    Math.round(summary.test.accuracy * data.testSamples);
  const sum = (figure: (facts: CellFacts) => number) =>
    runs.reduce((total, facts) => total + figure(facts), 0);
  return sum(correct) / sum(({ data }) => data.testSamples);
}

/** 95 % interval of the mean accuracy over the folds; null for fewer than two. */
export function foldInterval({ folds, each }: CrossValidationResults): Interval | null {
  return meanInterval(
    each.map(({ mean }) => mean),
    { overlap: overlapOf(folds) },
  );
}

/**
 * Two methods run by run, i.e. in the same fold with the same seed.
 * @returns their comparison over the folds, `pairs` being the runs that both have
 */
export function foldComparison(
  row: MethodResults,
  against: MethodResults,
  folds: number,
): PairedComparison {
  const runsOf = ({ seeds, folds: own = [], accuracy }: MethodResults) =>
    new Map(seeds.map((seed, k) => [`${seed}/${own[k]}`, accuracy!.values[k]!]));
  const others = runsOf(against);
  const byFold = new Map<string, number[]>();
  let pairs = 0;
  for (const [run, accuracy] of runsOf(row)) {
    const other = others.get(run);
    if (other === undefined) continue;
    const fold = run.slice(run.indexOf('/') + 1);
    byFold.set(fold, [...(byFold.get(fold) ?? []), accuracy - other]);
    pairs += 1;
  }
  const means = [...byFold.values()].map(meanOf);
  const none = means.map(() => 0);
  return { ...pairedComparison(means, none, { overlap: overlapOf(folds) }), pairs };
}
