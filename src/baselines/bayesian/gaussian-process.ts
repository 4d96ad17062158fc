/**
 * Gaussian process regression: from values at a few points to a mean and a deviation everywhere. Values are
 * standardised; the prior has mean 0, variance 1 and a Matérn covariance of 5/2, whose functions are twice
 * differentiable (Rasmussen and Williams 2006, sections 2.2, 4.2.1 and 5.4.1).
 */
import { type CholeskyFactor, cholesky, solveLower, solveSymmetric } from '../../core/cholesky.ts';
import { exp, log, meanOf } from '../../core/math.ts';

/** A point of the space that is searched, [D]. */
export type Point = readonly number[];

/** What the covariance depends on. */
export interface Kernel {
  /** [D] distance over which values stay alike, in each dimension. */
  readonly lengthScales: readonly number[];
  /** Variance of the noise, standardised. */
  readonly noise: number;
}

/** A process that has seen values. */
export interface GaussianProcess {
  readonly kernel: Kernel;
  readonly points: readonly Point[];
  /** What standardised values are of the original ones: (value − mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  /** Of the covariance of the points, noise included. */
  readonly factor: CholeskyFactor;
  /** [n] inverse covariance times standardised values. */
  readonly weights: Float64Array;
  /** Log of the probability of the standardised values, given the kernel. */
  readonly logEvidence: number;
}

/** Mean and standard deviation of the function, without noise, in the units of the values. */
export interface Posterior {
  readonly mean: number;
  readonly deviation: number;
}

const LOG_TWO_PI = log(2 * Math.PI);

/** (1 + √5 d + 5d²/3) e^(−√5 d), d² = Σ((a − b)/ℓ)². */
function matern(a: Point, b: Point, lengthScales: readonly number[]): number {
  let squared = 0;
  for (let k = 0; k < a.length; k++) squared += ((a[k]! - b[k]!) / lengthScales[k]!) ** 2;
  const scaled = Math.sqrt(5 * squared);
  return (1 + scaled + (5 * squared) / 3) * exp(-scaled);
}

/**
 * @param points [n][D] n ≥ 1; equal ones are allowed, since there is noise
 * @param values [n]; if all are equal they are taken as 0 deviations from their mean
 */
export function fitProcess(
  points: readonly Point[],
  values: readonly number[],
  kernel: Kernel,
): GaussianProcess {
  const n = points.length;
  const mean = meanOf(values);
  const variance = meanOf(values.map((value) => (value - mean) ** 2));
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  const standardised = values.map((value) => (value - mean) / deviation);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * n + j] = matern(points[i]!, points[j]!, kernel.lengthScales);
    }
    covariance[i * n + i]! += kernel.noise;
  }
  const factor = cholesky(covariance, n);
  const weights = solveSymmetric(factor, standardised);
  let logEvidence = (-n / 2) * LOG_TWO_PI;
  for (let i = 0; i < n; i++) {
    logEvidence -= log(factor.lower[i * n + i]!) + (standardised[i]! * weights[i]!) / 2;
  }
  return { kernel, points, mean, deviation, factor, weights, logEvidence };
}

/** What the process expects at a point. */
export function posteriorAt(process: GaussianProcess, point: Point): Posterior {
  const { points, kernel, factor, weights, mean, deviation } = process;
  const covariance = points.map((other) => matern(other, point, kernel.lengthScales));
  let expected = 0;
  let variance = 1;
  const whitened = solveLower(factor, covariance);
  for (let i = 0; i < points.length; i++) {
    expected += covariance[i]! * weights[i]!;
    variance -= whitened[i]! ** 2;
  }
  return {
    mean: mean + deviation * expected,
    // At a point that has been seen, rounding can leave less than nothing.
    deviation: deviation * Math.sqrt(Math.max(variance, 0)),
  };
}
