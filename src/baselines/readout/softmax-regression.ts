/**
 * Softmax regression: `E = (1/n) Σ CE + (λ/2)|W|²` with a free bias. It is strictly convex but for a constant
 * that may be added to all biases, which stays 0.
 */
import { exp, log } from '../../core/math.ts';
import type { GramSolver } from './gram.ts';
import type { Objective } from './lbfgs.ts';
import { type Matrix, timesTransposed, transposed, transposedTimes } from './matrix.ts';

/** What is to be told apart. */
export interface Labelled {
  /** [n][F] standardised. */
  readonly x: Matrix;
  /** [n] */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** Cross-entropy of one sample; turns its scores into probabilities. */
export function crossEntropy(scores: Float64Array, label: number): number {
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  const own = scores[label]!;
  let total = 0;
  for (let k = 0; k < scores.length; k++) {
    const each = exp(scores[k]! - largest);
    scores[k] = each;
    total += each;
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= total;
  return log(total) + largest - own;
}

/**
 * The function to minimise over [W, b], W [K][F] row by row.
 * @param solver of the same features; null does without a preconditioner
 */
export function softmaxObjective(
  { x, labels, classes }: Labelled,
  lambda: number,
  solver: GramSolver | null,
): Objective {
  const { rows: n, columns: features } = x;
  const weights = classes * features;
  /** The weights of a vector over [W, b]. */
  const weightsOf = (v: Float64Array): Matrix => ({
    rows: classes,
    columns: features,
    data: v.subarray(0, weights),
  });
  // The Hessian is at most ½ XᵀX/n + λI for each class (Böhning 1992), and ½ for each bias.
  const solve = solver?.factor(2 * n * lambda);
  return {
    evaluate: (at, gradient) => {
      const scores = timesTransposed(x, weightsOf(at));
      let loss = 0;
      for (let i = 0; i < n; i++) {
        const row = scores.data.subarray(i * classes, (i + 1) * classes);
        for (let k = 0; k < classes; k++) row[k]! += at[weights + k]!;
        loss += crossEntropy(row, labels[i]!);
        row[labels[i]!]! -= 1;
      }
      const slope = transposedTimes(scores, x).data;
      let squares = 0;
      for (let k = 0; k < weights; k++) {
        squares += at[k]! * at[k]!;
        gradient[k] = slope[k]! / n + lambda * at[k]!;
      }
      for (let k = 0; k < classes; k++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += scores.data[i * classes + k]!;
        gradient[weights + k] = sum / n;
      }
      return loss / n + (lambda / 2) * squares;
    },
    precondition: (v) => {
      const result = v.slice();
      if (!solve) return result;
      const { data } = transposed(solve(transposed(weightsOf(v))));
      for (let k = 0; k < weights; k++) result[k] = 2 * n * data[k]!;
      for (let k = weights; k < v.length; k++) result[k]! *= 2;
      return result;
    },
  };
}
