/**
 * What a search could gain at best: the accuracies of many motifs that differ in nothing but their connections,
 * and of one motif trained again and again. What the first spread more than the second is what motifs are worth.
 */
import jstat from 'jstat';
import { deviationOf, meanOf } from '../core/math.ts';
import { rounded } from '../training/figures.ts';

export interface Landscape {
  readonly motifs: number;
  readonly mean: number;
  /** Standard deviation over the motifs. */
  readonly std: number;
  /** Least, lower quartile, median, upper quartile, greatest. */
  readonly quantiles: readonly [number, number, number, number, number];
  /** Standard deviation of one motif over seeds, i.e. of training alone; null where it was not measured. */
  readonly noise: number | null;
  /** √(std² − noise²), 0 at least: the spread of the motifs themselves. */
  readonly spread: number | null;
  /**
   * What the best of the motifs is worth, rather than what luck added: mean + spread · the expected greatest of as
   * many standard normal values (Blom 1958).
   */
  readonly ceiling: number | null;
}

/**
 * @param values accuracies of different motifs, at least two
 * @param same accuracies of one motif under different seeds; ignored if fewer than two
 */
export function landscape(values: readonly number[], same: readonly number[]): Landscape {
  const mean = meanOf(values);
  const std = deviationOf(values, mean);
  const noise = same.length < 2 ? null : deviationOf(same, meanOf(same));
  const spread = noise === null ? null : Math.sqrt(Math.max(0, std ** 2 - noise ** 2));
  const sorted = [...values].sort((a, b) => a - b);
  const greatest = jstat.normal.inv((values.length - 0.375) / (values.length + 0.25), 0, 1);
  return {
    motifs: values.length,
    mean,
    std,
    quantiles: [
      sorted[0]!,
      quantile(sorted, 0.25),
      quantile(sorted, 0.5),
      quantile(sorted, 0.75),
      sorted.at(-1)!,
    ],
    noise,
    spread,
    ceiling: spread === null ? null : rounded(mean + spread * greatest),
  };
}

/** Linear between neighbours, as NumPy's default. */
function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (at - below) * (next - sorted[below]!);
}
