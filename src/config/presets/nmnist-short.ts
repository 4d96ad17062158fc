/**
 * N-MNIST in minutes, for any part of it: steps of 5 ms, few epochs, one seed, and a stratified fifth
 * of the recordings held out as the test.
 */
import type { ExperimentInput } from '../schema.ts';

// Small batches: what counts here is the number of updates.
const weights = {
  batchSize: 10,
  learningRate: 1e-3,
  augmentation: { eventDrop: 0.2, channelShift: 1, rotation: 10, zoom: 0.1 },
};

export const nmnistShort = {
  data: {
    source: 'recordings',
    format: 'atis-folder',
    binMs: 5,
    pool: 2,
    split: { by: 'stratified', testFraction: 0.2 },
  },
  network: {
    layers: [{ kind: 'scml', neurons: 400 }],
    motifSizes: [2, 4, 8, 16],
    tauMembrane: 16,
    tauSynapse: 16,
    threshold: 0.5,
  },
  search: {
    sizeEpochs: 8,
    typeEpochs: 8,
    order: 1,
    weights: { ...weights, batchSize: 20 },
    architecture: { learningRate: 1e-2, weightDecay: 0 },
    initialTypeLogits: { exc: 0.5, inh: -0.5, none: 1 },
    plasticity: { window: 20, learningRate: 1e-2, targetRate: 0.1, bounds: [0.5, 2] },
  },
  training: { ...weights, epochs: 240, schedule: 'linear' },
  seeds: [1],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
