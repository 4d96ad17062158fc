/** Networks with recurrence of every kind and R and τ of their own, for the tests of the exports. */
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import { type NetworkPlan, randomNetwork } from '../engine/random-network.ts';

const shared = {
  inputs: 12,
  classes: 4,
  lengths: [60],
  density: 0.25,
  types: ['exc', 'inh', 'none'],
} as const;

/** Motif sizes that divide the layer and that do not, dense, stacked, and no hidden layer at all. */
export const PLANS: Readonly<Record<string, NetworkPlan>> = {
  motif: { ...shared, seed: 11, layers: [{ kind: 'scml', neurons: 20, size: 5 }] },
  'motif with time constants': {
    ...shared,
    seed: 16,
    layers: [{ kind: 'scml', neurons: 20, size: 5 }],
    tau: true,
  },
  'short last motif': { ...shared, seed: 12, layers: [{ kind: 'scml', neurons: 17, size: 4 }] },
  feedforward: { ...shared, seed: 17, layers: [{ kind: 'feedforward', neurons: 15, size: 1 }] },
  dense: { ...shared, seed: 13, layers: [{ kind: 'dense', neurons: 15, size: 1 }] },
  stacked: {
    ...shared,
    seed: 14,
    layers: [
      { kind: 'scml', neurons: 18, size: 6 },
      { kind: 'feedforward', neurons: 9, size: 1 },
      { kind: 'dense', neurons: 11, size: 1 },
      { kind: 'scml', neurons: 16, size: 3 },
    ],
  },
  'two motif layers': {
    ...shared,
    seed: 21,
    layers: [
      { kind: 'scml', neurons: 20, size: 5 },
      { kind: 'scml', neurons: 16, size: 4 },
    ],
  },
  'bias and synapses of their own': {
    ...shared,
    seed: 22,
    layers: [
      { kind: 'scml', neurons: 18, size: 6 },
      { kind: 'dense', neurons: 13, size: 1 },
    ],
    synapses: true,
    bias: true,
  },
  'no hidden layer': { ...shared, seed: 15, layers: [] },
};

/** A network in the reference engine, and the same as plain data. */
export async function portable(
  plan: NetworkPlan,
): Promise<{ network: EngineNetwork; model: PortableModel }> {
  const { network, built } = await randomNetwork(referenceEngine, plan);
  const single = (values: ArrayLike<number>) => Float32Array.from(values);
  const model = {
    architecture: built.architecture,
    weights: single(network.weights),
    neurons: built.shape.layers.map((_, l) => {
      const { resistance, tau, bias } = network.neurons(l);
      return {
        resistance: single(resistance),
        tau: single(tau),
        ...(bias && { bias: single(bias) }),
      };
    }),
  };
  return { network, model };
}
