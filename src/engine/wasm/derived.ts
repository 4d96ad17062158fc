/** What is derived from weights, couplings, R and τ before a pass, and from gradients after it. */
import { layerTauSynapse, segmentOf } from '../../model/shape.ts';
import type { NetworkParts } from './network-memory.ts';
import { writeLeak } from './stream.ts';

/** Updates everything that the kernels read, for the backward pass only if `training`. */
export function prepareLayers(
  { arena, kernels, memory, shape, layout }: NetworkParts,
  training: boolean,
): void {
  const { layers, weights } = memory;
  layers.forEach(({ shared, resistance, tau, recurrence }, l) => {
    const { neurons, stride } = shared;
    const R = arena.floats(resistance, neurons);
    const τ = arena.floats(tau, neurons);
    writeLeak(arena, shared, R, τ);
    const leak = arena.floats(shared.leak, neurons);
    const errorGain = arena.floats(shared.errorGain, neurons);
    const tauSynapse = layerTauSynapse(shape, l);
    for (let i = 0; i < neurons; i++) {
      leak[i] = 1 / τ[i]!;
      errorGain[i] = R[i]! / (τ[i]! * tauSynapse);
    }
    if (recurrence) kernels.composeWeights(recurrence.record);
    const bias = segmentOf(layout, l, 'bias');
    if (bias) {
      const values = arena.floats(weights + 4 * bias.offset, neurons);
      arena.floats(shared.bias, neurons).set(values);
    }
    const next = layers[l + 1]?.shared;
    if (training && next) {
      const outgoing = weights + 4 * segmentOf(layout, l + 1, 'feedforward')!.offset;
      kernels.transpose(outgoing, neurons, next.neurons, shared.nextWeights, stride);
    }
  });
}

/** Gradients of biases that are trained, from their sums into the gradient for θ. */
export function collectBiasGradients({ arena, memory, layout }: NetworkParts): void {
  memory.layers.forEach(({ biasSums, shared }, l) => {
    const segment = segmentOf(layout, l, 'bias');
    if (!segment) return;
    const sums = arena.floats(biasSums, shared.neurons);
    arena.floats(memory.gradient + 4 * segment.offset, shared.neurons).set(sums);
  });
}

/** Recurrent gradients, from chunks to edges. */
export function collectEdgeGradients({ kernels, memory }: NetworkParts): void {
  for (const { recurrence } of memory.layers) {
    if (recurrence) kernels.collectEdgeGradient(recurrence.record);
  }
}
