// Effective recurrent weights, once a batch: W_e = gain_e w_e + offset_e per edge, laid into the
// chunks (by source) and slices (for the way back); and edge gradients out of the chunks again.

/** `chunkSlots`, `sliceSlots` [E]: float index of each edge in either layout. */
export function composeWeights(
  edges: u32,
  weights: usize,
  gain: usize,
  offset: usize,
  chunkSlots: usize,
  chunkWeights: usize,
  sliceSlots: usize,
  sliceWeights: usize,
): void {
  for (let e: u32 = 0; e < edges; e++) {
    const at = e << 2;
    const w = load<f32>(gain + at) * load<f32>(weights + at) + load<f32>(offset + at);
    store<f32>(chunkWeights + (load<u32>(chunkSlots + at) << 2), w);
    store<f32>(sliceWeights + (load<u32>(sliceSlots + at) << 2), w);
  }
}

/** edgeGradient out of the chunks, and gradient = gain · edgeGradient, both [E]. */
export function collectEdgeGradient(
  edges: u32,
  chunkGradient: usize,
  chunkSlots: usize,
  gain: usize,
  edgeGradient: usize,
  gradient: usize,
): void {
  for (let e: u32 = 0; e < edges; e++) {
    const at = e << 2;
    const g = load<f32>(chunkGradient + (load<u32>(chunkSlots + at) << 2));
    store<f32>(edgeGradient + at, g);
    store<f32>(gradient + at, load<f32>(gain + at) * g);
  }
}

/** result [columns][stride] = matrix [rows][columns] transposed, padding left alone. */
export function transpose(
  matrix: usize,
  rows: u32,
  columns: u32,
  result: usize,
  stride: u32,
): void {
  for (let r: u32 = 0; r < rows; r++) {
    const row = matrix + (<usize>r * columns << 2);
    for (let c: u32 = 0; c < columns; c++) {
      store<f32>(result + ((<usize>c * stride + r) << 2), load<f32>(row + (c << 2)));
    }
  }
}
