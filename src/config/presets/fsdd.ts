/**
 * Spoken digits from sound: FSDD through Lyon's ear, steps of 4 ms, one seed, its authors' test set
 * (takes 0 to 4). Under half an hour.
 */
import type { ExperimentInput } from '../schema.ts';

// Small batches: what counts here is the number of updates.
const weights = {
  batchSize: 10,
  learningRate: 1e-3,
  augmentation: { stretch: 0.1, eventDrop: 0.1 },
};

export const fsdd = {
  data: { source: 'recordings', format: 'fsdd', binMs: 4, ear: { gain: 1200 } },
  network: {
    layers: [{ kind: 'scml', neurons: 400 }],
    motifSizes: [2, 4, 8, 16],
    tauMembrane: 64,
    tauSynapse: 24,
    threshold: 0.5,
  },
  search: {
    sizeEpochs: 4,
    typeEpochs: 4,
    order: 1,
    weights: { ...weights, batchSize: 20 },
    architecture: { learningRate: 5e-3, weightDecay: 0 },
    initialTypeLogits: { exc: 0.5, inh: -0.5, none: 1 },
    plasticity: { window: 20, learningRate: 2e-3, targetRate: 0.1, bounds: [0.5, 2] },
  },
  training: { ...weights, epochs: 60, schedule: 'linear' },
  seeds: [1],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
