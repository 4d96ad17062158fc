/**
 * Bayesian optimisation (Snoek et al. 2012): which point of a unit box to try next, given the values of those
 * tried. A pure function of these, so a search that stops needs to remember nothing else.
 */
import { Random } from '../../core/random.ts';
import { latinHypercube, scrambledHalton } from './designs.ts';
import { expectedImprovement } from './expected-improvement.ts';
import { fitProcess, type GaussianProcess, type Point } from './gaussian-process.ts';

/** A point with the value that it turned out to have; larger is better. */
export interface Trial {
  readonly point: Point;
  readonly value: number;
}

/** How points are proposed. */
export interface ProposalSettings {
  /** The first points, from a Latin hypercube. */
  readonly initial: number;
  /** ξ, in deviations of the values. */
  readonly xi: number;
  /** Variance of the noise, standardised. */
  readonly noise: number;
  /** One length scale for all dimensions, or one for each. */
  readonly lengthScales: 'shared' | 'each';
}

const LENGTH_SCALES = [0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3];
/** Points among which the expected improvement is largest: all over the box, and around the best. */
const EVERYWHERE = 2000;
const NEARBY = 200;
/** Standard deviation of the latter in each dimension. */
const NEARBY_SPREAD = 0.05;

/** Number of the largest, the first of equals. */
const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** The best trial so far, the first of equals. */
export const bestTrial = (trials: readonly Trial[]): Trial =>
  trials[argmax(trials.map(({ value }) => value))]!;

/** The process whose length scales make the values most probable. */
function likeliestProcess(
  trials: readonly Trial[],
  { noise, lengthScales }: Pick<ProposalSettings, 'noise' | 'lengthScales'>,
): GaussianProcess {
  const points = trials.map(({ point }) => point);
  const values = trials.map(({ value }) => value);
  const dimensions = points[0]!.length;
  const likeliest = (candidates: readonly (readonly number[])[]): GaussianProcess => {
    const fits = candidates.map((scales) =>
      fitProcess(points, values, { lengthScales: scales, noise }),
    );
    return fits[argmax(fits.map(({ logEvidence }) => logEvidence))]!;
  };
  let best = likeliest(LENGTH_SCALES.map((scale) => new Array<number>(dimensions).fill(scale)));
  if (lengthScales === 'shared') return best;
  for (let d = 0; d < dimensions; d++) {
    const { lengthScales: present } = best.kernel;
    best = likeliest(LENGTH_SCALES.map((scale) => present.with(d, scale)));
  }
  return best;
}

/** The point to try after those given. */
export function proposePoint(
  trials: readonly Trial[],
  dimensions: number,
  settings: ProposalSettings,
  seed: number,
): Point {
  const { initial, xi } = settings;
  if (trials.length < initial) {
    return latinHypercube(initial, dimensions, seed, 'bayesian/initial')[trials.length]!;
  }
  const process = likeliestProcess(trials, settings);
  const best = bestTrial(trials);
  const stream = `bayesian/${trials.length}`;
  const random = new Random(seed, `${stream}/nearby`);
  const nearby = Array.from({ length: NEARBY }, () =>
    best.point.map((x) => Math.min(Math.max(x + NEARBY_SPREAD * random.normal(), 0), 1)),
  );
  const candidates = [...scrambledHalton(EVERYWHERE, dimensions, seed, stream), ...nearby];
  const promised = candidates.map((point) => expectedImprovement(process, point, best.value, xi));
  return candidates[argmax(promised)]!;
}
