/**
 * What a comparison of searches must show besides accuracy: how much is gained over a random architecture, and
 * whether searches with different seeds find the same.
 */
import { likeness } from '../analysis/motif-similarity.ts';
import { kendallTau } from '../analysis/rank-correlation.ts';
import { meanOf } from '../core/math.ts';
import { spread } from '../run/schema/statistics.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import type { CellFacts } from './cell-facts.ts';
import type { MeanStd, MethodResults, RankingResults, SimilarityResults } from './results.ts';

/** The built-in method whose mean is that of a random architecture. */
const RANDOM = 'random-motif';

/** Adds (a − r) / r to each row, r being the mean accuracy of random motifs (Yang, Esperança and Carlucci 2020). */
export function withGains(rows: readonly MethodResults[]): MethodResults[] {
  const random = rows.find(({ base, accuracy }) => base === RANDOM && accuracy !== null);
  const r = random?.accuracy?.mean ?? 0;
  return rows.map((row) => ({
    ...row,
    gain: row.accuracy === null || row === random || r === 0 ? null : (row.accuracy.mean - r) / r,
  }));
}

const meanStd = (values: readonly number[]): MeanStd => {
  const { mean, std } = spread(values);
  return { mean, std };
};

const meanOrNull = (values: readonly number[]): number | null =>
  values.length === 0 ? null : meanOf(values);

/**
 * The motifs of every two seeds, layer by layer.
 * @param lateral whether lateral connections were part of the space
 * @returns null where no two seeds have motifs
 */
export function similarity(
  facts: readonly CellFacts[],
  lateral: boolean,
): SimilarityResults | null {
  const pairs = facts.flatMap(({ motifs }, k) =>
    facts
      .slice(0, k)
      .flatMap((other) => motifs.map((motif, l) => likeness(motif, other.motifs[l]!, lateral))),
  );
  if (pairs.length === 0) return null;
  const same = pairs.flatMap(({ agreement }) => agreement ?? []);
  return {
    pairs: pairs.length,
    sameSize: same.length,
    agreement: meanOrNull(same.map(({ share }) => share)),
    kappa: meanOrNull(same.flatMap(({ kappa }) => kappa ?? [])),
    proportions: meanOf(pairs.map(({ proportions }) => proportions)),
    degrees: meanOf(pairs.map(({ degrees }) => degrees)),
  };
}

/**
 * Kendall's τ of each run between what the supernet made of its finalists and what they became when trained by
 * themselves, all for equally long; finalists of an earlier round of halving are not comparable.
 * @returns null where no run measured any
 */
export function ranking(summaries: readonly MemberSummary[]): RankingResults | null {
  const runs = summaries.flatMap(({ candidates }) => {
    const measured = candidates.flatMap(({ supernet, validation, round }) =>
      supernet && round === undefined ? [{ before: supernet, after: validation }] : [],
    );
    const tau = kendallTau(
      measured.map(({ before }) => before.accuracy),
      measured.map(({ after }) => after.accuracy),
    );
    return tau === null ? [] : [{ tau, motifs: measured.length }];
  });
  if (runs.length === 0) return null;
  return {
    motifs: meanOf(runs.map(({ motifs }) => motifs)),
    tau: meanStd(runs.map(({ tau }) => tau)),
  };
}
