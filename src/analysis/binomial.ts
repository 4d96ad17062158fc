/**
 * How sure an accuracy is, given how many samples it was measured on: Clopper and Pearson's exact interval, rounded
 * to six significant digits as all that comes from jstat.
 */
import jstat from 'jstat';
import { rounded } from '../training/figures.ts';
import type { Interval } from './resampling.ts';

/**
 * The probabilities of success at which this many or fewer, or this many or more, occur with probability (1 − level)/2.
 * @param level of the interval, e.g. 0.95
 */
export function binomialInterval(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  const failures = trials - successes;
  return [
    successes === 0 ? 0 : rounded(jstat.beta.inv(tail, successes, failures + 1)),
    failures === 0 ? 1 : rounded(jstat.beta.inv(1 - tail, successes + 1, failures)),
  ];
}
