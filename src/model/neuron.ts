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
  /** τs ≥ 1, steps. */
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

/** @throws MotifsmithError (`usage`) naming the first constant that is out of range */
export function checkNeuron(neuron: NeuronModel, path: KeyPath): void {
  for (const [name, constant] of Object.entries(NEURON_CONSTANTS)) {
    const value = neuron[name as keyof NeuronModel];
    if (isInRange(value, constant)) continue;
    refuse(valueProblem([...path, name], value, describeAllowed(constant)));
  }
}
