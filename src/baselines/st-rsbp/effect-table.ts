/**
 * How a target's own count changes its S-PSPs: for each count of the source, a quartic in the count of the target,
 * fitted to the mean S-PSP of pairs of trains with these counts.
 */
import { solve } from './lu.ts';
import { counted, type SpikeTrainNeuron, type Train } from './network.ts';
import { densePsps } from './s-psp.ts';

const DEGREE = 4;
/** Counts of the target without which there is no quartic. */
export const LEAST_COUNTS = DEGREE + 1;

/** c₀ … c₄ of c₀ o⁴ + c₁ o³ + c₂ o² + c₃ o + c₄. */
export type Quartic = ArrayLike<number>;

/** γ for all counts of source and target, both clamped into it. */
export interface EffectTable {
  /** Largest counts. */
  readonly sources: number;
  readonly targets: number;
  /** γ [targets][sources], from a count of 1. */
  readonly slopes: Float64Array;
}

export interface TrainPair {
  readonly pre: Train;
  readonly post: Train;
}

/** Mean S-PSP of pairs of single neurons. */
export function meanPsp(neuron: SpikeTrainNeuron, pairs: readonly TrainPair[]): number {
  const sum = pairs.reduce((total, { pre, post }) => {
    const { values } = densePsps(neuron, counted(pre, 1), counted(post, 1), neuron.inputDelay);
    return total + (values[0] ?? 0);
  }, 0);
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

/**
 * @param rows by the count of the source, from 1
 * @param targets largest count of a target that they are fitted to
 */
export function effectTable(rows: readonly Quartic[], targets: number): EffectTable {
  const sources = rows.length;
  const slopes = new Float64Array(targets * sources);
  for (let o = 1; o <= targets; o++) {
    rows.forEach((row, k) => {
      slopes[(o - 1) * sources + k] = quarticSlope(row, o, targets);
    });
  }
  return { sources, targets, slopes };
}

/** Where the slopes for a target begin. @param count o_i */
export const slopesOf = ({ sources, targets }: EffectTable, count: number): number =>
  (clamp(count, targets) - 1) * sources;

/** Which of them are for each source. @param counts o_j */
export const slopePlaces = ({ sources }: EffectTable, counts: Float64Array): Uint32Array =>
  Uint32Array.from(counts, (count) => clamp(count, sources) - 1);
