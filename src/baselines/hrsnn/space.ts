/** What is searched for: constants of the network and of the distributions that its neurons and synapses draw from. */
import { exp, log } from '../../core/math.ts';
import type { Point } from '../bayesian/gaussian-process.ts';
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
