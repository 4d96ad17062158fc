/** What threads work on: a network, the samples of a batch, and the pool that divides the work. */
import { RecordLayout, type RecordValues } from '../record-layout.ts';
import { ADAM } from './updates.ts';

/** What all threads share. */
export const NETWORK = new RecordLayout('Network', {
  /** [L] Constants records. */
  constants: 'usize',
  /** L, the output layer included. */
  layers: 'u32',
  inputs: 'u32',
  /** [threads][L] Layer records. */
  layerRecords: 'usize',
  /** [threads] addresses of scratch [longest T + 1][16]. */
  columns: 'usize',
  /** [slots][L + 1] Spikes records: the input's, then each layer's. */
  slots: 'usize',
  /** [B] Sample records. */
  samples: 'usize',
  /** [longest T] PSC of a neuron that always fires. */
  targets: 'usize',
  /** [L] addresses of the feedforward weights and of their gradients, [inputs][N]. */
  feedforwardWeights: 'usize',
  feedforwardGradients: 'usize',
  /** [L] addresses of the same gradients in blocks [⌈N/16⌉][inputs][16]. */
  gradientBlocks: 'usize',
  /** [L] addresses of the chunk gradients; 0 where there is no recurrence. */
  recurrentGradients: 'usize',
  /** [L] addresses of [width] Σ_t D[t]/τs · u'[t − 1] of each neuron, summed over the batch. */
  neuronSums: 'usize',
  /** [L] addresses of [width] Σ_t D̃[t] likewise, in a network with a bias. */
  biasSums: 'usize',
  /** 1 if gradients of feedforward weights are wanted. */
  feedforward: 'u32',
  /** 1 if `neuronSums` are wanted; `feedforward` is 1 then. */
  neurons: 'u32',
  /** [slots][adapting layers] Plasticity records. */
  plasticity: 'usize',
  /** [adapting layers] their numbers. */
  adapting: 'usize',
  adaptingCount: 'u32',
  /** Steps that their neurons rest after a spike. */
  refractory: 'u32',
  /** Samples of the present group: first … first + count − 1, sample first + k in slot k. */
  first: 'u32',
  count: 'u32',
  /** 1 if this is the last group of the batch. */
  final: 'u32',
  training: 'u32',
  /** 1 if the tapes already hold the first layer's feedforward input. */
  driven: 'u32',
  /** A `LossKind`. */
  loss: 'u32',
  /** 1 over the batch size. */
  scale: 'f32',
  /** Of the cross-entropy: factor from mean PSCs to logits, and mean PSC of the rival. */
  sharpness: 'f32',
  reference: 'f32',
  /** 1 if the backward pass is that of STBP, 0 if it is TSSL-BP. */
  stbp: 'u32',
  /** Of STBP: half the width of the surrogate, and its height 1/(2 · halfWidth). */
  halfWidth: 'f32',
  slope: 'f32',
});

/** A slot's memory for the spikes of the input or of one layer. */
export const SPIKES = new RecordLayout('Spikes', {
  /** [n + 1] and [spikes]: the spikes sorted by source (training). */
  bySource: 'usize',
  times: 'usize',
  /** [n] sources by falling number of spikes, and scratch [T + 2]. */
  order: 'usize',
  // As in Layer; 0 for the input.
  spikeOffsets: 'usize',
  spikeNeurons: 'usize',
  spikePotentials: 'usize',
  spikeSteepness: 'usize',
  tape: 'usize',
  /** 0 until a pass needs it. */
  potentialTape: 'usize',
  pscTape: 'usize',
});
export type SpikesFields = RecordValues<typeof SPIKES>;

/** A sample of the batch, and where its results go. */
export const SAMPLE = new RecordLayout('Sample', {
  steps: 'u32',
  label: 'u32',
  /** Of its class: a factor of its gradient. */
  weight: 'f32',
  /** [T + 1] */
  eventOffsets: 'usize',
  events: 'usize',
  /** [T] steps by falling number of events. */
  stepOrder: 'usize',
  /** [classes] f64 */
  scores: 'usize',
  /** f64 */
  loss: 'usize',
  /** [L] u32 */
  spikeCounts: 'usize',
});
export type SampleFields = RecordValues<typeof SAMPLE>;

/** A share of the work on weights: a block of 16 target neurons of a layer. */
export const SHARE = new RecordLayout('Share', { layer: 'u32', block: 'u32' });
export type ShareFields = RecordValues<typeof SHARE>;

/** The threads' meeting point. */
export const WORKER_POOL = new RecordLayout('WorkerPool', {
  /** Addresses of three words that threads meet at, in a cache line each: the number of jobs so far… */
  generation: 'usize',
  /** …the next task of the present job… */
  next: 'usize',
  /** …and how many workers have finished it. */
  done: 'usize',
  /** A `Job`. */
  job: 'u32',
  tasks: 'u32',
  /** Threads other than the host's. */
  workers: 'u32',
  stopped: 'u32',
  network: NETWORK,
  /** [shares] Share records. */
  shares: 'usize',
  adam: ADAM,
});
