/**
 * The statistics of a comparison over seeds: how large a difference is, how sure one can be of it, and
 * how many seeds it would take. What the values do not determine is null, never NaN.
 *
 * Distributions are jstat's; it calls the built-in exponential and logarithm, which differ between
 * JavaScript engines in the last bit. What comes from it is therefore rounded to six significant
 * digits, so that the same values give the same figures everywhere.
 */
import jstat from 'jstat';
import { deviationOf, meanOf } from '../core/math.ts';
import { rounded } from '../training/figures.ts';
import { type PermutationTest, signFlipTest } from './resampling.ts';

/** A confidence interval. */
export type Interval = readonly [low: number, high: number];

/** Two methods on the same seeds. */
export interface PairedComparison {
  /** Pairs that were compared. */
  readonly pairs: number;
  /** Mean of a − b; null without a pair. */
  readonly difference: number | null;
  /** Sample standard deviation of the differences; null for fewer than two pairs. */
  readonly std: number | null;
  /** Interval of the mean difference by Student's t at the given level; null where t is not defined. */
  readonly interval: Interval | null;
  /** Student's paired t test, two-sided; null for fewer than two pairs or without variance. */
  readonly tTest: { readonly t: number; readonly df: number; readonly p: number } | null;
  /** All signs of the differences flipped; null without a pair. */
  readonly permutation: PermutationTest | null;
  /** Cohen's d_z by Hedges' correction: mean over standard deviation of the differences; null as t. */
  readonly effectSize: number | null;
}

export interface ComparisonOptions {
  /** Of the interval. */
  readonly level?: number;
  readonly seed?: number;
  /**
   * Test samples over training samples, where the pairs are folds, whose training sets overlap: the corrected
   * resampled t test, in which the variance of the mean is (1 / n + overlap) of that of the differences (Nadeau and
   * Bengio 2003, "Inference for the generalization error"). 0 for independent pairs.
   */
  readonly overlap?: number;
}

/** Standard deviations below this part of the values are rounding, not variance. */
const NO_VARIANCE = 1e-12;

/**
 * Compares paired values.
 * @param a value of each pair under the first method; null where there is none (a failed run)
 * @param b of the same length; pairs with a null in either are left out
 */
export function pairedComparison(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  { level = 0.95, seed = 0, overlap = 0 }: ComparisonOptions = {},
): PairedComparison {
  const differences = a.flatMap((x, k) => {
    const y = b[k] ?? null;
    return x === null || y === null ? [] : [x - y];
  });
  const n = differences.length;
  const largest = Math.max(0, ...[...a, ...b].map((x) => Math.abs(x ?? 0)));
  const mean = n === 0 ? null : meanOf(differences);
  const measured = mean === null || n < 2 ? null : deviationOf(differences, mean);
  const std = measured !== null && measured <= NO_VARIANCE * largest ? 0 : measured;
  const shared = { pairs: n, difference: mean, std, permutation: signFlipTest(differences, seed) };
  if (mean === null || !std) return { ...shared, interval: null, tTest: null, effectSize: null };
  const df = n - 1;
  const t = mean / (std * Math.sqrt(1 / n + overlap));
  return {
    ...shared,
    interval: intervalAround(mean, std, n, { level, overlap }),
    tTest: { t: rounded(t), df, p: rounded(2 * jstat.studentt.cdf(-Math.abs(t), df)) },
    effectSize: rounded(hedgesCorrection(df) * (mean / std)),
  };
}

/** Student's t interval of the mean of n values. @param std above 0 */
function intervalAround(
  mean: number,
  std: number,
  n: number,
  { level = 0.95, overlap = 0 }: ComparisonOptions,
): Interval {
  const reach = jstat.studentt.inv((1 + level) / 2, n - 1) * std * Math.sqrt(1 / n + overlap);
  return [rounded(mean - reach), rounded(mean + reach)];
}

/**
 * Interval of the mean of a fraction over seeds or folds by Student's t, cut to what a fraction can be. The same as
 * that of a difference, and it covers what it says for few values, too, if they are about normal; a bootstrap of five
 * values covers 83 % at a nominal 95 %.
 * @returns null for fewer than two values or without variance
 */
export function meanInterval(
  values: readonly number[],
  options: Pick<ComparisonOptions, 'level' | 'overlap'> = {},
): Interval | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const std = deviationOf(values, mean);
  if (std <= NO_VARIANCE * Math.max(...values)) return null;
  const [low, high] = intervalAround(mean, std, values.length, options);
  return [Math.max(0, low), Math.min(1, high)];
}

/**
 * J = Γ(m/2) / (√(m/2) Γ((m − 1)/2)): a standardised mean difference times J is unbiased (Hedges 1981,
 * "Distribution theory for Glass's estimator of effect size").
 * @param degrees m ≥ 1; J is 0 for m = 1, where no unbiased estimate exists
 */
export function hedgesCorrection(degrees: number): number {
  if (degrees === 1) return 0;
  const logarithm = jstat.gammaln(degrees / 2) - jstat.gammaln((degrees - 1) / 2);
  return Math.exp(logarithm) / Math.sqrt(degrees / 2);
}

/**
 * Holm's step-down adjustment (1979): rejecting what is at most α keeps the probability of any false
 * rejection at α. Tests that could not be made (null) stay null and are not counted.
 * @returns in the order given
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const made = pValues.flatMap((p, k) => (p === null ? [] : [{ p, k }]));
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  made
    .sort((one, other) => one.p - other.p || one.k - other.k)
    .forEach(({ p, k }, rank) => {
      largest = Math.max(largest, Math.min(1, (made.length - rank) * p));
      adjusted[k] = largest;
    });
  return adjusted;
}

/** More seeds than anyone runs. */
const MOST_SEEDS = 1_000_000;

/** Power of the two-sided paired t test of n pairs whose true d_z is `effect`. */
export function pairedPower(n: number, effect: number, alpha: number): number {
  const critical = jstat.studentt.inv(1 - alpha / 2, n - 1);
  const shift = effect * Math.sqrt(n);
  return 1 - jstat.noncentralt.cdf(critical, n - 1, shift);
}

/**
 * Seeds that a paired t test needs to find a true difference, by the noncentral t distribution.
 * @param std standard deviation of the paired differences
 * @param delta the difference to be found, in the unit of `std`
 * @returns at least 2; null if `std` is null or more than a million would be needed
 */
export function seedsToResolve(
  std: number | null,
  delta = 0.01,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number | null {
  if (std === null || !(delta > 0)) return null;
  if (std === 0) return 2;
  const enough = (n: number): boolean => pairedPower(n, delta / std, alpha) >= power;
  let high = 2;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST_SEEDS) return null;
  }
  let low = Math.max(1, high / 2);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
