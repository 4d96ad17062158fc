// Weight gradients, gathered per source: ∂E/∂w_ij = Σ over spikes of j of D̃_i at that step, and
// ∂E/∂W_ir = Σ over spikes of r of D̃_i one step later. Each gradient row is read and written once
// a sample, however many spikes the source had.

import { Layer } from './layer';

/**
 * Sorts the events of a sample by source: counting sort, steps ascending within a source.
 * `offsets` has one entry per step and one more. `bySource` [n + 1] and `times` [events] result.
 */
export function transposeEvents(
  offsets: usize,
  sources: usize,
  steps: u32,
  n: u32,
  bySource: usize,
  times: usize,
): void {
  memory.fill(bySource, 0, (n + 1) << 2);
  const first = load<u32>(offsets);
  const end = load<u32>(offsets + (steps << 2));
  for (let e = first; e < end; e++) {
    const cell = bySource + (load<u32>(sources + (e << 2)) << 2);
    store<u32>(cell, load<u32>(cell, 4) + 1, 4);
  }
  // Counts shifted by one: entry j + 1 has the events of j. Running sums, then fill from the front
  // with entry j as the cursor of j; it ends where j + 1 begins, so shift back at the end.
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

/**
 * Adds to gradient rows [n][N], of sources from … to − 1, the D̃ rows of their spikes. A block of
 * columns is finished for all sources before the next begins, so that the tape's part stays in
 * cache. Nothing outside the rows is touched: other threads own the neighbours.
 */
export function gatherFeedforward(
  layer: Layer,
  tape: usize,
  from: u32,
  to: u32,
  bySource: usize,
  times: usize,
  gradient: usize,
): void {
  const stride = <usize>layer.stride << 2;
  const rowBytes = <usize>layer.neurons << 2;
  const wide = rowBytes & ~63;
  const whole = rowBytes & ~15;
  const start = times + (load<u32>(bySource + (from << 2)) << 2);
  let at: usize = 0;
  for (; at < wide; at += 64) {
    let row = gradient + <usize>from * rowBytes + at;
    const errors = tape + at;
    let s = start;
    for (let j = from; j < to; j++, row += rowBytes) {
      const last = times + (load<u32>(bySource + ((j + 1) << 2)) << 2);
      if (s == last) continue;
      let a = v128.load(row);
      let b = v128.load(row, 16);
      let c = v128.load(row, 32);
      let d = v128.load(row, 48);
      for (; s < last; s += 4) {
        const error = errors + <usize>load<u32>(s) * stride;
        a = f32x4.add(a, v128.load(error));
        b = f32x4.add(b, v128.load(error, 16));
        c = f32x4.add(c, v128.load(error, 32));
        d = f32x4.add(d, v128.load(error, 48));
      }
      v128.store(row, a);
      v128.store(row, b, 16);
      v128.store(row, c, 32);
      v128.store(row, d, 48);
    }
  }
  for (; at < whole; at += 16) {
    let row = gradient + <usize>from * rowBytes + at;
    const errors = tape + at;
    let s = start;
    for (let j = from; j < to; j++, row += rowBytes) {
      const last = times + (load<u32>(bySource + ((j + 1) << 2)) << 2);
      if (s == last) continue;
      let a = v128.load(row);
      for (; s < last; s += 4) a = f32x4.add(a, v128.load(errors + <usize>load<u32>(s) * stride));
      v128.store(row, a);
    }
  }
  for (; at < rowBytes; at += 4) {
    let row = gradient + <usize>from * rowBytes + at;
    const errors = tape + at;
    let s = start;
    for (let j = from; j < to; j++, row += rowBytes) {
      const last = times + (load<u32>(bySource + ((j + 1) << 2)) << 2);
      if (s == last) continue;
      let a = load<f32>(row);
      for (; s < last; s += 4) a += load<f32>(errors + <usize>load<u32>(s) * stride);
      store<f32>(row, a);
    }
  }
}

/** The same for recurrent chunks [C][4]: D̃ one step after each spike of the source. */
export function gatherRecurrent(
  layer: Layer,
  tape: usize,
  from: u32,
  to: u32,
  bySource: usize,
  times: usize,
  gradient: usize,
): void {
  const stride = <usize>layer.stride << 2;
  const following = tape + stride;
  for (let r = from; r < to; r++) {
    const first = times + (load<u32>(bySource + (r << 2)) << 2);
    const last = times + (load<u32>(bySource + ((r + 1) << 2)) << 2);
    if (first == last) continue;
    const end = load<u32>(layer.chunkOffsets + ((r + 1) << 2));
    for (let c = load<u32>(layer.chunkOffsets + (r << 2)); c < end; c++) {
      const errors = following + load<u32>(layer.chunkTargets + (c << 2));
      const cell = gradient + (c << 4);
      let sum = v128.load(cell);
      for (let s = first; s < last; s += 4) {
        sum = f32x4.add(sum, v128.load(errors + <usize>load<u32>(s) * stride));
      }
      v128.store(cell, sum);
    }
  }
}
