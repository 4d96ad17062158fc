// The tape: one float for each neuron and step of a sample, by blocks of neurons (`Layer.tape`).

import { BLOCK_BYTES } from '../constants';

/** Bytes of a block of the tape of a sample. */
// @ts-ignore: decorator
@inline
export function tapeBlockBytes(steps: u32): usize {
  return <usize>(steps + 1) * BLOCK_BYTES;
}

/** Address of a block's row at step t; `at` is the byte offset of its first neuron in a row. */
// @ts-ignore: decorator
@inline
export function tapeCell(tape: usize, tapeBlock: usize, t: u32, at: usize): usize {
  return tape + (at >> 6) * tapeBlock + <usize>t * BLOCK_BYTES;
}
