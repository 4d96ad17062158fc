// Where one layer lives in memory. The host writes these records (see ../kernels.ts, which lists the
// same fields in the same order) and passes their address; kernels never allocate. Each thread has
// its own records: weights are shared, state is not.
//
// Sweeps over neurons run in blocks of 16, up to `width`. Neurons past N have gain 0, so that their
// potential stays 0, they never spike, and their errors are exactly 0.

@unmanaged
export class Layer {
  /** N. */
  neurons: u32;
  /** N rounded up to 16. */
  width: u32;
  /**
   * Floats from one row over neurons to the next: `width` and at least 4 more, which hold 0 or are
   * never used.
   */
  stride: u32;
  /** Sources of the feedforward weights. */
  inputs: u32;
  /** [⌈N/16⌉][inputs][16] feedforward weights: a block of columns lies together, padded with 0. */
  weightBlocks: usize;

  // Effective recurrent weights by source: four consecutive targets, all in one block of 16.
  /** [N + 1] first chunk of each source; 0 if the layer has no recurrence. */
  chunkOffsets: usize;
  /** [C] byte offset of a chunk's first target in a row. */
  chunkTargets: usize;
  /** [C][4] */
  chunkWeights: usize;
  /** [C] the chunks by block of targets, then source; [⌈N/16⌉ + 1] where each block begins. */
  blockChunks: usize;
  blockOffsets: usize;
  /** [C] source of each chunk. */
  chunkSources: usize;

  // The same weights for the way back: groups of sources and their targets at one shift.
  /** Motif size v if groups are the neurons at one position of all motifs; 0 if they are four. */
  period: u32;
  /** Floats of a row over motifs, a multiple of 8; 0 without a period. */
  motifStride: u32;
  /** [groups + 1] first slice of each group. */
  sliceOffsets: usize;
  /** [S] from the group's place to its targets', in bytes. */
  sliceShifts: usize;
  /** [S][4], or [S][motifStride] with a period. */
  sliceWeights: usize;

  // Neurons, [stride] each.
  /** R/τ. */
  gain: usize;
  /** 1/τ. */
  leak: usize;
  /** 1 − 1/τ. */
  retention: usize;
  /** R/(τ τs). */
  errorGain: usize;

  // State, [stride] each: what one step hands to the next.
  current: usize;
  potential: usize;
  psc: usize;

  // Scratch of the thread.
  /** [CHUNK][stride] unfiltered input of some steps. */
  drives: usize;
  /** [stride] the other of two rows of potentials. */
  potentialSpare: usize;
  /** [width / 8] bytes, and zeros up to a multiple of 8: one bit a neuron, set where it spikes. */
  spiked: usize;
  /** [stride] θ of section 5, twice. */
  carry: usize;
  carrySpare: usize;
  /** [CHUNK][stride] G of some steps; 0 for the output layer. */
  effects: usize;
  /** [stride] each: D̃ of the step under way and of the one after it, with a margin of zeros. */
  errors: usize;
  errorsSpare: usize;
  /** [v][motifStride] D̃ of one step by position, and the sums that return from it. */
  errorsByPosition: usize;
  effectsByPosition: usize;

  // Spikes: those of step t are entries offsets[t + 1] … offsets[t + 2]; those of the step before
  // the first stand at offsets[0] … offsets[1].
  /** [T + 2] */
  spikeOffsets: usize;
  /** [spikes] neuron index. */
  spikeNeurons: usize;
  /** [spikes] potential before reset, and P = min(1/Δu, 8) (training only). */
  spikePotentials: usize;
  spikeSteepness: usize;

  // Training.
  /**
   * [⌈N/16⌉][T + 1][16]: columns of a block lie together, so that work on one block of columns, and
   * work on one step, both run through memory in order. May hold the unfiltered input of all steps before the pass. Forward leaves the
   * surrogate factor in a quiet step and 0 elsewhere; backward replaces it by D̃, the error of the
   * input after the synapse filter. Row T is 0.
   */
  tape: usize;
  /** Bytes of a block of the tape: `tapeBlockBytes` of the sample's steps. */
  tapeBlock: usize;
  /** [T][stride] PSC of the output layer, replaced by its future effect G; 0 for hidden layers. */
  pscTape: usize;
  /** [N of next layer][stride] feedforward weights to the next layer, transposed. */
  nextWeights: usize;
}

/** Constants of a network. */
@unmanaged
export class Constants {
  /** 1 − 1/τs. */
  decay: f32;
  /** 1/τs. */
  synapseGain: f32;
  threshold: f32;
  /** 1/(4τs): below it a neuron is quiet. */
  quietLevel: f32;
}

/** Bytes of a row of a block of the tape. */
export const TAPE_ROW: usize = 64;

/** Bytes of a block of a tape of so many steps. */
// @ts-ignore: decorator
@inline
export function tapeBlockBytes(steps: u32): usize {
  return <usize>(steps + 1) * TAPE_ROW;
}

/** Address of 16 columns of the tape at step t; `at` is the byte offset of the first in a row. */
// @ts-ignore: decorator
@inline
export function tapeCell(tape: usize, tapeBlock: usize, t: u32, at: usize): usize {
  return tape + (at >> 6) * tapeBlock + <usize>t * TAPE_ROW;
}

/** Steps whose inputs, or errors, are summed together. */
export const CHUNK: u32 = 16;
