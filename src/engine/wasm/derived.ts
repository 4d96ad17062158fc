/** What follows from weights, couplings, R and τ before a pass, and from the gradients after it. */
import type { WeightLayout } from '../../model/shape.ts';
import { type NetworkParts, segmentOf } from './network-memory.ts';

/** Brings everything that the kernels read up to date; the way back only if `training`. */
export function prepareLayers(
  { arena, kernels, memory, shape }: NetworkParts,
  layout: WeightLayout,
  training: boolean,
): void {
  const { layers, weights } = memory;
  layers.forEach(({ shared, resistance, tau, recurrence }, l) => {
    const { neurons, stride } = shared;
    const R = arena.floats(resistance, neurons);
    const τ = arena.floats(tau, neurons);
    const gain = arena.floats(shared.gain, neurons);
    const leak = arena.floats(shared.leak, neurons);
    const retention = arena.floats(shared.retention, neurons);
    const errorGain = arena.floats(shared.errorGain, neurons);
    for (let i = 0; i < neurons; i++) {
      gain[i] = R[i]! / τ[i]!;
      leak[i] = 1 / τ[i]!;
      retention[i] = 1 - 1 / τ[i]!;
      errorGain[i] = R[i]! / (τ[i]! * shape.tauSynapse);
    }
    if (recurrence) {
      kernels.composeWeights(
        recurrence.edges,
        weights + 4 * segmentOf(layout, l, 'recurrent').offset,
        recurrence.gain,
        recurrence.offset,
        recurrence.chunkSlots,
        shared.chunkWeights,
        recurrence.sliceSlots,
        shared.sliceWeights,
      );
    }
    const next = layers[l + 1]?.shared;
    if (training && next) {
      const outgoing = weights + 4 * segmentOf(layout, l + 1, 'feedforward').offset;
      kernels.transpose(outgoing, neurons, next.neurons, shared.nextWeights, stride);
    }
  });
}

/** Recurrent gradients, from chunks to edges. */
export function collectEdgeGradients(
  { kernels, memory }: NetworkParts,
  layout: WeightLayout,
): void {
  memory.layers.forEach(({ recurrence }, l) => {
    if (!recurrence) return;
    kernels.collectEdgeGradient(
      recurrence.edges,
      recurrence.chunkGradient,
      recurrence.chunkSlots,
      recurrence.gain,
      recurrence.edgeGradient,
      memory.gradient + 4 * segmentOf(layout, l, 'recurrent').offset,
    );
  });
}
