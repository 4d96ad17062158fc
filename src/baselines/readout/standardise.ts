/** Features with mean 0 and deviation 1 over the training samples; one that is constant there becomes 0. */
import { type Matrix, matrix } from './matrix.ts';

/** [F] each. */
export interface Standard {
  readonly mean: Float64Array;
  /** Population deviation; 0 for a constant feature. */
  readonly deviation: Float64Array;
}

/** Rows of features in any precision. */
export interface FeatureRows {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** @param chosen rows of the training samples */
export function standardOf({ columns, data }: FeatureRows, chosen: ArrayLike<number>): Standard {
  const mean = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const least = new Float64Array(columns).fill(Infinity);
  const most = new Float64Array(columns).fill(-Infinity);
  for (let r = 0; r < chosen.length; r++) {
    const at = chosen[r]! * columns;
    for (let f = 0; f < columns; f++) {
      const value = data[at + f]!;
      mean[f]! += value;
      if (value < least[f]!) least[f] = value;
      if (value > most[f]!) most[f] = value;
    }
  }
  for (let f = 0; f < columns; f++) mean[f]! /= chosen.length;
  for (let r = 0; r < chosen.length; r++) {
    const at = chosen[r]! * columns;
    for (let f = 0; f < columns; f++) squares[f]! += (data[at + f]! - mean[f]!) ** 2;
  }
  // The rounded mean of equal numbers may differ from them.
  const deviation = squares.map((sum, f) =>
    least[f] === most[f] ? 0 : Math.sqrt(sum / chosen.length),
  );
  return { mean, deviation };
}

/** The chosen rows, standardised. */
export function standardised(
  { columns, data }: FeatureRows,
  chosen: ArrayLike<number>,
  { mean, deviation }: Standard,
): Matrix {
  const result = matrix(chosen.length, columns);
  for (let r = 0; r < chosen.length; r++) {
    const [from, to] = [chosen[r]! * columns, r * columns];
    for (let f = 0; f < columns; f++) {
      const spread = deviation[f]!;
      if (spread !== 0) result.data[to + f] = (data[from + f]! - mean[f]!) / spread;
    }
  }
  return result;
}
