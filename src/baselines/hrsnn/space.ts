/**
 * What is searched for: constants of the network and of the distributions that its neurons and synapses draw from,
 * and how far two candidates are apart.
 */
import { exp, log } from '../../core/math.ts';
import { gammaQuantiles } from '../bayesian/gamma-quantiles.ts';
import type { Point } from '../bayesian/gaussian-process.ts';
import { boxCoordinates, type Coordinates } from '../bayesian/proposal.ts';
import type { HrsnnSettings } from './settings.ts';

/** A distribution: `Shape` is k of a gamma distribution, at least 1, and the scale is mean/k. */
const NEURON_MEANS = { tauExcitatory: [4, 128], tauInhibitory: [4, 128] } as const;
const SYNAPSE_MEANS = {
  potentiation: [1e-4, 0.05],
  depression: [1e-4, 0.05],
  tauPotentiation: [4, 64],
  tauDepression: [4, 64],
} as const;
const CONSTANTS = {
  lambda: [1, 4],
  density: [0.5, 3],
  /** Of every plastic synapse at first, as a share of the largest weight. */
  excitatoryWeight: [0.05, 1],
  inhibitoryWeight: [0.05, 1],
  inputGain: [0.25, 16],
} as const;
const SHAPES = [1, 32] as const;

type Mean = keyof typeof NEURON_MEANS | keyof typeof SYNAPSE_MEANS;

/** All of them by name; the shape of a distribution is infinite where all have its mean. */
export type Hyperparameters = Readonly<
  Record<Mean | `${Mean}Shape` | keyof typeof CONSTANTS, number>
>;

interface Dimension {
  readonly name: string;
  readonly bounds: readonly [number, number];
}

const dimensionsOf = (table: Readonly<Record<string, readonly [number, number]>>): Dimension[] =>
  Object.entries(table).map(([name, bounds]) => ({ name, bounds }));

const shapesOf = (table: Readonly<Record<string, unknown>>): Dimension[] =>
  Object.keys(table).map((name) => ({ name: `${name}Shape`, bounds: SHAPES }));

type Heterogeneity = Pick<HrsnnSettings, 'heterogeneousNeurons' | 'heterogeneousSynapses'>;

/** Names of the dimensions, with the bounds between which each runs on a logarithmic scale. */
export function dimensions(settings: Heterogeneity): readonly Dimension[] {
  return [
    ...dimensionsOf(NEURON_MEANS),
    ...dimensionsOf(SYNAPSE_MEANS),
    ...dimensionsOf(CONSTANTS),
    ...(settings.heterogeneousNeurons ? shapesOf(NEURON_MEANS) : []),
    ...(settings.heterogeneousSynapses ? shapesOf(SYNAPSE_MEANS) : []),
  ];
}

/** The values that a point of the unit box stands for. */
export function valuesAt(point: Point, settings: Heterogeneity): Record<string, number> {
  return Object.fromEntries(
    dimensions(settings).map(({ name, bounds: [low, high] }, d) => [
      name,
      low * exp(point[d]! * log(high / low)),
    ]),
  );
}

export function hyperparametersAt(point: Point, settings: Heterogeneity): Hyperparameters {
  const infinite = [...shapesOf(NEURON_MEANS), ...shapesOf(SYNAPSE_MEANS)].map(
    ({ name }): [string, number] => [name, Infinity],
  );
  return { ...Object.fromEntries(infinite), ...valuesAt(point, settings) } as Hyperparameters;
}

/** Quantiles by which distributions are compared, at (m + ½)/64. */
const QUANTILES = 64;
/** Shapes for which they are computed; between two, they are interpolated. */
const SHAPE_STEPS = 64;

/** The quantiles, as logarithms for a mean of 1, of the shape at a place between the smallest and the largest. */
function shapeQuantiles(): (place: number) => number[] {
  const [least, most] = SHAPES;
  const table = Array.from({ length: SHAPE_STEPS + 1 }, (_, step) => {
    const shape = least * exp((step / SHAPE_STEPS) * log(most / least));
    return Array.from(gammaQuantiles(shape, QUANTILES), (quantile) => log(quantile / shape));
  });
  return (place) => {
    const step = Math.min(Math.floor(place * SHAPE_STEPS), SHAPE_STEPS - 1);
    const beyond = place * SHAPE_STEPS - step;
    const [below, above] = [table[step]!, table[step + 1]!];
    return below.map((quantile, m) => quantile + beyond * (above[m]! - quantile));
  };
}

/**
 * Where candidates are: in the box, or, with `wasserstein`, so that each distribution contributes the W₂ distance of
 * the logarithms of what is drawn from it, in units of the range of its mean. Two that differ by a factor alone are as
 * far apart as in the box; how far shapes are apart depends on how much they change.
 */
export function coordinates(
  settings: Heterogeneity & Pick<HrsnnSettings, 'distance'>,
): Coordinates {
  const names = dimensions(settings).map(({ name }) => name);
  if (settings.distance === 'euclidean') return boxCoordinates(names.length);
  const distributions = Object.entries({ ...NEURON_MEANS, ...SYNAPSE_MEANS }).map(
    ([name, [low, high]]) => ({
      mean: names.indexOf(name),
      shape: names.indexOf(`${name}Shape`),
      range: log(high / low),
    }),
  );
  const constants = Object.keys(CONSTANTS).map((name) => names.indexOf(name));
  const counts = [
    ...distributions.map(({ shape }) => (shape < 0 ? 1 : QUANTILES)),
    ...constants.map(() => 1),
  ];
  const quantiles = shapeQuantiles();
  return {
    groups: counts.flatMap((count, group) => new Array<number>(count).fill(group)),
    of: (point) => [
      ...distributions.flatMap(({ mean, shape, range }) => {
        // The mean alone, if all have it.
        if (shape < 0) return [point[mean]!];
        return quantiles(point[shape]!).map(
          (quantile) => (point[mean]! + quantile / range) / Math.sqrt(QUANTILES),
        );
      }),
      ...constants.map((d) => point[d]!),
    ],
  };
}
