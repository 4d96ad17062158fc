/** Random networks, weights and samples for the tests of the engines. */
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import type { Loss } from '../../src/engine/loss.ts';
import type { Rule } from '../../src/engine/rule.ts';
import type { Architecture, HiddenLayer } from '../../src/model/architecture-schema.ts';
import type { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import type { Readout } from '../../src/model/readout.ts';
import { soft } from '../../src/model/relaxation.ts';
import { type Blueprint, blueprint } from '../../src/model/shape.ts';
import { relax, zeroLogits } from '../../src/model/supernet.ts';
import { positionCount, topologyFromTypes } from '../../src/model/topology.ts';

export interface NetworkPlan {
  readonly seed: number;
  readonly inputs: number;
  readonly classes: number;
  readonly layers: readonly {
    readonly kind: HiddenLayer['kind'];
    readonly neurons: number;
    readonly size: number;
  }[];
  /** Steps of each sample. */
  readonly lengths: readonly number[];
  /** Probability that an input channel spikes in a step. */
  readonly density: number;
  /** Types that a motif may use. */
  readonly types: readonly (typeof CONNECTION_TYPES)[number][];
  /** The paper's, if left out. */
  readonly loss?: Loss;
  /** TSSL-BP, if left out. */
  readonly rule?: Rule;
  /** Whether motifs have time constants of their own. */
  readonly tau?: boolean;
  /** Whether hidden layers without a search have a synaptic time constant of their own. */
  readonly synapses?: boolean;
  /** Whether neurons have a bias. */
  readonly bias?: boolean | 'trained';
  /** `spiking` if left out. */
  readonly readout?: Readout;
}

/** τs of hidden layers in turn; the output layer's is 4. */
const OWN_TAU_SYNAPSE = [2.5, 6, 4, 1];

export function planArchitecture(plan: NetworkPlan): Architecture {
  const random = new Random(plan.seed, 'architecture');
  const hidden = plan.layers.map(({ kind, neurons, size }, l): HiddenLayer => {
    const own = plan.synapses && { tauSynapse: OWN_TAU_SYNAPSE[l % OWN_TAU_SYNAPSE.length]! };
    const v = Math.min(size, neurons);
    const boundary = Math.ceil(neurons / v) >= 3 && random.integer(2) === 1 ? 'ring' : 'open';
    if (kind === 'scml') {
      const types = Array.from(
        { length: positionCount(v) },
        () => plan.types[random.integer(plan.types.length)]!,
      );
      const tau = Array.from({ length: v }, (_, p) => 4 + 2.5 * p);
      const motif = { ...topologyFromTypes(v, types), ...(plan.tau && { tau }) };
      return { kind, neurons, boundary, motif, ...own };
    }
    if (kind === 'supernet') {
      const sizes = [...new Set([1, v, Math.ceil(v / 2)])].sort((a, b) => a - b);
      return { kind, neurons, boundary, sizes, lateral: random.integer(2) === 1 };
    }
    return { kind, neurons, ...own };
  });
  return {
    inputs: plan.inputs,
    hidden,
    outputs: plan.classes,
    neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 },
    ...(plan.bias && { bias: plan.bias }),
    ...(plan.readout && { readout: plan.readout }),
  };
}

/** Makes the network and sets random weights, couplings, R and τ: the same numbers in any engine. */
export async function randomNetwork(
  engine: Engine,
  plan: NetworkPlan,
): Promise<{ network: EngineNetwork; built: Blueprint }> {
  const built = blueprint(planArchitecture(plan));
  const network = await engine.createNetwork(built.shape, built.layout, plan.loss, plan.rule);
  const random = new Random(plan.seed, 'weights');
  const weights = new Float32Array(built.layout.length);
  for (const { kind, layer, offset, length, nonNegative } of built.layout.segments) {
    const scale = kind === 'feedforward' ? Math.sqrt(4 / built.shape.layers[layer]!.inputs) : 0.3;
    for (let k = offset; k < offset + length; k++) {
      const value = scale * random.normal();
      weights[k] = nonNegative ? Math.abs(value) : value;
    }
  }
  network.weights.set(weights);
  const biases = new Random(plan.seed, 'bias');
  built.shape.layers.forEach(({ neurons }, l) => {
    const { resistance, tau, bias } = network.neurons(l);
    if (bias) for (let i = 0; i < neurons; i++) bias[i] = Math.fround(0.5 * biases.normal());
    for (let i = 0; i < neurons; i++) {
      resistance[i] = Math.fround(6 + 6 * random.uniform());
      tau[i] = Math.fround(5 + 6 * random.uniform());
    }
    const fixed = built.couplings[l];
    const supernet = built.supernets[l];
    if (fixed) network.setCoupling(l, fixed);
    if (supernet) {
      const logits = zeroLogits(supernet.layer.sizes);
      for (const row of [logits.size, ...logits.types]) {
        for (let c = 0; c < row.length; c++) row[c] = random.normal();
      }
      network.setCoupling(l, relax(supernet, soft(logits).probability));
    }
  });
  return { network, built };
}

export function randomSamples(plan: NetworkPlan): EventSample[] {
  const random = new Random(plan.seed, 'samples');
  return plan.lengths.map((steps) => {
    const times: number[] = [];
    const channels: number[] = [];
    for (let t = 0; t < steps; t++) {
      for (let j = 0; j < plan.inputs; j++) {
        if (random.uniform() < plan.density) {
          times.push(t);
          channels.push(j);
        }
      }
    }
    return sampleFromEvents(steps, times, channels, random.integer(plan.classes));
  });
}
