// Forward pass of one layer over some steps: sums the weights of the spikes that arrive, filters the
// sum once for each target neuron (the synapse filter is linear and commutes with the weights), then
// leaks and compares, in one sweep over the neurons without branches. Spikes are few: the neurons
// that fired are corrected afterwards, one by one.

import { BLOCK, BLOCK_BYTES, CHUNK, LANES } from '../constants';
import { drive, driveRow } from './drive';
import { Constants, Layer } from './records.generated';
import { surrogate } from './surrogate';
import { tapeCell } from './tape';
import { storeFour } from './vectors';

/** Largest 1/Δu in the derivative of a spike time. */
const STEEPEST: f32 = 8;

/** Adds the recurrent weights of last step's spikes, entries first … last − 1, to a row of inputs. */
// @ts-ignore: decorator
@inline
function scatterRecurrent(layer: Layer, row: usize, first: u32, last: u32): void {
  const neurons = layer.spikeNeurons;
  const offsets = layer.chunkOffsets;
  const targets = layer.chunkTargets;
  const weights = layer.chunkWeights;
  for (let s = first; s < last; s++) {
    const source = offsets + (load<u32>(neurons + (s << 2)) << 2);
    let c = load<u32>(source);
    const end = load<u32>(source, 4);
    for (; c < end; c++) {
      const target = row + load<u32>(targets + (c << 2));
      v128.store(target, f32x4.add(v128.load(target), v128.load(weights + (c << 4))));
    }
  }
}

/** Adds what arrives at every step to a row of inputs. */
function addBias(layer: Layer, row: usize): void {
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += 16) {
    v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(layer.bias + at)));
  }
}

/** (1 − 1/τs) I + J/τs, for four neurons. */
// @ts-ignore: decorator
@inline
function filtered(current: usize, input: usize, decay: v128, synapseGain: v128): v128 {
  return f32x4.add(f32x4.mul(decay, v128.load(current)), f32x4.mul(synapseGain, v128.load(input)));
}

/** (1 − 1/τ) u + R/τ I, for four neurons. */
// @ts-ignore: decorator
@inline
function leak(retention: usize, potential: usize, gain: usize, current: v128): v128 {
  return f32x4.add(
    f32x4.mul(v128.load(retention), v128.load(potential)),
    f32x4.mul(v128.load(gain), current),
  );
}

/** The surrogate of four neurons that did not spike; 0 where the PSC is not quiet. */
// @ts-ignore: decorator
@inline
function quietSlope(psc: v128, quietLevel: v128, threshold: v128, potential: v128): v128 {
  return v128.and(f32x4.lt(psc, quietLevel), surrogate(threshold, potential));
}

/**
 * One step of all neurons, from `potential` to `potentialSpare`, as if none spiked; sets the bits of
 * those that do in `spiked`. Four vectors at once, equation by equation, and all that is loaded before anything is stored:
 * only so may V8 join two vectors into one of 256 bits.
 */
// @ts-ignore: decorator
@inline
function sweep(
  layer: Layer,
  constants: Constants,
  t: u32,
  keepPsc: bool,
  training: bool,
  keepMembrane: bool,
): void {
  const decay = f32x4.splat(constants.decay);
  const synapseGain = f32x4.splat(constants.synapseGain);
  const threshold = f32x4.splat(constants.threshold);
  const quietLevel = f32x4.splat(constants.quietLevel);
  const input = driveRow(layer, t);
  const currents = layer.current;
  const gains = layer.gain;
  const retentions = layer.retention;
  const before = layer.potential;
  const after = layer.potentialSpare;
  const pscs = layer.psc;
  const tapes = layer.tape;
  const tapeBlock = layer.tapeBlock;
  let bits = layer.spiked;
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += BLOCK_BYTES) {
    const i0 = filtered(currents + at, input + at, decay, synapseGain);
    const i1 = filtered(currents + at + 16, input + at + 16, decay, synapseGain);
    const i2 = filtered(currents + at + 32, input + at + 32, decay, synapseGain);
    const i3 = filtered(currents + at + 48, input + at + 48, decay, synapseGain);
    const u0 = leak(retentions + at, before + at, gains + at, i0);
    const u1 = leak(retentions + at + 16, before + at + 16, gains + at + 16, i1);
    const u2 = leak(retentions + at + 32, before + at + 32, gains + at + 32, i2);
    const u3 = leak(retentions + at + 48, before + at + 48, gains + at + 48, i3);
    storeFour(currents + at, i0, i1, i2, i3);
    storeFour(after + at, u0, u1, u2, u3);
    if (keepMembrane) storeFour(tapeCell(tapes, tapeBlock, t, at), u0, u1, u2, u3);
    if (training || keepPsc) {
      const a0 = f32x4.mul(decay, v128.load(pscs + at));
      const a1 = f32x4.mul(decay, v128.load(pscs + at, 16));
      const a2 = f32x4.mul(decay, v128.load(pscs + at, 32));
      const a3 = f32x4.mul(decay, v128.load(pscs + at, 48));
      storeFour(pscs + at, a0, a1, a2, a3);
      if (training) {
        storeFour(
          tapeCell(tapes, tapeBlock, t, at),
          quietSlope(a0, quietLevel, threshold, u0),
          quietSlope(a1, quietLevel, threshold, u1),
          quietSlope(a2, quietLevel, threshold, u2),
          quietSlope(a3, quietLevel, threshold, u3),
        );
      }
    }
    const low = i16x8.narrow_i32x4_s(f32x4.gt(u0, threshold), f32x4.gt(u1, threshold));
    const high = i16x8.narrow_i32x4_s(f32x4.gt(u2, threshold), f32x4.gt(u3, threshold));
    store<u16>(bits, <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
    bits += 2;
  }
}

/** Keeps neurons, entries first … last − 1 of a list, at rest in a step that would have moved them. */
function keepAtRest(layer: Layer, first: usize, last: usize): void {
  for (let entry = first; entry < last; entry += 4) {
    const neuron = load<u32>(entry);
    store<f32>(layer.potentialSpare + (neuron << 2), 0);
    const byte = layer.spiked + (neuron >> 3);
    const others: u32 = ~(1 << (neuron & 7));
    store<u8>(byte, <u8>(load<u8>(byte) & others));
  }
}

/** Keeps the neurons at rest that spiked in the `refractory` steps before step t. */
function keepRefractory(layer: Layer, t: u32): void {
  const offsets = layer.spikeOffsets;
  const from = t < layer.refractory ? 0 : t - layer.refractory + 1;
  const first = load<u32>(offsets + (from << 2));
  const last = load<u32>(offsets + ((t + 1) << 2));
  keepAtRest(layer, layer.spikeNeurons + (first << 2), layer.spikeNeurons + (last << 2));
}

/** Lists the spikes of a step behind the first `count` and applies them; returns how many there are. */
// @ts-ignore: decorator
@inline
function collectSpikes(
  layer: Layer,
  constants: Constants,
  count: u32,
  keepPsc: bool,
  training: bool,
): u32 {
  const before = layer.potential;
  const after = layer.potentialSpare;
  const spiked = layer.spiked;
  const neurons = layer.spikeNeurons;
  const pscs = layer.psc;
  for (let word: u32 = 0, end = layer.width; word < end; word += 64) {
    let bits = load<u64>(spiked + (word >> 3));
    while (bits != 0) {
      const neuron = word + <u32>ctz(bits);
      const at = neuron << 2;
      store<u32>(neurons + (count << 2), neuron);
      if (training) {
        const potential = load<f32>(after + at);
        store<f32>(layer.spikePotentials + (count << 2), potential);
        const steepness: f32 = 1 / (potential - load<f32>(before + at));
        store<f32>(layer.spikeSteepness + (count << 2), min<f32>(steepness, STEEPEST));
      }
      store<f32>(after + at, 0);
      if (training || keepPsc) store<f32>(pscs + at, load<f32>(pscs + at) + constants.synapseGain);
      count++;
      bits &= bits - 1;
    }
  }
  return count;
}

/** Copies a row of the tape into a row over neurons. */
function fetchInput(layer: Layer, t: u32, row: usize): void {
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += BLOCK_BYTES) {
    const cell = tapeCell(layer.tape, layer.tapeBlock, t, at);
    storeFour(
      row + at,
      v128.load(cell),
      v128.load(cell, 16),
      v128.load(cell, 32),
      v128.load(cell, 48),
    );
  }
}

/** Copies the potentials after a step into their tape. */
function keepPotentials(layer: Layer, t: u32): void {
  const row = layer.potential;
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += BLOCK_BYTES) {
    memory.copy(tapeCell(layer.potentialTape, layer.tapeBlock, t, at), row + at, BLOCK_BYTES);
  }
}

// @ts-ignore: decorator
@inline
function swapPotentials(layer: Layer): void {
  const spare = layer.potential;
  layer.potential = layer.potentialSpare;
  layer.potentialSpare = spare;
}

/** Steps 0 … steps − 1 on the events that the layer's record names. */
// @ts-ignore: decorator
@inline
function run(
  layer: Layer,
  constants: Constants,
  steps: u32,
  keepPsc: bool,
  training: bool,
  keepMembrane: bool,
): void {
  const rowBytes = (<usize>layer.stride) << 2;
  const home = layer.potential;
  const driven = layer.driven != 0;
  const integrates = constants.integrates != 0;
  for (let start: u32 = 0; start < steps; start += CHUNK) {
    const end = min(start + CHUNK, steps);
    if (!driven) drive(layer, start, end);
    for (let t = start; t < end; t++) {
      const input = driveRow(layer, t);
      if (driven) fetchInput(layer, t, input);
      const first = load<u32>(layer.spikeOffsets + (t << 2));
      let count = load<u32>(layer.spikeOffsets + ((t + 1) << 2));
      if (layer.chunkOffsets != 0) scatterRecurrent(layer, input, first, count);
      if (layer.bias != 0) addBias(layer, input);
      sweep(layer, constants, t, keepPsc, training, keepMembrane);
      if (layer.refractory != 0) keepRefractory(layer, t);
      if (t == 0) keepAtRest(layer, layer.resting, layer.restingEnd);
      count = collectSpikes(layer, constants, count, keepPsc, training);
      store<u32>(layer.spikeOffsets + ((t + 2) << 2), count);
      if (keepPsc) {
        if (integrates) memory.copy(layer.psc, layer.potentialSpare, rowBytes);
        memory.copy(layer.pscTape + <usize>t * rowBytes, layer.psc, rowBytes);
      }
      swapPotentials(layer);
      if ((training || keepMembrane) && layer.potentialTape != 0) keepPotentials(layer, t);
    }
  }
  // The host expects the state where it was.
  if (layer.potential != home) {
    memory.copy(home, layer.potential, rowBytes);
    swapPotentials(layer);
  }
}

/** Spikes only. */
export function forwardHidden(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, false, false, false);
}

/** Spikes and the PSC of every step. */
export function forwardOutput(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, true, false, false);
}

/** Hidden layer in training: spikes, their potentials and steepness, and the tape. */
export function forwardHiddenTraining(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, false, true, false);
}

/** Output layer in training. */
export function forwardOutputTraining(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, true, true, false);
}

/** Hidden layer in training by STBP: spikes, and the potentials before reset on the tape. */
export function forwardHiddenStbp(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, false, false, true);
}

/** Output layer in training by STBP. */
export function forwardOutputStbp(layer: Layer, constants: Constants, steps: u32): void {
  run(layer, constants, steps, true, false, true);
}
