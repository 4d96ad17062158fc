// The backward pass of one layer, backwards in time, by TSSL-BP (equations 19 to 23) or STBP (`stbp.ts`). The filter of the future effect,
// G = (1 − 1/τs) G + g/τs, is moved from the layer's own neurons to the errors that make up g:
// with D̃[t] = D[t]/τs + (1 − 1/τs) D̃[t + 1] of the receiving neurons,
//   G_i[t] = Σ_p w_pi D̃_p[t] + Σ_k W_ki D̃_k[t + 1],
// and D̃ is what the weight gradients need as well. Each step is one sweep over the neurons as if
// none had spiked; the few that did are corrected afterwards.

import { BLOCK, BLOCK_BYTES, CHUNK } from '../constants';
import { Constants, Layer, Network } from './records.generated';
import { returnErrors } from './return';
import { storeFour } from './vectors';
import { stepBackStbp } from './stbp';
import { tapeCell } from './tape';

/** G[t … t + 3] = Σ_p w_pi D̃_p[t … t + 3] for 8 neurons. `errors` is the next layer's tape at t. */
// @ts-ignore: decorator
@inline
function multiplyFour(
  next: Layer,
  weights: usize,
  rowBytes: usize,
  errors: usize,
  out: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let p: u32 = 0; p < next.neurons; p += BLOCK) {
    const end = errors + ((<usize>min<u32>(BLOCK, next.neurons - p)) << 2);
    for (let error = errors; error < end; error += 4) {
      const w0 = v128.load(weights);
      const w1 = v128.load(weights, 16);
      weights += rowBytes;
      let e = v128.load32_splat(error);
      a0 = f32x4.add(a0, f32x4.mul(w0, e));
      a1 = f32x4.add(a1, f32x4.mul(w1, e));
      e = v128.load32_splat(error, BLOCK_BYTES);
      b0 = f32x4.add(b0, f32x4.mul(w0, e));
      b1 = f32x4.add(b1, f32x4.mul(w1, e));
      e = v128.load32_splat(error, 2 * BLOCK_BYTES);
      c0 = f32x4.add(c0, f32x4.mul(w0, e));
      c1 = f32x4.add(c1, f32x4.mul(w1, e));
      e = v128.load32_splat(error, 3 * BLOCK_BYTES);
      d0 = f32x4.add(d0, f32x4.mul(w0, e));
      d1 = f32x4.add(d1, f32x4.mul(w1, e));
    }
    errors += next.tapeBlock;
  }
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

/** The same for one step, with the same order of sums. */
// @ts-ignore: decorator
@inline
function multiplyOne(
  next: Layer,
  weights: usize,
  rowBytes: usize,
  errors: usize,
  out: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  for (let p: u32 = 0; p < next.neurons; p += BLOCK) {
    const end = errors + ((<usize>min<u32>(BLOCK, next.neurons - p)) << 2);
    for (let error = errors; error < end; error += 4) {
      const e = v128.load32_splat(error);
      a0 = f32x4.add(a0, f32x4.mul(v128.load(weights), e));
      a1 = f32x4.add(a1, f32x4.mul(v128.load(weights, 16), e));
      weights += rowBytes;
    }
    errors += next.tapeBlock;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
}

/** Fills `effects` for steps from … to − 1 from the next layer's D̃. */
function feedBack(layer: Layer, next: Layer, from: u32, to: u32): void {
  const rowBytes = (<usize>layer.stride) << 2;
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += 32) {
    const weights = layer.nextWeights + at;
    let errors = next.tape + <usize>from * BLOCK_BYTES;
    let out = layer.effects + at;
    let t = from;
    for (; t + 4 <= to; t += 4) {
      multiplyFour(next, weights, rowBytes, errors, out);
      errors += BLOCK_BYTES << 2;
      out += rowBytes << 2;
    }
    for (; t < to; t++) {
      multiplyOne(next, weights, rowBytes, errors, out);
      errors += BLOCK_BYTES;
      out += rowBytes;
    }
  }
}

/** δ of four neurons that did not spike: θ (1 − 1/τ), or G times the surrogate in a quiet step. */
// @ts-ignore: decorator
@inline
function quietDelta(effects: usize, factor: v128, decayed: v128): v128 {
  const quiet = f32x4.gt(factor, f32x4.splat(0));
  return v128.bitselect(f32x4.mul(v128.load(effects), factor), decayed, quiet);
}

/** D̃ of four neurons: D/τs + (1 − 1/τs) D̃ of the step after. */
// @ts-ignore: decorator
@inline
function errorOf(decay: v128, following: usize, gain: usize, delta: v128): v128 {
  return f32x4.add(f32x4.mul(decay, v128.load(following)), f32x4.mul(v128.load(gain), delta));
}

/**
 * A block of neurons as if none of them had spiked; θ decays. `tape` is the step's cell, which turns from the surrogate
 * factor into D̃. Equation by equation, as the sweep forward (`forward.ts`) and for the same reason.
 */
// @ts-ignore: decorator
@inline
function retreat(layer: Layer, decay: v128, at: usize, tape: usize, effects: usize): void {
  const carry = layer.carry + at;
  const retention = layer.retention + at;
  const d0 = f32x4.mul(v128.load(carry), v128.load(retention));
  const d1 = f32x4.mul(v128.load(carry, 16), v128.load(retention, 16));
  const d2 = f32x4.mul(v128.load(carry, 32), v128.load(retention, 32));
  const d3 = f32x4.mul(v128.load(carry, 48), v128.load(retention, 48));
  storeFour(layer.carrySpare + at, d0, d1, d2, d3);
  const own = effects + at;
  const δ0 = quietDelta(own, v128.load(tape), d0);
  const δ1 = quietDelta(own + 16, v128.load(tape, 16), d1);
  const δ2 = quietDelta(own + 32, v128.load(tape, 32), d2);
  const δ3 = quietDelta(own + 48, v128.load(tape, 48), d3);
  const following = layer.errors + at;
  const gain = layer.errorGain + at;
  const e0 = errorOf(decay, following, gain, δ0);
  const e1 = errorOf(decay, following + 16, gain + 16, δ1);
  const e2 = errorOf(decay, following + 32, gain + 32, δ2);
  const e3 = errorOf(decay, following + 48, gain + 48, δ3);
  storeFour(tape, e0, e1, e2, e3);
  storeFour(layer.errorsSpare + at, e0, e1, e2, e3);
}

/**
 * One step back. `effects` is the row of G so far; θ goes from `carry` to `carrySpare`, D̃ from
 * `errors` to `errorsSpare`.
 */
// @ts-ignore: decorator
@inline
function stepBack(layer: Layer, constants: Constants, t: u32, effects: usize): void {
  const following = layer.errors;
  if (layer.sliceOffsets != 0) returnErrors(layer, following, effects);
  const errors = layer.errorsSpare;
  const carry = layer.carry;
  const carried = layer.carrySpare;
  const tapes = layer.tape;
  const tapeBlock = layer.tapeBlock;
  const decay = f32x4.splat(constants.decay);
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += BLOCK_BYTES) {
    retreat(layer, decay, at, tapeCell(tapes, tapeBlock, t, at), effects);
  }
  // At a spike, δ = P (G + θ u/τ), and θ becomes δ.
  const leaks = layer.leak;
  const last = load<u32>(layer.spikeOffsets + ((t + 2) << 2)) << 2;
  for (let s = load<u32>(layer.spikeOffsets + ((t + 1) << 2)) << 2; s < last; s += 4) {
    const at = (<usize>load<u32>(layer.spikeNeurons + s)) << 2;
    const u = load<f32>(layer.spikePotentials + s);
    const returned = load<f32>(carry + at) * (u * load<f32>(leaks + at));
    const delta = load<f32>(layer.spikeSteepness + s) * (load<f32>(effects + at) + returned);
    store<f32>(carried + at, delta);
    const gain = load<f32>(layer.errorGain + at);
    const error = constants.decay * load<f32>(following + at) + gain * delta;
    store<f32>(errors + at, error);
    store<f32>(tapeCell(tapes, tapeBlock, t, at & ~63) + (at & 63), error);
  }
}

/** What this step leaves is what the step before it reads. */
// @ts-ignore: decorator
@inline
function swapRows(layer: Layer): void {
  const carry = layer.carry;
  layer.carry = layer.carrySpare;
  layer.carrySpare = carry;
  const errors = layer.errors;
  layer.errors = layer.errorsSpare;
  layer.errorsSpare = errors;
}

/** Zeroes what the pass starts from: θ, D̃ after the last step, and the tape's row for it. */
function clear(layer: Layer, steps: u32): void {
  const rowBytes = (<usize>layer.stride) << 2;
  memory.fill(layer.carry, 0, rowBytes);
  memory.fill(layer.errors, 0, rowBytes);
  for (let at: usize = 0; at < (<usize>layer.width) << 2; at += BLOCK_BYTES) {
    memory.fill(tapeCell(layer.tape, layer.tapeBlock, steps, at), 0, BLOCK_BYTES);
  }
}

/** A factor of 1 in place of the surrogate, at every step. */
function passErrors(layer: Layer, steps: u32): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < (<usize>layer.width) << 2; at += BLOCK_BYTES) {
    for (let t: u32 = 0; t < steps; t++) {
      storeFour(tapeCell(layer.tape, layer.tapeBlock, t, at), one, one, one, one);
    }
  }
}

/**
 * The whole sample.
 * @param next the layer after, whose tape holds D̃; null for the output layer, whose PSC tape holds G
 * @param network says by which rule
 */
export function backward(
  layer: Layer,
  next: Layer | null,
  constants: Constants,
  network: Network,
  steps: u32,
): void {
  // Errors pass through integrators unchanged, by either rule.
  const integrates = constants.integrates != 0;
  const stbp = network.stbp != 0 && !integrates;
  if (integrates) passErrors(layer, steps);
  const rowBytes = (<usize>layer.stride) << 2;
  clear(layer, steps);
  for (let to = steps; to > 0;) {
    const from = to > <u32>CHUNK ? to - CHUNK : 0;
    let chunk = layer.effects;
    if (next != null) feedBack(layer, next, from, to);
    else chunk = layer.pscTape + <usize>from * rowBytes;
    for (let t = <i32>to - 1; t >= <i32>from; t--) {
      const effects = chunk + <usize>(t - from) * rowBytes;
      if (stbp) stepBackStbp(layer, constants, network, t, effects);
      else stepBack(layer, constants, t, effects);
      swapRows(layer);
    }
    to = from;
  }
}
