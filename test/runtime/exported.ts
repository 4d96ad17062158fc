/** Networks in the engine and, the same, as files for the runtime, for its tests. */
import type { EventSample } from '../../src/data/events/sample.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { encodePortable } from '../../src/experiment/portable-files.ts';
import { readModel } from '../../src/training/network.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from '../engine/random-network.ts';

export const STEP_MS = 2.5;

const shared = {
  inputs: 20,
  classes: 5,
  lengths: [40, 25, 1],
  density: 0.15,
  types: ['exc', 'inh', 'none'],
} as const;

/** Recurrence of every kind, and one network whose input the engine drives in a way of its own. */
export const PLANS: Readonly<Record<string, NetworkPlan>> = {
  motif: { ...shared, seed: 31, layers: [{ kind: 'scml', neurons: 50, size: 8 }] },
  dense: { ...shared, seed: 33, layers: [{ kind: 'dense', neurons: 33, size: 1 }] },
  stacked: {
    ...shared,
    seed: 34,
    layers: [
      { kind: 'scml', neurons: 40, size: 5 },
      { kind: 'feedforward', neurons: 19, size: 1 },
      { kind: 'scml', neurons: 24, size: 4 },
      { kind: 'dense', neurons: 16, size: 1 },
    ],
  },
  'bias and synapses of their own': {
    ...shared,
    seed: 37,
    layers: [
      { kind: 'dense', neurons: 33, size: 1 },
      { kind: 'scml', neurons: 24, size: 4 },
    ],
    synapses: true,
    bias: true,
  },
  'no hidden layer': { ...shared, seed: 36, layers: [] },
  // Inputs times neurons above 131,072.
  'large input': {
    ...shared,
    seed: 35,
    inputs: 1200,
    density: 0.1,
    layers: [{ kind: 'scml', neurons: 112, size: 16 }],
  },
};

export interface Exported {
  readonly network: EngineNetwork;
  /** The network's file. */
  readonly bytes: Uint8Array;
  readonly samples: EventSample[];
}

/** A network with random weights, and R and τ of its own for every neuron. */
export async function exported(plan: NetworkPlan): Promise<Exported> {
  const { network, built } = await randomNetwork(createWasmEngine(), plan);
  const model = readModel(network, built.architecture);
  return {
    network,
    bytes: encodePortable(model, STEP_MS, 'safetensors'),
    samples: randomSamples(plan),
  };
}

/** The events of step t. */
export const eventsOf = ({ offsets, channels }: EventSample, t: number): Uint32Array =>
  channels.subarray(offsets[t]!, offsets[t + 1]!);
