/**
 * Softmax regression: `E = (1/n) Σ CE + (λ/2)|W|²` with a free bias. It is strictly convex but for a constant
 * that may be added to all biases, which stays 0.
 */
import { exp, log } from '../../core/math.ts';
import { GramSolver } from './gram.ts';
import type { Objective } from './lbfgs.ts';
import { type Matrix, matrix, timesTransposed, transposed, transposedTimes } from './matrix.ts';

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

/** Adds the bias to row i of the scores and turns them into probabilities. @returns the cross-entropy */
function finishRow(scores: Matrix, i: number, bias: Float64Array, label: number): number {
  const row = scores.data.subarray(i * scores.columns, (i + 1) * scores.columns);
  for (let k = 0; k < row.length; k++) row[k]! += bias[k]!;
  return crossEntropy(row, label);
}

/**
 * An approximate inverse Hessian at `centre`. That of softmax regression is `Σ_i (diag p − p pᵀ) ⊗ x_i x_iᵀ/n + λI`;
 * with the mean of p(1 − p) over the classes in place of the first factor, it is the same for all of them.
 * @param centre [W, b] near the optimum
 */
function preconditioner(
  { x, labels, classes }: Labelled,
  lambda: number,
  centre: Float64Array,
): Objective['precondition'] {
  const { rows: n, columns: features } = x;
  const size = classes * features;
  const bias = centre.subarray(size);
  const scores = timesTransposed(x, weightsOf(centre, classes, features));
  const weighted = matrix(n, features);
  let total = 0;
  for (let i = 0; i < n; i++) {
    finishRow(scores, i, bias, labels[i]!);
    let spread = 0;
    for (let k = 0; k < classes; k++) {
      const p = scores.data[i * classes + k]!;
      spread += p * (1 - p);
    }
    // Vectors over the classes sum to 0, which takes up one of their dimensions.
    const share = spread / Math.max(1, classes - 1);
    total += share;
    const root = Math.sqrt(share);
    for (let f = 0; f < features; f++) {
      weighted.data[i * features + f] = root * x.data[i * features + f]!;
    }
  }
  const solve = new GramSolver(weighted).factor(n * lambda);
  const curvature = Math.max(total / n, LEAST_CURVATURE);
  return (v) => {
    const result = v.slice();
    const { data } = transposed(solve(transposed(weightsOf(v, classes, features))));
    for (let k = 0; k < size; k++) result[k] = n * data[k]!;
    for (let k = size; k < v.length; k++) result[k]! /= curvature;
    return result;
  };
}

/** Of a bias, where all samples are certain. */
const LEAST_CURVATURE = 1e-6;

/** The weights of a vector [W, b]. */
const weightsOf = (v: Float64Array, classes: number, features: number): Matrix => ({
  rows: classes,
  columns: features,
  data: v.subarray(0, classes * features),
});

/**
 * The function to minimise over [W, b], W [K][F] row by row.
 * @param centre where its curvature is looked at
 */
export function softmaxObjective(
  problem: Labelled,
  lambda: number,
  centre: Float64Array,
): Objective {
  const { x, labels, classes } = problem;
  const { rows: n, columns: features } = x;
  const size = classes * features;
  return {
    evaluate: (at, gradient) => {
      const bias = at.subarray(size);
      const scores = timesTransposed(x, weightsOf(at, classes, features));
      let loss = 0;
      for (let i = 0; i < n; i++) {
        loss += finishRow(scores, i, bias, labels[i]!);
        scores.data[i * classes + labels[i]!]! -= 1;
      }
      const slope = transposedTimes(scores, x).data;
      let squares = 0;
      for (let k = 0; k < size; k++) {
        squares += at[k]! * at[k]!;
        gradient[k] = slope[k]! / n + lambda * at[k]!;
      }
      for (let k = 0; k < classes; k++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += scores.data[i * classes + k]!;
        gradient[size + k] = sum / n;
      }
      return loss / n + (lambda / 2) * squares;
    },
    precondition: preconditioner(problem, lambda, centre),
  };
}
