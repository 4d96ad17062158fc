// The unfiltered input of a layer, J_i[t] = Σ w_ij over the spikes j of step t: rows of a weight
// table added up. A block of 16 columns is finished for many steps before the next one starts, so
// that the block's part of the table stays in cache, with its sums in registers.

import { BLOCK, BLOCK_BYTES, CHUNK } from '../constants';
import { Layer, Sample } from './records.generated';
import { addRows } from './rows';
import { tapeBlockBytes, tapeCell } from './tape';

/** Weights [inputs][16] of a block. */
// @ts-ignore: decorator
@inline
function blockTable(layer: Layer, block: u32): usize {
  return layer.weightBlocks + <usize>block * layer.inputs * BLOCK_BYTES;
}

/** Row of `Layer.drives` for step t. */
// @ts-ignore: decorator
@inline
export function driveRow(layer: Layer, t: u32): usize {
  return layer.drives + <usize>(t % <u32>CHUNK) * (layer.stride << 2);
}

/** Columns of one block of `drives`. */
function driveBlock(layer: Layer, block: u32, from: u32, to: u32): void {
  const offsets = layer.eventOffsets;
  const events = layer.events;
  const table = blockTable(layer, block);
  const rowBytes = (<usize>layer.stride) << 2;
  let out = driveRow(layer, from) + <usize>block * BLOCK_BYTES;
  let e = events + (load<u32>(offsets + (from << 2)) << 2);
  for (let t = from; t < to; t++) {
    const last = events + (load<u32>(offsets + ((t + 1) << 2)) << 2);
    addRows(table, e, last, out, false);
    e = last;
    out += rowBytes;
  }
}

/** Fills `drives` for steps from … to − 1 of one chunk. */
export function drive(layer: Layer, from: u32, to: u32): void {
  for (let block: u32 = 0; block * BLOCK < layer.neurons; block++) {
    driveBlock(layer, block, from, to);
  }
}

/**
 * Columns of one block for all steps of a sample, into its tape; steps with most events first: over
 * many steps, loops of varying length cost a mispredicted branch each, equal lengths in a row do not.
 */
export function driveTape(layer: Layer, block: u32, sample: Sample, tape: usize): void {
  const offsets = sample.eventOffsets;
  const events = sample.events;
  const table = blockTable(layer, block);
  const out = tapeCell(tape, tapeBlockBytes(sample.steps), 0, <usize>block * BLOCK_BYTES);
  for (let k = sample.stepOrder, end = k + (sample.steps << 2); k < end; k += 4) {
    const t = load<u32>(k);
    const entry = offsets + (t << 2);
    const first = events + (load<u32>(entry) << 2);
    const last = events + (load<u32>(entry, 4) << 2);
    addRows(table, first, last, out + <usize>t * BLOCK_BYTES, false);
  }
}

/** Copies a block of columns of weights [inputs][N] into `weightBlocks`; columns past N stay 0. */
export function packBlock(layer: Layer, block: u32, weights: usize): void {
  const first = block * BLOCK;
  const bytes = (<usize>min<u32>(BLOCK, layer.neurons - first)) << 2;
  let row = weights + ((<usize>first) << 2);
  let out = blockTable(layer, block);
  for (let j: u32 = 0; j < layer.inputs; j++) {
    memory.copy(out, row, bytes);
    row += (<usize>layer.neurons) << 2;
    out += BLOCK_BYTES;
  }
}
