// Weight gradients, gathered per source: ∂E/∂w_ij = Σ over spikes of j of D̃_i at that step, and
// ∂E/∂W_ir = Σ over spikes of r of D̃_i one step later. A source's gradients are read and written
// once per sample, however many spikes it had.

import { BLOCK, BLOCK_BYTES } from '../constants';
import { Layer, Spikes } from './records.generated';
import { addRows } from './rows';

/**
 * Sorts the events of a sample by source: counting sort, steps ascending within a source. Events of
 * step t are entries offsets[t] … offsets[t + 1] of `sources`, numbers below n. Fills `bySource` and
 * `times` of the record, and `order`, the sources with most events first: loops over events whose
 * lengths vary at random cost a mispredicted branch each, equal lengths in a row do not.
 */
export function sortBySource(
  offsets: usize,
  sources: usize,
  steps: u32,
  n: u32,
  sorted: Spikes,
): void {
  const bySource = sorted.bySource;
  const times = sorted.times;
  memory.fill(bySource, 0, (n + 1) << 2);
  const first = load<u32>(offsets);
  const end = load<u32>(offsets + (steps << 2));
  for (let e = first; e < end; e++) {
    const cell = bySource + (load<u32>(sources + (e << 2)) << 2);
    store<u32>(cell, load<u32>(cell, 4) + 1, 4);
  }
  // Counts shifted by one: entry j + 1 has the events of j. Running sums, then fill from the front
  // with entry j as the cursor of j; it ends where j + 1 starts, so shift back at the end.
  orderByCount(bySource, n, steps, sorted.order);
  for (let j: u32 = 0; j < n; j++) {
    const cell = bySource + (j << 2);
    store<u32>(cell, load<u32>(cell) + load<u32>(cell, 4), 4);
  }
  for (let t: u32 = 0; t < steps; t++) {
    const last = load<u32>(offsets + ((t + 1) << 2));
    for (let e = load<u32>(offsets + (t << 2)); e < last; e++) {
      const cell = bySource + (load<u32>(sources + (e << 2)) << 2);
      const at = load<u32>(cell);
      store<u32>(times + (at << 2), t);
      store<u32>(cell, at + 1);
    }
  }
  for (let j = n; j > 0; j--) {
    store<u32>(bySource + (j << 2), load<u32>(bySource + ((j - 1) << 2)));
  }
  store<u32>(bySource, 0);
}

/** Sources by falling number of events, counts[1 … n]; at most one each step. */
function orderByCount(counts: usize, n: u32, steps: u32, order: usize): void {
  const first = order + (n << 2);
  memory.fill(first, 0, (steps + 2) << 2);
  // Cell k counts the sources of steps − k events, then holds where they start.
  for (let j: u32 = 1; j <= n; j++) {
    const cell = first + ((steps - min(steps, load<u32>(counts + (j << 2)))) << 2);
    store<u32>(cell, load<u32>(cell, 4) + 1, 4);
  }
  for (let k: u32 = 0; k < steps; k++) {
    const cell = first + (k << 2);
    store<u32>(cell, load<u32>(cell) + load<u32>(cell, 4), 4);
  }
  for (let j: u32 = 1; j <= n; j++) {
    const cell = first + ((steps - min(steps, load<u32>(counts + (j << 2)))) << 2);
    const at = load<u32>(cell);
    store<u32>(order + (at << 2), j - 1);
    store<u32>(cell, at + 1);
  }
}

/**
 * Adds to one block [n][16] of gradients, for all n sources, the D̃ of their spikes in one sample.
 * `columns` [T + 1][16] is the block's part of the tape, small enough to stay in cache.
 */
export function gatherFeedforward(
  inputs: u32,
  sources: Spikes,
  columns: usize,
  gradientBlock: usize,
): void {
  const bySource = sources.bySource;
  const times = sources.times;
  for (let k = sources.order, end = k + (inputs << 2); k < end; k += 4) {
    const j = <usize>load<u32>(k);
    const source = bySource + (j << 2);
    const first = times + (load<u32>(source) << 2);
    const last = times + (load<u32>(source, 4) << 2);
    // The rest are silent too.
    if (first == last) return;
    addRows(columns, first, last, gradientBlock + j * BLOCK_BYTES, true);
  }
}

/** Columns of a block [inputs][16] into gradients [inputs][N]. */
export function unpackBlock(layer: Layer, block: u32, gradientBlock: usize, gradient: usize): void {
  const first = block * BLOCK;
  const bytes = (<usize>min<u32>(BLOCK, layer.neurons - first)) << 2;
  let row = gradient + ((<usize>first) << 2);
  for (let j: u32 = 0; j < layer.inputs; j++) {
    memory.copy(row, gradientBlock, bytes);
    gradientBlock += BLOCK_BYTES;
    row += (<usize>layer.neurons) << 2;
  }
}

/**
 * The same for the chunks [C][4] whose targets are in the block: D̃ one step after each spike of
 * their source.
 */
export function gatherRecurrent(
  layer: Layer,
  block: u32,
  own: Spikes,
  columns: usize,
  gradient: usize,
): void {
  const bySource = own.bySource;
  const times = own.times;
  const following = columns + BLOCK_BYTES;
  const bounds = layer.blockOffsets + (block << 2);
  const end = layer.blockChunks + (load<u32>(bounds, 4) << 2);
  for (let k = layer.blockChunks + (load<u32>(bounds) << 2); k < end; k += 4) {
    const chunk = load<u32>(k);
    const source = bySource + (load<u32>(layer.chunkSources + (chunk << 2)) << 2);
    let s = times + (load<u32>(source) << 2);
    const last = times + (load<u32>(source, 4) << 2);
    const errors = following + (load<u32>(layer.chunkTargets + (chunk << 2)) & 63);
    const cell = gradient + ((<usize>chunk) << 4);
    let sum = v128.load(cell);
    for (; s < last; s += 4) sum = f32x4.add(sum, v128.load(errors + ((<usize>load<u32>(s)) << 6)));
    v128.store(cell, sum);
  }
}

/** Σ_t (D̃[t] − (1 − 1/τs) D̃[t + 1]) u'[t − 1] of four neurons, added to their sums. */
// @ts-ignore: decorator
@inline
function gatherFour(errors: usize, potentials: usize, steps: u32, decay: v128, sums: usize): void {
  let sum = f32x4.splat(0);
  // u' is 0 before the first step, so that step adds nothing.
  for (let t: u32 = 1; t < steps; t++) {
    const following = errors + <usize>(t + 1) * BLOCK_BYTES;
    const error = f32x4.sub(
      v128.load(errors + <usize>t * BLOCK_BYTES),
      f32x4.mul(decay, v128.load(following)),
    );
    const before = v128.load(potentials + <usize>(t - 1) * BLOCK_BYTES);
    sum = f32x4.add(sum, f32x4.mul(error, before));
  }
  v128.store(sums, f32x4.add(v128.load(sums), sum));
}

/**
 * What the gradients for R and τ need of one sample, for a block of 16 neurons: Σ_t D[t]/τs · u'[t − 1].
 * @param columns [T + 1][16] D̃
 * @param potentials [T + 1][16] u' after each step
 * @param sums [16] added to
 */
export function gatherNeurons(
  columns: usize,
  potentials: usize,
  steps: u32,
  decay: f32,
  sums: usize,
): void {
  const decays = f32x4.splat(decay);
  for (let at: usize = 0; at < <usize>BLOCK_BYTES; at += 16) {
    gatherFour(columns + at, potentials + at, steps, decays, sums + at);
  }
}

/** ∂E/∂b of one sample, Σ_t D̃[t], for a block of 16 neurons: a bias is a source that spikes at every step. */
export function gatherBias(columns: usize, steps: u32, sums: usize): void {
  const end = columns + <usize>steps * BLOCK_BYTES;
  for (let at: usize = 0; at < <usize>BLOCK_BYTES; at += 16) {
    let sum = v128.load(sums + at);
    for (let row = columns + at; row < end; row += BLOCK_BYTES) {
      sum = f32x4.add(sum, v128.load(row));
    }
    v128.store(sums + at, sum);
  }
}
