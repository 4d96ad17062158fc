// Errors back through recurrent connections: G_i += Σ_k W_ki D̃_k of the step after. Three layouts let
// SIMD run without gathers or horizontal sums (../../engine/wasm/slice-layout.ts):
// - natural: a slice holds the weights of four consecutive sources to their targets at one shift;
// - common targets: a block of 16 sources has the weights to one target in a row (./return-common.ts);
// - by position: all motifs share one topology, so the neurons at one position of every motif have
//   their targets at the same positions. In a row ordered by position, then motif, a slice spans
//   all motifs, and no lane is wasted.

import { Layer } from './records.generated';
import { returnToBlocks } from './return-common';

/** Natural order: adds to `effects` what returns from `errors`. */
function returnNatural(layer: Layer, errors: usize, effects: usize): void {
  const offsets = layer.sliceOffsets;
  const shifts = layer.sliceShifts;
  const weights = layer.sliceWeights;
  let slice = load<u32>(offsets);
  for (let at: usize = 0, end = (<usize>layer.neurons) << 2; at < end; at += 16) {
    const last = load<u32>(offsets + (at >> 2) + 4);
    // Four sums, so that no addition waits for the previous one.
    let a = v128.load(effects + at);
    let b = f32x4.splat(0);
    let c = b;
    let d = b;
    const base = errors + at;
    for (; slice + 4 <= last; slice += 4) {
      const shift = shifts + (slice << 2);
      const weight = weights + (slice << 4);
      a = f32x4.add(a, f32x4.mul(v128.load(weight), v128.load(base + load<i32>(shift))));
      b = f32x4.add(b, f32x4.mul(v128.load(weight, 16), v128.load(base + load<i32>(shift, 4))));
      c = f32x4.add(c, f32x4.mul(v128.load(weight, 32), v128.load(base + load<i32>(shift, 8))));
      d = f32x4.add(d, f32x4.mul(v128.load(weight, 48), v128.load(base + load<i32>(shift, 12))));
    }
    for (; slice < last; slice++) {
      const error = base + load<i32>(shifts + (slice << 2));
      a = f32x4.add(a, f32x4.mul(v128.load(weights + (slice << 4)), v128.load(error)));
    }
    v128.store(effects + at, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
}

/** Stores four floats, or adds them to those that are there. */
// @ts-ignore: decorator
@inline
function put(at: usize, values: v128, add: bool): void {
  v128.store(at, add ? f32x4.add(v128.load(at), values) : values);
}

/** Four rows of four floats, a stride apart, become the columns of four others. */
// @ts-ignore: decorator
@inline
function turnFour(from: usize, fromStride: usize, to: usize, toStride: usize, add: bool): void {
  const a = v128.load(from);
  from += fromStride;
  const b = v128.load(from);
  from += fromStride;
  const c = v128.load(from);
  from += fromStride;
  const d = v128.load(from);
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  put(to, v128.shuffle<u64>(ab, cd, 0, 2), add);
  to += toStride;
  put(to, v128.shuffle<u64>(ab, cd, 1, 3), add);
  to += toStride;
  put(to, v128.shuffle<u64>(AB, CD, 0, 2), add);
  to += toStride;
  put(to, v128.shuffle<u64>(AB, CD, 1, 3), add);
}

/** A row over neurons, [motifs][v], becomes [v][motifStride]. */
function toPositions(layer: Layer, row: usize, result: usize): void {
  const period = layer.period;
  const periodBytes = (<usize>period) << 2;
  const motifs = layer.neurons / period;
  const rowBytes = (<usize>layer.motifStride) << 2;
  const wholePositions = period & ~3;
  let m: u32 = 0;
  for (; m + 4 <= motifs; m += 4) {
    const source = row + <usize>m * periodBytes;
    let out = result + (m << 2);
    for (let p: u32 = 0; p < wholePositions; p += 4) {
      turnFour(source + (p << 2), periodBytes, out, rowBytes, false);
      out += rowBytes << 2;
    }
    for (let p = wholePositions; p < period; p++) {
      for (let k: u32 = 0; k < 4; k++) {
        store<f32>(out + (k << 2), load<f32>(source + <usize>k * periodBytes + (p << 2)));
      }
      out += rowBytes;
    }
  }
  // The motifs that do not fill a vector, and a short one at the end.
  for (let i = m * period, p: u32 = 0; i < layer.neurons; i++) {
    store<f32>(result + <usize>p * rowBytes + (m << 2), load<f32>(row + (i << 2)));
    if (++p == period) {
      p = 0;
      m++;
    }
  }
}

/** The inverse, added to a row over neurons. */
function addPositions(layer: Layer, sums: usize, row: usize): void {
  const period = layer.period;
  const periodBytes = (<usize>period) << 2;
  const motifs = layer.neurons / period;
  const rowBytes = (<usize>layer.motifStride) << 2;
  const wholePositions = period & ~3;
  let m: u32 = 0;
  for (; m + 4 <= motifs; m += 4) {
    const target = row + <usize>m * periodBytes;
    let from = sums + (m << 2);
    for (let p: u32 = 0; p < wholePositions; p += 4) {
      turnFour(from, rowBytes, target + (p << 2), periodBytes, true);
      from += rowBytes << 2;
    }
    for (let p = wholePositions; p < period; p++) {
      for (let k: u32 = 0; k < 4; k++) {
        const to = target + <usize>k * periodBytes + (p << 2);
        store<f32>(to, load<f32>(to) + load<f32>(from + (k << 2)));
      }
      from += rowBytes;
    }
  }
  for (let i = m * period, p: u32 = 0; i < layer.neurons; i++) {
    const to = row + (i << 2);
    store<f32>(to, load<f32>(to) + load<f32>(sums + <usize>p * rowBytes + (m << 2)));
    if (++p == period) {
      p = 0;
      m++;
    }
  }
}

/** Sums by position: slices of one position, each over all motifs. */
function sumPositions(layer: Layer): void {
  const offsets = layer.sliceOffsets;
  const shifts = layer.sliceShifts;
  const rowBytes = (<usize>layer.motifStride) << 2;
  const errors = layer.errorsByPosition;
  for (let p: u32 = 0; p < layer.period; p++) {
    const first = load<u32>(offsets + (p << 2));
    const last = load<u32>(offsets + (p << 2), 4);
    const sums = layer.effectsByPosition + <usize>p * rowBytes;
    const weights = layer.sliceWeights + <usize>first * rowBytes;
    let at: usize = 0;
    for (const wide = rowBytes & ~63; at < wide; at += 64) {
      let a = f32x4.splat(0);
      let b = a;
      let c = a;
      let d = a;
      let weight = weights + at;
      const base = errors + at;
      for (let s = first; s < last; s++) {
        const error = base + load<i32>(shifts + (s << 2));
        a = f32x4.add(a, f32x4.mul(v128.load(weight), v128.load(error)));
        b = f32x4.add(b, f32x4.mul(v128.load(weight, 16), v128.load(error, 16)));
        c = f32x4.add(c, f32x4.mul(v128.load(weight, 32), v128.load(error, 32)));
        d = f32x4.add(d, f32x4.mul(v128.load(weight, 48), v128.load(error, 48)));
        weight += rowBytes;
      }
      v128.store(sums + at, a);
      v128.store(sums + at, b, 16);
      v128.store(sums + at, c, 32);
      v128.store(sums + at, d, 48);
    }
    // Rows are whole pairs of vectors.
    for (; at < rowBytes; at += 32) {
      let a = f32x4.splat(0);
      let b = a;
      let weight = weights + at;
      const base = errors + at;
      for (let s = first; s < last; s++) {
        const error = base + load<i32>(shifts + (s << 2));
        a = f32x4.add(a, f32x4.mul(v128.load(weight), v128.load(error)));
        b = f32x4.add(b, f32x4.mul(v128.load(weight, 16), v128.load(error, 16)));
        weight += rowBytes;
      }
      v128.store(sums + at, a);
      v128.store(sums + at, b, 16);
    }
  }
}

/** Adds to a row of G what returns from the errors of the step after. */
export function returnErrors(layer: Layer, errors: usize, effects: usize): void {
  if (layer.period != 0) {
    toPositions(layer, errors, layer.errorsByPosition);
    sumPositions(layer);
    addPositions(layer, layer.effectsByPosition, effects);
    return;
  }
  if (layer.commonOffsets != 0) returnToBlocks(layer, errors, effects);
  returnNatural(layer, errors, effects);
}
