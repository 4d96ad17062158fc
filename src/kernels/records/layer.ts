/**
 * Where a layer is in memory. Sweeps over its neurons run in blocks of 16, up to `width`: neurons
 * past N have gain 0, so that their potential stays 0, they never spike, and their errors are
 * exactly 0. Kernels never allocate: the host reserves everything and passes addresses.
 */
import { RecordLayout, type RecordValues } from '../record-layout.ts';

/** Constants of a layer: those of a network, but that τs may be its own. */
export const CONSTANTS = new RecordLayout('Constants', {
  /** 1 − 1/τs. */
  decay: 'f32',
  /** 1/τs. */
  synapseGain: 'f32',
  threshold: 'f32',
  /** 1/(4τs): below it a neuron is quiet. */
  quietLevel: 'f32',
  /** 1 for leaky integrators, whose threshold is infinite and whose PSC is u[t]. */
  integrates: 'u32',
});

/** Fields that are the same in the records of all threads. */
const SHARED = {
  /** N. */
  neurons: 'u32',
  /** N rounded up to 16. */
  width: 'u32',
  /**
   * Floats from one row over neurons to the next: `width` and at least 4 more, which hold 0 or are
   * never used.
   */
  stride: 'u32',
  /** Sources of the feedforward weights. */
  inputs: 'u32',
  /** [⌈N/16⌉][inputs][16] feedforward weights, a block of columns together, padded with 0. */
  weightBlocks: 'usize',
  /** [N of next layer][stride] feedforward weights to the next layer, transposed. */
  nextWeights: 'usize',

  /** [stride] R/τ. */
  gain: 'usize',
  /** [stride] 1/τ. */
  leak: 'usize',
  /** [stride] 1 − 1/τ. */
  retention: 'usize',
  /** [stride] R/(τ τs). */
  errorGain: 'usize',
  /** [stride] b, part of the unfiltered input of every step; 0 in a network without bias. */
  bias: 'usize',
} as const;

/** Its recurrent connections, the same for all threads too; all 0 if it has none. */
const RECURRENT = {
  // Effective recurrent weights by source: four consecutive targets, all in one block of 16.
  /** [N + 1] first chunk of each source; 0 if the layer has no recurrence. */
  chunkOffsets: 'usize',
  /** [C] byte offset of a chunk's first target in a row. */
  chunkTargets: 'usize',
  /** [C][4] */
  chunkWeights: 'usize',
  /** [C] the chunks by block of targets, then source. */
  blockChunks: 'usize',
  /** [⌈N/16⌉ + 1] where each block starts in `blockChunks`. */
  blockOffsets: 'usize',
  /** [C] source of each chunk. */
  chunkSources: 'usize',

  // The same weights for the backward pass: groups of sources and their targets at one shift.
  /** Motif size v if groups are the neurons at one position of all motifs; 0 if they are four. */
  period: 'u32',
  /** Floats of a row over motifs, a multiple of 8; 0 without a period. */
  motifStride: 'u32',
  /** [groups + 1] first slice of each group. */
  sliceOffsets: 'usize',
  /** [S] from the group's place to its targets', in bytes. */
  sliceShifts: 'usize',
  /** [S][4], or [S][motifStride] with a period. */
  sliceWeights: 'usize',

  // And blocks of sources that have targets in common, whose weights are in no slice.
  /** [⌈N/16⌉ + 1] first of each block's targets, of which there is an even number; 0 if there are none. */
  commonOffsets: 'usize',
  /** [R] byte offset of the target in a row. */
  commonTargets: 'usize',
  /** [R][16] */
  commonWeights: 'usize',
} as const;

/** State and scratch of one thread. */
const THREAD = {
  // What one step hands to the next, [stride] each.
  current: 'usize',
  potential: 'usize',
  psc: 'usize',

  /** [CHUNK][stride] unfiltered input of some steps. */
  drives: 'usize',
  /** [stride] the other of two rows of potentials. */
  potentialSpare: 'usize',
  /** [width / 8] bytes, and zeros up to a multiple of 8: one bit a neuron, set where it spikes. */
  spiked: 'usize',
  /** [stride] θ of section 5, twice. */
  carry: 'usize',
  carrySpare: 'usize',
  /** [CHUNK][stride] G of some steps; 0 for the output layer. */
  effects: 'usize',
  /** [stride] each: D̃ of the present step and of the one after it, with a margin of zeros. */
  errors: 'usize',
  errorsSpare: 'usize',
  /** [v][motifStride] D̃ of one step by position, and the sums that return from it. */
  errorsByPosition: 'usize',
  effectsByPosition: 'usize',

  // What arrives: events of step t are entries offsets[t] … offsets[t + 1].
  /** [T + 1] */
  eventOffsets: 'usize',
  /** [events] input channel, or neuron of the layer before. */
  events: 'usize',
  /** 1 if the tape already holds the feedforward input of every step. */
  driven: 'u32',

  // Neurons at rest stay at potential 0 and do not spike.
  /** Steps that a neuron rests after a spike. */
  refractory: 'u32',
  /** First of the neurons that rest at the first step, and where they end. */
  resting: 'usize',
  restingEnd: 'usize',

  // Spikes: those of step t are entries offsets[t + 1] … offsets[t + 2]; those of the step before
  // the first are entries offsets[0] … offsets[1].
  /** [T + 2] */
  spikeOffsets: 'usize',
  /** [spikes] neuron index. */
  spikeNeurons: 'usize',
  /** [spikes] potential before reset (training only). */
  spikePotentials: 'usize',
  /** [spikes] P = min(1/Δu, 8) (training only). */
  spikeSteepness: 'usize',

  /**
   * [⌈N/16⌉][T + 1][16]: the columns of a block are together, so that work on one block of columns
   * and work on one step both run through memory in order. May hold the unfiltered input of all steps before
   * the pass. Forward leaves the surrogate factor in a quiet step and 0 elsewhere, or, for STBP, the
   * potential before reset; backward replaces it by D̃, the error of the input after the synapse filter. Row T is 0.
   */
  tape: 'usize',
  /** Bytes of a block of the tape: `tapeBlockBytes` of the sample's steps. */
  tapeBlock: 'usize',
  /** Laid out like `tape`: the potential after reset of every step; 0 if it is not kept. */
  potentialTape: 'usize',
  /** [T][stride] PSC (of integrators: u) of every step, replaced by its future effect G; 0 if it is not kept. */
  pscTape: 'usize',
} as const;

/** One layer as one thread sees it: weights are shared, state is not. */
export const LAYER = new RecordLayout('Layer', { ...SHARED, ...RECURRENT, ...THREAD });
export type LayerFields = RecordValues<typeof LAYER>;
export type RecurrentFields = Pick<LayerFields, keyof typeof RECURRENT>;
/** The fields that are the same for all threads. */
export type SharedFields = Pick<LayerFields, keyof typeof SHARED> & Partial<RecurrentFields>;

/** Recurrent weights of a layer: how effective ones follow from trained ones, and back. */
export const RECURRENCE = new RecordLayout('Recurrence', {
  /** E. */
  edges: 'u32',
  /** [E] trained weights w, and the gradient for them. */
  weights: 'usize',
  gradient: 'usize',
  /** [E] coupling: W = gain · w + offset. */
  gain: 'usize',
  offset: 'usize',
  /** [E] float index of each edge among the chunks, and among the slices. */
  chunkSlots: 'usize',
  sliceSlots: 'usize',
  /** `Layer.chunkWeights` and `Layer.sliceWeights`. */
  chunkWeights: 'usize',
  sliceWeights: 'usize',
  /** [C][4] */
  chunkGradient: 'usize',
  /** [E] ∂E/∂W. */
  edgeGradient: 'usize',
});
export type RecurrenceFields = RecordValues<typeof RECURRENCE>;

/** The records that the inference runtime uses. */
export const RUNTIME_RECORDS = [CONSTANTS, LAYER];
