/** How much more than the best value so far a point promises, on average over what is not known of it. */
import { erfc, exp } from '../../core/math.ts';
import { type GaussianProcess, type Point, posteriorAt } from './gaussian-process.ts';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/**
 * E max(f − best − ξ, 0), f being normal with the process's mean and deviation at the point.
 * @param best largest value so far
 * @param xi ξ, how much better it should be, in deviations of the values
 * @returns in deviations of the values
 */
export function expectedImprovement(
  process: GaussianProcess,
  point: Point,
  best: number,
  xi: number,
): number {
  const { mean, deviation } = posteriorAt(process, point);
  const gain = (mean - best) / process.deviation - xi;
  const spread = deviation / process.deviation;
  if (!(spread > 0)) return Math.max(gain, 0);
  const z = gain / spread;
  const above = erfc(-z * Math.SQRT1_2) / 2;
  return gain * above + spread * INVERSE_SQRT_TWO_PI * exp((-z * z) / 2);
}
