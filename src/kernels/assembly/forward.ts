// Forward pass of one layer over some steps: sums the weights of the spikes that arrive, filters the
// sum once per target neuron (the synapse filter is linear and commutes with the weights), then
// leaks and compares, in one sweep over the neurons without branches. Spikes are few: what they
// change is done afterwards, one by one.

import { drive } from './drive';
import { CHUNK, Constants, Layer, tapeCell } from './layer';
import { surrogate } from './surrogate';

/** Largest 1/Δu in the derivative of a spike time. */
const STEEPEST: f32 = 8;

/** Adds the recurrent weights of last step's spikes to a row of inputs. */
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

/** One step of four neurons, as if none spiked; the lanes that do are set in what it returns. */
// @ts-ignore: decorator
@inline
function advance(
  at: usize,
  decay: v128,
  synapseGain: v128,
  threshold: v128,
  quietLevel: v128,
  input: usize,
  currents: usize,
  gains: usize,
  retentions: usize,
  before: usize,
  after: usize,
  pscs: usize,
  tape: usize,
  keepPsc: bool,
  training: bool,
): v128 {
  const current = f32x4.add(
    f32x4.mul(decay, v128.load(currents + at)),
    f32x4.mul(synapseGain, v128.load(input + at)),
  );
  v128.store(currents + at, current);
  const potential = f32x4.add(
    f32x4.mul(v128.load(retentions + at), v128.load(before + at)),
    f32x4.mul(v128.load(gains + at), current),
  );
  v128.store(after + at, potential);
  if (training || keepPsc) {
    const psc = f32x4.mul(decay, v128.load(pscs + at));
    v128.store(pscs + at, psc);
    if (training) {
      const quiet = f32x4.lt(psc, quietLevel);
      v128.store(tape + at, v128.and(quiet, surrogate(threshold, potential)));
    }
  }
  return f32x4.gt(potential, threshold);
}

/** One step of all neurons, as if none spiked; sets the bits of those that do in `spiked`. */
// @ts-ignore: decorator
@inline
function sweep(
  layer: Layer,
  constants: Constants,
  input: usize,
  before: usize,
  after: usize,
  t: u32,
  keepPsc: bool,
  training: bool,
): void {
  const tapes = layer.tape;
  const tapeBlock = layer.tapeBlock;
  const decay = f32x4.splat(constants.decay);
  const synapseGain = f32x4.splat(constants.synapseGain);
  const threshold = f32x4.splat(constants.threshold);
  const quietLevel = f32x4.splat(constants.quietLevel);
  const currents = layer.current;
  const gains = layer.gain;
  const retentions = layer.retention;
  const pscs = layer.psc;
  let bits = layer.spiked;
  for (let at: usize = 0, end = <usize>layer.width << 2; at < end; at += 64) {
    // `advance` adds `at`.
    const tape = tapeCell(tapes, tapeBlock, t, at) - at;
    const a = advance(
      at, decay, synapseGain, threshold, quietLevel, input, currents, gains, retentions,
      before, after, pscs, tape, keepPsc, training,
    );
    const b = advance(
      at + 16, decay, synapseGain, threshold, quietLevel, input, currents, gains, retentions,
      before, after, pscs, tape, keepPsc, training,
    );
    const c = advance(
      at + 32, decay, synapseGain, threshold, quietLevel, input, currents, gains, retentions,
      before, after, pscs, tape, keepPsc, training,
    );
    const d = advance(
      at + 48, decay, synapseGain, threshold, quietLevel, input, currents, gains, retentions,
      before, after, pscs, tape, keepPsc, training,
    );
    const low = i16x8.narrow_i32x4_s(a, b);
    const high = i16x8.narrow_i32x4_s(c, d);
    store<u16>(bits, <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
    bits += 2;
  }
}

/** Lists the spikes of a step and applies them; returns the number of spikes so far. */
// @ts-ignore: decorator
@inline
function collectSpikes(
  layer: Layer,
  constants: Constants,
  before: usize,
  after: usize,
  count: u32,
  keepPsc: bool,
  training: bool,
): u32 {
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
  for (let at: usize = 0, end = <usize>layer.width << 2; at < end; at += 64) {
    const cell = tapeCell(layer.tape, layer.tapeBlock, t, at);
    v128.store(row + at, v128.load(cell));
    v128.store(row + at, v128.load(cell, 16), 16);
    v128.store(row + at, v128.load(cell, 32), 32);
    v128.store(row + at, v128.load(cell, 48), 48);
  }
}

/**
 * Steps from … to − 1. Events of step t are entries eventOffsets[t] … eventOffsets[t + 1]. If
 * `driven`, the tape holds the feedforward input of every step already.
 */
// @ts-ignore: decorator
@inline
function run(
  layer: Layer,
  constants: Constants,
  eventOffsets: usize,
  events: usize,
  from: u32,
  to: u32,
  driven: bool,
  keepPsc: bool,
  training: bool,
): void {
  const rowBytes = <usize>layer.stride << 2;
  let before = layer.potential;
  let after = layer.potentialSpare;
  for (let begin = from; begin < to; begin += CHUNK) {
    const end = min(begin + CHUNK, to);
    if (!driven) drive(layer, eventOffsets, events, begin, end, layer.drives);
    for (let t = begin; t < end; t++) {
      const input = layer.drives + <usize>(t - begin) * rowBytes;
      if (driven) fetchInput(layer, t, input);
      const first = load<u32>(layer.spikeOffsets + (t << 2));
      let count = load<u32>(layer.spikeOffsets + ((t + 1) << 2));
      if (layer.chunkOffsets != 0) scatterRecurrent(layer, input, first, count);
      sweep(layer, constants, input, before, after, t, keepPsc, training);
      count = collectSpikes(layer, constants, before, after, count, keepPsc, training);
      store<u32>(layer.spikeOffsets + ((t + 2) << 2), count);
      if (keepPsc) memory.copy(layer.pscTape + <usize>t * rowBytes, layer.psc, rowBytes);
      const spare = before;
      before = after;
      after = spare;
    }
  }
  if (before != layer.potential) memory.copy(layer.potential, before, rowBytes);
}

/** Hidden layer, spikes only. */
export function forwardHidden(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, from: u32, to: u32,
  driven: bool,
): void {
  run(layer, constants, eventOffsets, events, from, to, driven, false, false);
}

/** Output layer: spikes and the PSC of every step. */
export function forwardOutput(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, from: u32, to: u32,
  driven: bool,
): void {
  run(layer, constants, eventOffsets, events, from, to, driven, true, false);
}

/** Hidden layer in training: spikes, their potentials and steepness, and the tape. */
export function forwardHiddenTraining(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, from: u32, to: u32,
  driven: bool,
): void {
  run(layer, constants, eventOffsets, events, from, to, driven, false, true);
}

/** Output layer in training. */
export function forwardOutputTraining(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, from: u32, to: u32,
  driven: bool,
): void {
  run(layer, constants, eventOffsets, events, from, to, driven, true, true);
}
