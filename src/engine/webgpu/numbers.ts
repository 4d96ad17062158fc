/** What the host keeps of a network, and the form in which the device gets it. */
import type { Coupling } from '../../model/edges.ts';
import type { NeuronParameters } from '../engine.ts';
import type { NetworkPlan } from './plan.ts';

/** R, τ and b of a layer, [N] each. */
export interface LayerNumbers extends NeuronParameters {
  readonly resistance: Float32Array;
  readonly tau: Float32Array;
  readonly bias?: Float32Array;
  /** Of a recurrent layer, else null. */
  coupling: Coupling | null;
}

/** Couplings of gain 1 and offset 0, R = τ = 1, no bias. */
export function initialNumbers(plan: NetworkPlan, weights: Float32Array): LayerNumbers[] {
  return plan.layers.map(({ neurons, recurrence, bias, biasGradient }) => {
    const edges = recurrence?.edges.sources.length ?? 0;
    // Where it is trained, the bias is part of θ.
    const trained = biasGradient !== null && weights.subarray(biasGradient, biasGradient + neurons);
    return {
      resistance: new Float32Array(neurons).fill(1),
      tau: new Float32Array(neurons).fill(1),
      ...(bias !== null && { bias: trained || new Float32Array(neurons) }),
      coupling: recurrence && {
        gain: new Float64Array(edges).fill(1),
        offset: new Float64Array(edges),
      },
    };
  });
}

/** Fills the buffer `numbers`: θ, and behind it what is derived from it, from R and from τ. */
export function writeNumbers(
  plan: NetworkPlan,
  weights: Float32Array,
  layers: readonly LayerNumbers[],
  numbers: Float32Array,
): void {
  numbers.set(weights);
  plan.layers.forEach(({ neurons, recurrence, leak, rate, bias }, l) => {
    const { resistance, tau, bias: values, coupling } = layers[l]!;
    for (let i = 0; i < neurons; i++) {
      numbers[leak + i] = 1 / tau[i]!;
      numbers[rate + i] = resistance[i]! / tau[i]!;
    }
    if (bias !== null) numbers.set(values!, bias);
    if (!recurrence) return;
    const { gain, offset } = coupling!;
    for (let e = 0; e < gain.length; e++) {
      numbers[recurrence.weights + e] = gain[e]! * weights[recurrence.gradient + e]! + offset[e]!;
    }
  });
}
