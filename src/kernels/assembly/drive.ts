// The unfiltered input of a layer, J_i[t] = Σ w_ij over the spikes j of step t: rows of a weight
// table added up. A block of 16 columns is finished for many steps before the next begins, so that
// the block's part of the table stays in cache, with its sums in registers.

import { Layer, TAPE_ROW, tapeBlockBytes, tapeCell } from './layer';
import { addRows } from './rows';

/** Bytes of a row of a weight block, a cache line. */
const BLOCK_ROW: usize = 64;

/**
 * Fills columns of one block in rows from … to − 1 of `result` [rows][stride].
 * Events of step t are entries offsets[t] … offsets[t + 1].
 */
function driveBlock(
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
  for (let t = from; t < to; t++) {
    const last = events + (load<u32>(offsets + ((t + 1) << 2)) << 2);
    addRows(table, e, last, out, false);
    e = last;
    out += rowBytes;
  }
}

/**
 * The same for all steps of a sample, into its tape; steps with most events first: over many steps,
 * loops of varying length cost a mispredicted branch each, equal lengths in a row do not.
 */
export function driveTape(
  layer: Layer,
  block: u32,
  offsets: usize,
  events: usize,
  steps: u32,
  order: usize,
  tape: usize,
): void {
  const table = layer.weightBlocks + <usize>block * layer.inputs * BLOCK_ROW;
  const out = tapeCell(tape, tapeBlockBytes(steps), 0, <usize>block << 6);
  for (let k: u32 = 0; k < steps; k++) {
    const t = load<u32>(order + (k << 2));
    const entry = offsets + (t << 2);
    const first = events + (load<u32>(entry) << 2);
    const last = events + (load<u32>(entry, 4) << 2);
    addRows(table, first, last, out + <usize>t * TAPE_ROW, false);
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
  for (let block: u32 = 0; block << 4 < layer.neurons; block++) {
    driveBlock(layer, block, offsets, events, from, to, result);
  }
}

/** Copies 16 columns of weights [inputs][N] into a block [inputs][16]; columns past N stay 0. */
export function packBlock(weights: usize, inputs: u32, neurons: u32, block: u32, result: usize): void {
  const first = block << 4;
  const bytes = <usize>min<u32>(16, neurons - first) << 2;
  let row = weights + (<usize>first << 2);
  let out = result + <usize>block * inputs * BLOCK_ROW;
  for (let j: u32 = 0; j < inputs; j++) {
    memory.copy(out, row, bytes);
    row += <usize>neurons << 2;
    out += BLOCK_ROW;
  }
}
