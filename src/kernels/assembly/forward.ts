// Forward pass of one layer over some steps: gathers the weights of the spikes that arrive, filters
// their sum once per target neuron (the synapse filter is linear and commutes with the weights),
// then leaks, compares and resets, all in one sweep over the neurons.

import { exponential } from './exponential';
import { Constants, Layer } from './layer';

/** Slope of the surrogate: σ'((Vth − u)/0.2)/0.2. */
const SURROGATE_SCALE: f32 = 5;
const SURROGATE_LIMIT: f32 = 8;
/** Largest 1/Δu in the derivative of a spike time. */
const STEEPEST: f32 = 8;

// @ts-ignore: decorator
@inline
function surrogate(threshold: v128, potential: v128): v128 {
  // σ'(z) is even, so −|z| serves both signs and keeps the exponential small.
  let z = f32x4.mul(f32x4.sub(threshold, potential), f32x4.splat(SURROGATE_SCALE));
  z = f32x4.min(f32x4.abs(z), f32x4.splat(SURROGATE_LIMIT));
  const e = exponential(f32x4.neg(z));
  const d = f32x4.add(e, f32x4.splat(1));
  return f32x4.div(f32x4.mul(e, f32x4.splat(SURROGATE_SCALE)), f32x4.mul(d, d));
}

/** Adds the recurrent weights of last step's spikes to the drive. */
// @ts-ignore: decorator
@inline
function scatterRecurrent(layer: Layer, first: u32, last: u32): void {
  const drive = layer.drive;
  for (let s = first; s < last; s++) {
    const source = load<u32>(layer.spikeNeurons + (s << 2));
    let c = load<u32>(layer.chunkOffsets + (source << 2));
    const end = load<u32>(layer.chunkOffsets + ((source + 1) << 2));
    for (; c < end; c++) {
      const target = drive + load<u32>(layer.chunkTargets + (c << 2));
      v128.store(
        target,
        f32x4.add(v128.load(target), v128.load(layer.chunkWeights + (c << 4))),
      );
    }
  }
}

/** Membrane and synapse of four neurons; returns the number of spikes written so far. */
// @ts-ignore: decorator
@inline
function updateNeurons(
  layer: Layer,
  constants: Constants,
  at: usize,
  drive: v128,
  t: u32,
  count: u32,
  keepPsc: bool,
  training: bool,
): u32 {
  const decay = f32x4.splat(constants.decay);
  const synapseGain = f32x4.splat(constants.synapseGain);
  const threshold = f32x4.splat(constants.threshold);
  const current = f32x4.add(
    f32x4.mul(decay, v128.load(layer.current + at)),
    f32x4.mul(synapseGain, drive),
  );
  v128.store(layer.current + at, current);
  const before = v128.load(layer.potential + at);
  const change = f32x4.sub(
    f32x4.mul(v128.load(layer.gain + at), current),
    f32x4.mul(v128.load(layer.leak + at), before),
  );
  const potential = f32x4.add(before, change);
  const spiked = f32x4.gt(potential, threshold);
  v128.store(layer.potential + at, v128.andnot(potential, spiked));
  const row = (<usize>t * layer.stride) << 2;
  let factor = f32x4.splat(0);
  if (training || keepPsc) {
    const psc = f32x4.add(
      f32x4.mul(decay, v128.load(layer.psc + at)),
      v128.and(spiked, synapseGain),
    );
    v128.store(layer.psc + at, psc);
    if (keepPsc) v128.store(layer.pscTape + row + at, psc);
    if (training) {
      const quiet = f32x4.lt(psc, f32x4.splat(constants.quietLevel));
      if (v128.any_true(quiet)) factor = v128.and(quiet, surrogate(threshold, potential));
    }
  }
  let bits = i32x4.bitmask(spiked);
  if (bits != 0) {
    if (training) {
      const steepness = f32x4.min(f32x4.div(f32x4.splat(1), change), f32x4.splat(STEEPEST));
      factor = v128.bitselect(f32x4.neg(steepness), factor, spiked);
      v128.store(layer.scatter + at, potential);
    }
    do {
      const lane = <u32>ctz(bits);
      store<u32>(layer.spikeNeurons + (count << 2), (<u32>at >> 2) + lane);
      if (training) {
        store<f32>(
          layer.spikePotentials + (count << 2),
          load<f32>(layer.scatter + at + (lane << 2)),
        );
      }
      count++;
      bits &= bits - 1;
    } while (bits != 0);
  }
  if (training) v128.store(layer.tape + row + at, factor);
  return count;
}

/**
 * Steps from … to − 1. `rows` is scratch for one weight-row address per event of a step.
 * Events of step t are entries eventOffsets[t] … eventOffsets[t + 1].
 */
// @ts-ignore: decorator
@inline
function run(
  layer: Layer,
  constants: Constants,
  eventOffsets: usize,
  events: usize,
  rows: usize,
  from: u32,
  to: u32,
  keepPsc: bool,
  training: bool,
): void {
  const rowBytes = layer.neurons << 2;
  const end = layer.stride << 2;
  const wide = end & ~63;
  for (let t = from; t < to; t++) {
    let first = load<u32>(layer.spikeOffsets + (t << 2));
    let count = load<u32>(layer.spikeOffsets + ((t + 1) << 2));
    if (layer.chunkOffsets != 0) scatterRecurrent(layer, first, count);
    let rowsEnd = rows;
    const lastEvent = load<u32>(eventOffsets + ((t + 1) << 2));
    for (let e = load<u32>(eventOffsets + (t << 2)); e < lastEvent; e++) {
      store<usize>(rowsEnd, layer.weights + load<u32>(events + (e << 2)) * rowBytes);
      rowsEnd += sizeof<usize>();
    }
    let at: usize = 0;
    for (; at < wide; at += 64) {
      const drive = layer.drive + at;
      let a = v128.load(drive);
      let b = v128.load(drive, 16);
      let c = v128.load(drive, 32);
      let d = v128.load(drive, 48);
      for (let r = rows; r < rowsEnd; r += sizeof<usize>()) {
        const row = load<usize>(r) + at;
        a = f32x4.add(a, v128.load(row));
        b = f32x4.add(b, v128.load(row, 16));
        c = f32x4.add(c, v128.load(row, 32));
        d = f32x4.add(d, v128.load(row, 48));
      }
      const zero = f32x4.splat(0);
      v128.store(drive, zero);
      v128.store(drive, zero, 16);
      v128.store(drive, zero, 32);
      v128.store(drive, zero, 48);
      count = updateNeurons(layer, constants, at, a, t, count, keepPsc, training);
      count = updateNeurons(layer, constants, at + 16, b, t, count, keepPsc, training);
      count = updateNeurons(layer, constants, at + 32, c, t, count, keepPsc, training);
      count = updateNeurons(layer, constants, at + 48, d, t, count, keepPsc, training);
    }
    for (; at < end; at += 16) {
      let a = v128.load(layer.drive + at);
      for (let r = rows; r < rowsEnd; r += sizeof<usize>()) {
        a = f32x4.add(a, v128.load(load<usize>(r) + at));
      }
      v128.store(layer.drive + at, f32x4.splat(0));
      count = updateNeurons(layer, constants, at, a, t, count, keepPsc, training);
    }
    // A chunk near the end of the row may reach past it.
    if (layer.chunkOffsets != 0) v128.store(layer.drive + end, f32x4.splat(0));
    store<u32>(layer.spikeOffsets + ((t + 2) << 2), count);
  }
}

/** Hidden layer, spikes only. */
export function forwardHidden(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, rows: usize,
  from: u32, to: u32,
): void {
  run(layer, constants, eventOffsets, events, rows, from, to, false, false);
}

/** Output layer: spikes and the PSC of every step. */
export function forwardOutput(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, rows: usize,
  from: u32, to: u32,
): void {
  run(layer, constants, eventOffsets, events, rows, from, to, true, false);
}

/** Hidden layer in training: spikes, their potentials and the tape. */
export function forwardHiddenTraining(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, rows: usize,
  from: u32, to: u32,
): void {
  run(layer, constants, eventOffsets, events, rows, from, to, false, true);
}

/** Output layer in training. */
export function forwardOutputTraining(
  layer: Layer, constants: Constants, eventOffsets: usize, events: usize, rows: usize,
  from: u32, to: u32,
): void {
  run(layer, constants, eventOffsets, events, rows, from, to, true, true);
}
