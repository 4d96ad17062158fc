/** Distributions over neurons: quantiles out of a histogram, and its distance from an exponential. */
import { exp, log } from '../core/math.ts';
import type { Histogram } from '../training/records.ts';

type Counted = Pick<Histogram, 'from' | 'to' | 'counts'>;

/** Quantile of a histogram's values, as if they were spread evenly within each bin. */
export function histogramQuantile({ from, to, counts }: Counted, p: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (to - from) / counts.length;
  let before = 0;
  for (const [k, count] of counts.entries()) {
    if (count > 0 && before + count >= p * total) {
      return from + width * (k + (p * total - before) / count);
    }
    before += count;
  }
  return to;
}

/**
 * KL divergence in nats of the histogram from the exponential distribution with mean μ, the target
 * of intrinsic plasticity. Both are counted in the histogram's bins, of which the first reaches down
 * to 0 and the last up to ∞; so it is a lower bound of the distance between the distributions.
 */
export function divergenceFromExponential({ from, to, counts }: Counted, mean: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (to - from) / counts.length;
  const survival = (value: number): number => exp(-value / mean);
  let sum = 0;
  counts.forEach((count, k) => {
    if (count === 0) return;
    const low = k === 0 ? 1 : survival(from + k * width);
    const high = k === counts.length - 1 ? 0 : survival(from + (k + 1) * width);
    // A bin far beyond the mean has no probability that a double can hold.
    const expected = Math.max(low - high, 1e-300);
    sum += (count / total) * log(count / total / expected);
  });
  return sum;
}
