/**
 * Softmax regression: `E = (1/n) Σ CE + (λ/2)|W|²` with a free bias. It is strictly convex but for a constant
 * that may be added to all biases, which stays 0.
 */
import { exp, log } from '../../core/math.ts';
import { type Matrix, timesTransposed, transposed, transposedTimes } from './matrix.ts';
import type { LinearMap, Objective } from './newton.ts';
import { type SeenAlong, softmaxPreconditioner } from './softmax-preconditioner.ts';

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

/** The weights of a vector [W, b]. */
const weightsOf = (v: Float64Array, classes: number, features: number): Matrix => ({
  rows: classes,
  columns: features,
  data: v.subarray(0, classes * features),
});

/** [n][K] scores of all samples. */
function scoresOf({ x, classes }: Labelled, at: Float64Array): Matrix {
  const scores = timesTransposed(x, weightsOf(at, classes, x.columns));
  const bias = at.subarray(classes * x.columns);
  for (let k = 0; k < scores.data.length; k++) scores.data[k]! += bias[k % classes]!;
  return scores;
}

const rowOf = ({ columns, data }: Matrix, i: number): Float64Array =>
  data.subarray(i * columns, (i + 1) * columns);

/** What errors [n][K] of the scores say of [W, b]: their mean slope, and that of the penalty at `at`. */
function slopeOf({ x, classes }: Labelled, errors: Matrix, lambda: number, at: Float64Array) {
  const slope = new Float64Array(at.length);
  slope.set(transposedTimes(errors, x).data);
  const size = classes * x.columns;
  for (let k = 0; k < errors.data.length; k++) slope[size + (k % classes)]! += errors.data[k]!;
  for (let k = 0; k < slope.length; k++)
    slope[k] = slope[k]! / x.rows + (k < size ? lambda * at[k]! : 0);
  return slope;
}

/**
 * The function to minimise over [W, b], W [K][F] row by row.
 * @param seen the same features along the directions in which they vary most
 */
export function softmaxObjective(problem: Labelled, seen: SeenAlong, lambda: number): Objective {
  const { x, labels, classes } = problem;
  return {
    evaluate: (at, gradient) => {
      const errors = scoresOf(problem, at);
      let loss = 0;
      for (let i = 0; i < x.rows; i++) {
        loss += crossEntropy(rowOf(errors, i), labels[i]!);
        errors.data[i * classes + labels[i]!]! -= 1;
      }
      gradient.set(slopeOf(problem, errors, lambda, at));
      const weights = at.subarray(0, classes * x.columns);
      const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
      return loss / x.rows + (lambda / 2) * squares;
    },
    curvature: (at) => {
      const probabilities = scoresOf(problem, at);
      for (let i = 0; i < x.rows; i++) crossEntropy(rowOf(probabilities, i), labels[i]!);
      return {
        hessian: hessian(problem, probabilities, lambda),
        inverse: softmaxPreconditioner(seen, transposed(probabilities), lambda),
      };
    },
  };
}

/** The Hessian where samples have these probabilities [n][K]. */
function hessian(problem: Labelled, probabilities: Matrix, lambda: number): LinearMap {
  return (v) => {
    const change = scoresOf(problem, v);
    for (let i = 0; i < change.rows; i++) {
      const [row, p] = [rowOf(change, i), rowOf(probabilities, i)];
      let mean = 0;
      for (let k = 0; k < row.length; k++) mean += p[k]! * row[k]!;
      for (let k = 0; k < row.length; k++) row[k] = p[k]! * (row[k]! - mean);
    }
    return slopeOf(problem, change, lambda, v);
  };
}
