/** How a figure is spread over the recordings of a set. */
import { meanOf } from '../../core/math.ts';

export interface Spread {
  readonly min: number;
  readonly mean: number;
  /** Standard deviation over the recordings. */
  readonly std: number;
  readonly median: number;
  readonly max: number;
}

/** Null for no values. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  const mean = meanOf(sorted);
  const squares = sorted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    min: sorted[0]!,
    mean,
    std: Math.sqrt(squares / sorted.length),
    median: (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2,
    max: sorted.at(-1)!,
  };
}
