/** Histograms of weights and neuron parameters for TensorBoard. */
import type { Histogram } from './events.ts';

/** As many as TensorBoard draws. */
const BUCKETS = 30;

/**
 * Counts values in buckets of equal width between the least and the greatest.
 * @param values finite, at least one
 */
export function histogramOf(values: ArrayLike<number>): Histogram {
  let [min, max, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0];
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumOfSquares += value * value;
  }
  const buckets = max > min ? BUCKETS : 1;
  const width = (max - min) / buckets;
  const counts = new Array<number>(buckets).fill(0);
  for (let k = 0; k < values.length; k++) {
    const bucket = width > 0 ? Math.floor((values[k]! - min) / width) : 0;
    counts[Math.min(bucket, buckets - 1)]! += 1;
  }
  const limits = counts.map((_, b) => (b === buckets - 1 ? max : min + (b + 1) * width));
  return { min, max, count: values.length, sum, sumOfSquares, limits, counts };
}
