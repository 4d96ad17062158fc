/**
 * The price of a supernet at its present logits, and its gradient. Which connections exist is
 * differentiable; how often their sources fire is measured, and taken as constant. Spikes alone have no
 * gradient here: the selection and the comparison of candidates count them.
 */
import type { EventSample } from '../../data/events/sample.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import { logitGradient, soft } from '../../model/relaxation.ts';
import {
  type ArchitectureLogits,
  type ArchitectureProbabilities,
  relax,
  type Supernet,
} from '../../model/supernet.ts';
import type { CostedNetwork } from '../objective/cost-pass.ts';
import type { CostScale } from '../objective/cost-scale.ts';
import type { Objective } from '../objective/objective.ts';
import type { RelaxedLayer, SearchedLayer } from './architecture-gradient.ts';

/** What costs what, and what costs are shares of. */
export interface Prices {
  readonly objective: Objective;
  readonly scale: CostScale;
}

/** With inhibitory weights of 1, effective weights at w = 1 are probabilities of existing. */
const counting = (supernet: Supernet): Supernet => ({ ...supernet, inhibitoryWeight: 1 });

/** [E] probability that each connection exists: Σ_v p_v (p^v_exc + p^v_inh). */
export function presence(supernet: Supernet, probability: ArchitectureProbabilities): Float64Array {
  const { gain, offset } = relax(counting(supernet), probability);
  return gain.map((excitatory, e) => excitatory + offset[e]!);
}

/** A supernet as one pass sees it, for measuring its costs. @param layers of the network, output included */
export function costedSupernet(relaxed: readonly RelaxedLayer[], layers: number): CostedNetwork {
  const found: (Float64Array | null)[] = new Array(layers).fill(null);
  let connections = 0;
  for (const { layer, supernet, relaxation } of relaxed) {
    const own = presence(supernet, relaxation.weights);
    found[layer] = own;
    connections += own.reduce((sum, p) => sum + p, 0);
  }
  return { connections, presence: found };
}

/** Samples of a batch on which firing rates are measured. */
export const RATE_SAMPLES = 10;

/**
 * [layers][N] spikes per step of each hidden neuron, with the present couplings; those of the last step, which
 * cross nothing, left out.
 */
export async function senderRates(
  network: EngineNetwork,
  samples: readonly EventSample[],
): Promise<Float64Array[]> {
  const rates = network.shape.layers.map(({ neurons }) => new Float64Array(neurons));
  let steps = 0;
  for (const sample of samples) {
    const { spikes } = await network.record(sample);
    spikes.forEach(({ offsets, neurons }, l) => {
      for (let s = 0; s < offsets[sample.steps - 1]!; s++) rates[l]![neurons[s]!]! += 1;
    });
    steps += sample.steps;
  }
  return rates.map((counts) => counts.map((count) => count / steps));
}

/**
 * Adds to ∂E/∂α of each searched layer, in place, the gradient of the price of the connections that are
 * expected at softmax(α/T), and of the operations over them.
 * @param rates [layers][N] of the sources, as `senderRates` gives them; not read where operations have no price
 */
export function addPrice(
  searched: readonly SearchedLayer[],
  { objective, scale }: Prices,
  temperature: number,
  rates: readonly Float64Array[],
  gradients: readonly ArchitectureLogits[],
): void {
  const { connections, synops } = objective;
  searched.forEach(({ layer, supernet, logits }, s) => {
    const prices = Float64Array.from(supernet.edges.sources, (source) => {
      const operations = synops === 0 ? 0 : (synops * rates[layer]![source]!) / scale.synops;
      return connections / scale.connections + operations;
    });
    const ones = new Float64Array(prices.length).fill(1);
    const own = logitGradient(counting(supernet), soft(logits, temperature), ones, prices);
    const add = (to: Float64Array, more: Float64Array) => {
      for (let k = 0; k < to.length; k++) to[k]! += more[k]!;
    };
    add(gradients[s]!.size, own.size);
    gradients[s]!.types.forEach((row, v) => {
      add(row, own.types[v]!);
    });
  });
}
