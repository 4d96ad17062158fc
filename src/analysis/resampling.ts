/**
 * Statistics that assume no distribution: p-values from signs flipped. Seeded, so that the same values give the same
 * figures.
 */
import { meanOf } from '../core/math.ts';
import { Random } from '../core/random.ts';

/** Up to here all sign patterns are counted: 2^20 of them take a moment. */
const MOST_EXACT = 20;
const RANDOM_PATTERNS = 100_000;

/** A p-value from permutations. */
export interface PermutationTest {
  /** Two-sided. */
  readonly p: number;
  /** Whether all permutations were counted, or only 100,000 random ones. */
  readonly exact: boolean;
}

/**
 * Sign-flip permutation test of paired differences: if neither method were better, each difference
 * could as well have the other sign. p is the share of the 2^n sign patterns whose |mean| is at least
 * the observed one (Fisher 1935). With n pairs it cannot be below 2^(1 − n).
 * @param differences finite
 * @returns null without any
 */
export function signFlipTest(differences: readonly number[], seed = 0): PermutationTest | null {
  const n = differences.length;
  if (n === 0) return null;
  const observed = Math.abs(meanOf(differences) * n);
  const sizes = differences.map(Math.abs);
  // Sums of the same numbers in another order may differ by rounding, and must count as equal.
  const enough = observed - 1e-9 * sizes.reduce((sum, size) => sum + size, 0);
  if (n <= MOST_EXACT) {
    let count = 0;
    // The other half of the patterns has the same sums with the other sign.
    for (let pattern = 0; pattern < 2 ** (n - 1); pattern++) {
      let sum = sizes[n - 1]!;
      for (let k = 0; k < n - 1; k++) sum += (pattern >> k) & 1 ? -sizes[k]! : sizes[k]!;
      if (Math.abs(sum) >= enough) count += 1;
    }
    return { p: count / 2 ** (n - 1), exact: true };
  }
  const random = new Random(seed, 'sign flips');
  let count = 0;
  for (let draw = 0; draw < RANDOM_PATTERNS; draw++) {
    let sum = 0;
    for (const size of sizes) sum += random.integer(2) === 1 ? -size : size;
    if (Math.abs(sum) >= enough) count += 1;
  }
  // The observed pattern is one of the possible ones, so p is never 0.
  return { p: (count + 1) / (RANDOM_PATTERNS + 1), exact: false };
}
