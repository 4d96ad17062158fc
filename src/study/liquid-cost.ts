/**
 * What systems with a liquid take, very roughly: neither the layers nor the epochs of the settings are theirs. One
 * unit is the work of a connection in a step, in a gradient pass over all training samples.
 */
import type { FittedSystem } from '../baselines/names.ts';
import type { BaselineSettings } from '../baselines/settings.ts';

/** A forward pass beside a gradient pass. */
const FORWARD = 1 / 3;
/** Forward passes that learning by plasticity takes as long as. */
const PLASTICITY = 10;
/** Gradient passes that the fit of a readout takes as long as. */
const FIT = 5;
/** Training samples where settings count samples themselves. */
const SAMPLES = 1000;
/** Connections of a neuron in a column. */
const COLUMN_DEGREE = 15;

interface Liquid {
  readonly neurons: number;
  readonly connections: number;
  /** Gradient passes over the training set. */
  readonly passes: number;
}

const column = ([a, b, c]: readonly number[]) => {
  const neurons = a! * b! * c!;
  return { neurons, connections: COLUMN_DEGREE * neurons };
};

const LIQUIDS: {
  readonly [Name in FittedSystem]: (settings: BaselineSettings[Name]) => Liquid;
} = {
  lsm: ({ shape }) => ({ ...column(shape), passes: FIT }),
  hrsnn: ({ shape, trials }) => ({
    ...column(shape),
    passes: FIT + trials * FORWARD * (1 + PLASTICITY),
  }),
  elsm: ({ neurons, share, population, generations, children, samples }) => ({
    neurons,
    connections: share * neurons ** 2,
    passes: FIT + ((population + generations * children) * samples) / SAMPLES,
  }),
};

/** @param neuronWork of a neuron in a step, beside that of a connection */
export function liquidCost(
  name: FittedSystem,
  settings: BaselineSettings,
  neuronWork: number,
): number {
  const of = LIQUIDS[name] as (own: BaselineSettings[FittedSystem]) => Liquid;
  const { neurons, connections, passes } = of(settings[name]);
  return passes * (neuronWork * neurons + connections);
}
