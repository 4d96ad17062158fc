// TSSL-BP of one layer (equations 19 to 23), backwards in time. The filter of the future effect,
// G = (1 − 1/τs) G + g/τs, is moved from the layer's own neurons to the errors that make up g:
// with D̃[t] = D[t]/τs + (1 − 1/τs) D̃[t + 1] of the receiving neurons,
//   G_i[t] = Σ_p w_pi D̃_p[t] + Σ_k W_ki D̃_k[t + 1],
// and D̃ is what the weight gradients need as well.

import { Constants, Layer } from './layer';

/** feedback[0 … 3] = Σ_p w_pi D̃_p[t … t + 3] for 8 neurons at byte offset `at`. */
// @ts-ignore: decorator
@inline
function multiplyFour(layer: Layer, errors: usize, errorStride: usize, count: u32, at: usize): void {
  const rowBytes = <usize>layer.stride << 2;
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  let weight = layer.nextWeights + at;
  const e1 = errors + errorStride, e2 = e1 + errorStride, e3 = e2 + errorStride;
  for (let p: usize = 0, end = <usize>count << 2; p < end; p += 4) {
    const w0 = v128.load(weight);
    const w1 = v128.load(weight, 16);
    weight += rowBytes;
    let e = v128.load32_splat(errors + p);
    a0 = f32x4.add(a0, f32x4.mul(w0, e));
    a1 = f32x4.add(a1, f32x4.mul(w1, e));
    e = v128.load32_splat(e1 + p);
    b0 = f32x4.add(b0, f32x4.mul(w0, e));
    b1 = f32x4.add(b1, f32x4.mul(w1, e));
    e = v128.load32_splat(e2 + p);
    c0 = f32x4.add(c0, f32x4.mul(w0, e));
    c1 = f32x4.add(c1, f32x4.mul(w1, e));
    e = v128.load32_splat(e3 + p);
    d0 = f32x4.add(d0, f32x4.mul(w0, e));
    d1 = f32x4.add(d1, f32x4.mul(w1, e));
  }
  let out = layer.feedback + at;
  v128.store(out, a0);
  v128.store(out, a1, 16);
  out += rowBytes;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  out += rowBytes;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  out += rowBytes;
  v128.store(out, d0);
  v128.store(out, d1, 16);
}

/** feedback[row] = Σ_p w_pi D̃_p for 4 neurons at byte offset `at`; same order of sums. */
// @ts-ignore: decorator
@inline
function multiplyOne(layer: Layer, errors: usize, count: u32, row: u32, at: usize): void {
  const rowBytes = <usize>layer.stride << 2;
  let sum = f32x4.splat(0);
  let weight = layer.nextWeights + at;
  for (let p: usize = 0, end = <usize>count << 2; p < end; p += 4) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(weight), v128.load32_splat(errors + p)));
    weight += rowBytes;
  }
  v128.store(layer.feedback + <usize>row * rowBytes + at, sum);
}

/** Fills `feedback` for steps from … to − 1 (at most four) from the next layer's D̃. */
function feedBack(layer: Layer, next: Layer, from: u32, to: u32): void {
  const errorStride = <usize>next.stride << 2;
  const errors = next.tape + <usize>from * errorStride;
  const end = <usize>layer.stride << 2;
  let at: usize = 0;
  if (to - from == 4) {
    for (const wide = end & ~31; at < wide; at += 32) {
      multiplyFour(layer, errors, errorStride, next.neurons, at);
    }
  }
  for (; at < end; at += 16) {
    for (let row: u32 = 0; row < to - from; row++) {
      multiplyOne(layer, errors + <usize>row * errorStride, next.neurons, row, at);
    }
  }
}

/** One step back: the tape's row t turns from factors into D̃. `effects` is the row of G so far. */
// @ts-ignore: decorator
@inline
function stepBack(layer: Layer, constants: Constants, t: u32, effects: usize): void {
  const decay = f32x4.splat(constants.decay);
  const synapseGain = f32x4.splat(constants.synapseGain);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const recurrent = layer.sliceOffsets != 0;
  const last = load<u32>(layer.spikeOffsets + ((t + 2) << 2));
  for (let s = load<u32>(layer.spikeOffsets + ((t + 1) << 2)); s < last; s++) {
    const neuron = load<u32>(layer.spikeNeurons + (s << 2));
    store<f32>(layer.scatter + (neuron << 2), load<f32>(layer.spikePotentials + (s << 2)));
  }
  const bytes = <usize>layer.stride << 2;
  const row = layer.tape + <usize>t * bytes;
  const following = row + bytes;
  let slice: u32 = 0;
  for (let at: usize = 0; at < bytes; at += 16) {
    let effect = v128.load(effects + at);
    if (recurrent) {
      const end = load<u32>(layer.sliceOffsets + (at >> 2) + 4);
      const base = following + at;
      for (; slice < end; slice++) {
        const shift = load<i32>(layer.sliceShifts + (slice << 2));
        effect = f32x4.add(
          effect,
          f32x4.mul(v128.load(layer.sliceWeights + (slice << 4)), v128.load(base + shift)),
        );
      }
    }
    const factor = v128.load(row + at);
    const carry = v128.load(layer.carry + at);
    const leak = v128.load(layer.leak + at);
    const spiked = f32x4.lt(factor, zero);
    const quiet = f32x4.gt(factor, zero);
    // s = 0: δ = θ (1 − 1/τ), or G times the surrogate in a quiet step; θ decays either way.
    const decayed = f32x4.mul(carry, f32x4.sub(one, leak));
    const silent = v128.bitselect(f32x4.mul(effect, factor), decayed, quiet);
    // s = 1: δ = P (G + θ u/τ), and θ becomes δ.
    const carried = f32x4.mul(carry, f32x4.mul(v128.load(layer.scatter + at), leak));
    const fired = f32x4.mul(f32x4.neg(factor), f32x4.add(effect, carried));
    const delta = v128.bitselect(fired, silent, spiked);
    v128.store(layer.carry + at, v128.bitselect(fired, decayed, spiked));
    const error = f32x4.mul(v128.load(layer.gain + at), delta);
    v128.store(
      row + at,
      f32x4.add(f32x4.mul(decay, v128.load(following + at)), f32x4.mul(synapseGain, error)),
    );
  }
}

/** Zeroes what the pass starts from: θ, and the tape's row after the last step. */
function begin(layer: Layer, steps: u32): void {
  const bytes = <usize>layer.stride << 2;
  memory.fill(layer.carry, 0, bytes);
  memory.fill(layer.tape + <usize>steps * bytes, 0, bytes);
}

/** Output layer: its PSC tape holds G. */
export function backwardOutput(layer: Layer, constants: Constants, steps: u32): void {
  const bytes = <usize>layer.stride << 2;
  begin(layer, steps);
  for (let t = <i32>steps - 1; t >= 0; t--) {
    stepBack(layer, constants, t, layer.pscTape + <usize>t * bytes);
  }
}

/** Hidden layer, after the next layer's tape holds D̃. */
export function backwardHidden(
  layer: Layer,
  next: Layer,
  constants: Constants,
  steps: u32,
): void {
  const bytes = <usize>layer.stride << 2;
  begin(layer, steps);
  for (let to = steps; to > 0; ) {
    const from = to > 4 ? to - 4 : 0;
    feedBack(layer, next, from, to);
    for (let t = <i32>to - 1; t >= <i32>from; t--) {
      stepBack(layer, constants, t, layer.feedback + <usize>(t - from) * bytes);
    }
    to = from;
  }
}
