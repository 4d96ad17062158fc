/**
 * How a quantity is distributed over the neurons of a layer, small enough for a line of the record: mean
 * and standard deviation do not show two populations, twenty counts do.
 */
import { rounded } from './figures.ts';

export const HISTOGRAM_BINS = 20;

/**
 * Range and mean are rounded to six significant digits, the counts are exact.
 * @param values finite, at least one
 */
export function histogram(values: ArrayLike<number>) {
  let [from, to, sum] = [Infinity, -Infinity, 0];
  for (let k = 0; k < values.length; k++) {
    from = Math.min(from, values[k]!);
    to = Math.max(to, values[k]!);
    sum += values[k]!;
  }
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (let k = 0; k < values.length; k++) {
    const place = to > from ? (values[k]! - from) / (to - from) : 0;
    counts[Math.min(Math.floor(place * HISTOGRAM_BINS), HISTOGRAM_BINS - 1)]! += 1;
  }
  return { from: rounded(from), to: rounded(to), counts, mean: rounded(sum / values.length) };
}
