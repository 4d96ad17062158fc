/** Several runs as one curve: their mean and how far they are from it. */
import { deviationOf, meanOf } from '../core/math.ts';

/** Of the runs at one x; without edges where there is a single run. */
export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  /** Mean ± one sample standard deviation. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean and standard deviation where all runs have a value, so that the mean never jumps because one of
 * them has ended. Runs without any value do not count.
 * @param runs values by x
 */
export function meanBand(runs: readonly ReadonlyMap<number, number>[]): BandPoint[] {
  const [first, ...others] = runs.filter(({ size }) => size > 0);
  if (first === undefined) return [];
  const common = [...first.keys()].filter((x) => others.every((run) => run.has(x)));
  return common
    .sort((a, b) => a - b)
    .map((x) => {
      const values = [first, ...others].map((run) => run.get(x)!);
      const mean = meanOf(values);
      if (values.length === 1) return { x, mean, low: null, high: null };
      const std = deviationOf(values, mean);
      return { x, mean, low: mean - std, high: mean + std };
    });
}
