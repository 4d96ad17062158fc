/**
 * How a target's own count changes its S-PSPs: for each count of the source, a quartic in the count of the target,
 * fitted to the mean S-PSP of pairs of trains with these counts.
 */
import { solve } from './lu.ts';
import type { SpikeTrainNeuron, Train } from './network.ts';
import { everySource, spikeTrainPsps } from './s-psp.ts';

const DEGREE = 4;

/** c₀ … c₄ of c₀ o⁴ + c₁ o³ + c₂ o² + c₃ o + c₄. */
export type Quartic = ArrayLike<number>;

/** Rows by the count of the source, from 1; counts of the target are as many. */
export interface EffectTable {
  readonly rows: readonly Quartic[];
  /** Largest count of a target that the rows are fitted to. */
  readonly largest: number;
}

export interface TrainPair {
  readonly pre: Train;
  readonly post: Train;
}

const ONE_TO_ONE = everySource(1, 1);

/** Mean S-PSP of pairs of single neurons. */
export function meanPsp(neuron: SpikeTrainNeuron, pairs: readonly TrainPair[]): number {
  const sum = pairs.reduce(
    (total, { pre, post }) =>
      total + spikeTrainPsps(neuron, ONE_TO_ONE, pre, 1, post, neuron.inputDelay)[0]!,
    0,
  );
  return sum / pairs.length;
}

/**
 * The least-squares quartic through means at counts of 1, 2, … of the target.
 * @param means at least five
 */
export function fitQuartic(means: ArrayLike<number>): Float64Array {
  // Counts as fractions of the largest keep the equations well conditioned.
  const largest = means.length;
  const size = DEGREE + 1;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let k = 0; k < largest; k++) {
    const powers = new Float64Array(size).fill(1);
    for (let d = DEGREE - 1; d >= 0; d--) powers[d] = (powers[d + 1]! * (k + 1)) / largest;
    for (let a = 0; a < size; a++) {
      right[a]! += powers[a]! * means[k]!;
      for (let b = 0; b < size; b++) normal[a * size + b]! += powers[a]! * powers[b]!;
    }
  }
  const scaled = solve(normal, right);
  let scale = 1;
  for (let d = DEGREE; d >= 0; d--) {
    scaled[d]! /= scale;
    scale *= largest;
  }
  return scaled;
}

const clamp = (count: number, largest: number): number => Math.min(Math.max(count, 1), largest);

/** γ: the slope of a row at a count of the target, which is clamped to 1 … largest. */
export function quarticSlope(row: Quartic, count: number, largest: number): number {
  const o = clamp(count, largest);
  return ((4 * row[0]! * o + 3 * row[1]!) * o + 2 * row[2]!) * o + row[3]!;
}

/** γ(o_j, o_i), ∂e_ij/∂o_i. @param source o_j @param target o_i */
export const ownEffect = ({ rows, largest }: EffectTable, source: number, target: number): number =>
  quarticSlope(rows[clamp(source, rows.length) - 1]!, target, largest);
