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

/** Where the process takes points to be: how far two of them are apart is Euclidean there. */
export interface Coordinates {
  /** [C] those of a group have one length scale, group 0 first. */
  readonly groups: readonly number[];
  of(point: Point): Point;
}

/** Points as they are in the box. */
export const boxCoordinates = (dimensions: number): Coordinates => ({
  groups: Array.from({ length: dimensions }, (_, d) => d),
  of: (point) => point,
});

/** How points are proposed. */
export interface ProposalSettings {
  /** The first points, from a Latin hypercube. */
  readonly initial: number;
  /** ξ, in deviations of the values. */
  readonly xi: number;
  /** Variance of the noise, standardised. */
  readonly noise: number;
  /** One length scale for all groups of coordinates, or one for each. */
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
  { groups, of }: Coordinates,
  { noise, lengthScales }: Pick<ProposalSettings, 'noise' | 'lengthScales'>,
): GaussianProcess {
  const points = trials.map(({ point }) => of(point));
  const values = trials.map(({ value }) => value);
  const likeliest = (candidates: readonly (readonly number[])[]) => {
    const fits = candidates.map((scales) => {
      const kernel = { lengthScales: groups.map((group) => scales[group]!), noise };
      return { scales, process: fitProcess(points, values, kernel) };
    });
    return fits[argmax(fits.map(({ process }) => process.logEvidence))]!;
  };
  const count = groups.at(-1)! + 1;
  let best = likeliest(LENGTH_SCALES.map((scale) => new Array<number>(count).fill(scale)));
  if (lengthScales === 'shared') return best.process;
  for (let group = 0; group < count; group++) {
    const { scales } = best;
    best = likeliest(LENGTH_SCALES.map((scale) => scales.with(group, scale)));
  }
  return best.process;
}

/**
 * The point to try after those given.
 * @param isNew whether a point is worth trying; if none that is considered is, any may come
 */
export function proposePoint(
  trials: readonly Trial[],
  dimensions: number,
  settings: ProposalSettings,
  seed: number,
  coordinates: Coordinates = boxCoordinates(dimensions),
  isNew: (point: Point) => boolean = () => true,
): Point {
  const { initial, xi } = settings;
  if (trials.length < initial) {
    return latinHypercube(initial, dimensions, seed, 'bayesian/initial')[trials.length]!;
  }
  const process = likeliestProcess(trials, coordinates, settings);
  const best = bestTrial(trials);
  const stream = `bayesian/${trials.length}`;
  const random = new Random(seed, `${stream}/nearby`);
  const nearby = Array.from({ length: NEARBY }, () =>
    best.point.map((x) => Math.min(Math.max(x + NEARBY_SPREAD * random.normal(), 0), 1)),
  );
  const considered = [...scrambledHalton(EVERYWHERE, dimensions, seed, stream), ...nearby];
  const worth = considered.filter(isNew);
  const candidates = worth.length > 0 ? worth : considered;
  const promised = candidates.map((point) =>
    expectedImprovement(process, coordinates.of(point), best.value, xi),
  );
  return candidates[argmax(promised)]!;
}
