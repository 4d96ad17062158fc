// Effective recurrent weights, once per batch: W_e = gain_e w_e + offset_e for each edge, written into
// the chunks (by source) and the slices (for the backward pass); and edge gradients, read from the
// chunks.

import { Recurrence } from './records.generated';

export function composeWeights(recurrence: Recurrence): void {
  const weights = recurrence.weights;
  const gain = recurrence.gain;
  const offset = recurrence.offset;
  const chunkSlots = recurrence.chunkSlots;
  const chunkWeights = recurrence.chunkWeights;
  const sliceSlots = recurrence.sliceSlots;
  const sliceWeights = recurrence.sliceWeights;
  for (let at: usize = 0, end = (<usize>recurrence.edges) << 2; at < end; at += 4) {
    const w = load<f32>(gain + at) * load<f32>(weights + at) + load<f32>(offset + at);
    store<f32>(chunkWeights + (load<u32>(chunkSlots + at) << 2), w);
    store<f32>(sliceWeights + (load<u32>(sliceSlots + at) << 2), w);
  }
}

/** ∂E/∂W from the chunks, and ∂E/∂w = gain · ∂E/∂W. */
export function collectEdgeGradient(recurrence: Recurrence): void {
  const chunkGradient = recurrence.chunkGradient;
  const chunkSlots = recurrence.chunkSlots;
  const gain = recurrence.gain;
  const edgeGradient = recurrence.edgeGradient;
  const gradient = recurrence.gradient;
  for (let at: usize = 0, end = (<usize>recurrence.edges) << 2; at < end; at += 4) {
    const g = load<f32>(chunkGradient + (load<u32>(chunkSlots + at) << 2));
    store<f32>(edgeGradient + at, g);
    store<f32>(gradient + at, load<f32>(gain + at) * g);
  }
}

/** result [columns][stride] = matrix [rows][columns] transposed, padding untouched. */
export function transpose(
  matrix: usize,
  rows: u32,
  columns: u32,
  result: usize,
  stride: u32,
): void {
  for (let r: u32 = 0; r < rows; r++) {
    const row = matrix + ((<usize>r * columns) << 2);
    for (let c: u32 = 0; c < columns; c++) {
      store<f32>(result + ((<usize>c * stride + r) << 2), load<f32>(row + (c << 2)));
    }
  }
}
