/** Fields of the records that kernels read, in the order of their classes in `assembly/`. */

/** `Layer` (layer.ts), all u32. */
export const LAYER_FIELDS = [
  'neurons',
  'width',
  'stride',
  'inputs',
  'weightBlocks',
  'chunkOffsets',
  'chunkTargets',
  'chunkWeights',
  'blockChunks',
  'blockOffsets',
  'chunkSources',
  'period',
  'motifStride',
  'sliceOffsets',
  'sliceShifts',
  'sliceWeights',
  'gain',
  'leak',
  'retention',
  'errorGain',
  'current',
  'potential',
  'psc',
  'drives',
  'potentialSpare',
  'spiked',
  'carry',
  'carrySpare',
  'effects',
  'errors',
  'errorsSpare',
  'errorsByPosition',
  'effectsByPosition',
  'spikeOffsets',
  'spikeNeurons',
  'spikePotentials',
  'spikeSteepness',
  'tape',
  'tapeBlock',
  'pscTape',
  'nextWeights',
] as const;
export type LayerRecord = Record<(typeof LAYER_FIELDS)[number], number>;

/** `Constants` (layer.ts), all f32. */
export const CONSTANT_FIELDS = ['decay', 'synapseGain', 'threshold', 'quietLevel'] as const;

/** `Network` (network.ts): addresses and counts (u32), then factors (f32). */
export const NETWORK_FIELDS = [
  'constants',
  'layers',
  'inputs',
  'layerRecords',
  'columns',
  'slots',
  'samples',
  'targets',
  'feedforwardWeights',
  'feedforwardGradients',
  'gradientBlocks',
  'recurrentGradients',
  'plasticity',
  'adapting',
  'adaptingCount',
  'first',
  'count',
  'final',
  'training',
  'driven',
  'crossEntropy',
] as const;
export type NetworkRecord = Record<(typeof NETWORK_FIELDS)[number], number>;
export const NETWORK_FACTORS = ['scale', 'sharpness', 'reference'] as const;

/** `Spikes` (network.ts), all u32. */
export const SPIKES_FIELDS = [
  'bySource',
  'times',
  'order',
  'spikeOffsets',
  'spikeNeurons',
  'spikePotentials',
  'spikeSteepness',
  'tape',
  'pscTape',
] as const;
export type SpikesRecord = Record<(typeof SPIKES_FIELDS)[number], number>;

/** `Sample` (network.ts), all u32. */
export const SAMPLE_FIELDS = [
  'steps',
  'label',
  'eventOffsets',
  'events',
  'stepOrder',
  'scores',
  'loss',
  'spikeCounts',
] as const;
export type SampleRecord = Record<(typeof SAMPLE_FIELDS)[number], number>;

/** `Share` (network.ts), all u32. */
export const SHARE_FIELDS = ['layer', 'block'] as const;

/** Kinds of jobs (crew.ts). */
export const JOBS = { run: 0, gather: 1, adapt: 2, adam: 3, pack: 4, drive: 5 } as const;

/**
 * `Crew` (crew.ts): three words that threads meet at, each with 64 bytes to itself, then the fields
 * that the host sets.
 */
export const CREW_HEADER_BYTES = 192;
export const CREW_FIELDS = [
  'kind',
  'tasks',
  'helpers',
  'stopped',
  'network',
  'shares',
  'weights',
  'gradient',
  'firstMoment',
  'secondMoment',
  'length',
  'portion',
  'factors',
] as const;

/** `AdamFactors` (adam.ts), all f32. */
export const ADAM_FIELDS = [
  'beta1',
  'beta2',
  'rate',
  'secondScale',
  'epsilon',
  'gradientScale',
  'kept',
] as const;

/** `Plasticity` (plasticity.ts): addresses (u32), then settings (f32). */
export const PLASTICITY_ADDRESSES = [
  'stride',
  'resistance',
  'tau',
  'calcium',
  'resistanceChange',
  'tauChange',
] as const;
export const PLASTICITY_SETTINGS = [
  'inverseTarget',
  'learningRate',
  'calciumDecay',
  'inverseTauCalcium',
  'minimumRate',
  'resistanceLow',
  'resistanceHigh',
  'tauLow',
  'tauHigh',
] as const;

/** Writes `values` in the order of `fields` into a record of 4-byte numbers. */
export function writeRecord<Field extends string>(
  view: Uint32Array | Float32Array,
  fields: readonly Field[],
  values: Readonly<Record<Field, number>>,
): void {
  fields.forEach((field, k) => {
    view[k] = values[field];
  });
}
