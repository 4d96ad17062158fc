/** What follows from weights, couplings, R and τ before a pass, and from the gradients after it. */
import type { WeightLayout } from '../../model/shape.ts';
import { type NetworkParts, segmentOf } from './network-memory.ts';

/** Brings everything that the kernels read up to date; the way back only if `training`. */
export function prepareLayers(
  { arena, kernels, memory }: NetworkParts,
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
    for (let i = 0; i < neurons; i++) {
      gain[i] = R[i]! / τ[i]!;
      leak[i] = 1 / τ[i]!;
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
      kernels.transpose(next.weights, neurons, next.neurons, shared.nextWeights, stride);
    }
  });
}

/** Zeroes the sums of a batch. */
export function clearGradients({ arena, memory }: NetworkParts, layout: WeightLayout): void {
  arena.floats(memory.gradient, layout.length).fill(0);
  for (const { recurrence } of memory.layers) {
    if (recurrence) arena.floats(recurrence.chunkGradient, recurrence.chunks * 4).fill(0);
  }
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
