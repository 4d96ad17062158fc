/**
 * How sure an accuracy is, given how many samples it was measured on: Wilson's score interval (1927), which Brown, Cai
 * and DasGupta (2001, "Interval estimation for a binomial proportion") recommend; rounded to six significant digits as
 * all that comes from jstat.
 */
import jstat from 'jstat';
import { rounded } from '../training/figures.ts';
import type { Interval } from './statistics.ts';

/**
 * The probabilities p for which the share of successes is within z standard errors √(p (1 − p) / n).
 * @param successes of a mean over several runs, perhaps no whole number
 * @param level of the interval, e.g. 0.95
 */
export function binomialInterval(successes: number, trials: number, level = 0.95): Interval {
  const z = jstat.normal.inv((1 + level) / 2, 0, 1);
  const share = successes / trials;
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2);
  const scale = 1 + z ** 2 / trials;
  const centre = share + z ** 2 / (2 * trials);
  return [
    Math.max(0, rounded((centre - spread) / scale)),
    Math.min(1, rounded((centre + spread) / scale)),
  ];
}
