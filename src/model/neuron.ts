/**
 * The constants of the neuron and synapse model (equations 1 to 4), in steps and in potential. They are
 * declared as plain data, not with zod: the runtime checks them too, and must stay small.
 */
import { describeAllowed, isInRange, type PlainNumber } from '../core/settings/allowed.ts';
import type { KeyPath } from '../core/settings/key-path.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';

export const NEURON_CONSTANTS = {
  /** τm ≥ 1, steps: the value from which R and τ of every neuron start. */
  tauMembrane: {
    type: 'number',
    description: 'Initial membrane time constant.',
    unit: 'steps',
    minimum: 1,
    default: 16,
  },
  /** τs ≥ 1, steps: of the output layer, and of every hidden layer that has none of its own. */
  tauSynapse: {
    type: 'number',
    description: 'Synaptic time constant.',
    unit: 'steps',
    minimum: 1,
    default: 8,
  },
  /** Vth > 0. */
  threshold: {
    type: 'number',
    description: 'Membrane potential above which a neuron spikes.',
    unit: 'potential',
    exclusiveMinimum: 0,
    default: 1,
  },
  /** Weight of every `inh` connection, below 0. */
  inhibitoryWeight: {
    type: 'number',
    description: 'Fixed weight of every inhibitory recurrent connection.',
    exclusiveMaximum: 0,
    default: -2,
  },
} as const satisfies Record<string, PlainNumber>;

/** Constants of the neuron and synapse model (equations 1 to 4), in steps and in potential. @interface */
export type NeuronModel = { readonly [Name in keyof typeof NEURON_CONSTANTS]: number };

/** Below one step, the membrane would overshoot its rest. */
export const SHORTEST_TAU: number = NEURON_CONSTANTS.tauMembrane.minimum;

/** @throws MotifsmithError (`usage`) naming the constant if it is out of range */
export function checkConstant(value: number, name: keyof NeuronModel, path: KeyPath): void {
  const constant = NEURON_CONSTANTS[name];
  if (isInRange(value, constant)) return;
  refuse(valueProblem([...path, name], value, describeAllowed(constant)));
}

/** @throws MotifsmithError (`usage`) naming the first constant that is out of range */
export function checkNeuron(neuron: NeuronModel, path: KeyPath): void {
  for (const name of Object.keys(NEURON_CONSTANTS) as (keyof NeuronModel)[]) {
    checkConstant(neuron[name], name, path);
  }
}
