// The unfiltered input of a layer, J_i[t] = Σ w_ij over the spikes j of step t: rows of a weight
// table added up. A block of 32 columns is finished for many steps before the next begins, so that
// the block's part of the table stays in cache, with its sums in registers.

import { Layer } from './layer';

/** Bytes of a row of a weight block. */
const BLOCK_ROW: usize = 128;

/**
 * Fills columns of one block in rows from … to − 1 of `result` [rows][stride].
 * Events of step t are entries offsets[t] … offsets[t + 1].
 */
export function driveBlock(
  layer: Layer,
  block: u32,
  offsets: usize,
  events: usize,
  from: u32,
  to: u32,
  result: usize,
): void {
  const table = layer.weightBlocks + <usize>block * layer.inputs * BLOCK_ROW;
  const rowBytes = <usize>layer.stride << 2;
  let out = result + <usize>block * BLOCK_ROW;
  let e = events + (load<u32>(offsets + (from << 2)) << 2);
  const zero = f32x4.splat(0);
  for (let t = from; t < to; t++) {
    const last = events + (load<u32>(offsets + ((t + 1) << 2)) << 2);
    let a = zero, b = zero, c = zero, d = zero, f = zero, g = zero, h = zero, k = zero;
    for (; e < last; e += 4) {
      const row = table + (<usize>load<u32>(e) << 7);
      a = f32x4.add(a, v128.load(row));
      b = f32x4.add(b, v128.load(row, 16));
      c = f32x4.add(c, v128.load(row, 32));
      d = f32x4.add(d, v128.load(row, 48));
      f = f32x4.add(f, v128.load(row, 64));
      g = f32x4.add(g, v128.load(row, 80));
      h = f32x4.add(h, v128.load(row, 96));
      k = f32x4.add(k, v128.load(row, 112));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    v128.store(out, f, 64);
    v128.store(out, g, 80);
    v128.store(out, h, 96);
    v128.store(out, k, 112);
    out += rowBytes;
  }
}

/** The same for all columns. */
export function drive(
  layer: Layer,
  offsets: usize,
  events: usize,
  from: u32,
  to: u32,
  result: usize,
): void {
  for (let block: u32 = 0; block << 5 < layer.neurons; block++) {
    driveBlock(layer, block, offsets, events, from, to, result);
  }
}

/** Copies 32 columns of weights [inputs][N] into a block [inputs][32]; columns past N stay 0. */
export function packBlock(weights: usize, inputs: u32, neurons: u32, block: u32, result: usize): void {
  const first = block << 5;
  const bytes = <usize>min<u32>(32, neurons - first) << 2;
  let row = weights + (<usize>first << 2);
  let out = result + <usize>block * inputs * BLOCK_ROW;
  for (let j: u32 = 0; j < inputs; j++) {
    memory.copy(out, row, bytes);
    row += <usize>neurons << 2;
    out += BLOCK_ROW;
  }
}
