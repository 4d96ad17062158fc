/**
 * Spiking Heidelberg Digits: not in the paper, so with the settings that serve spoken letters: 256
 * neurons, steps of 4 ms, one seed. Five channels share an input, as is usual for this set.
 */
import type { ExperimentInput } from '../schema.ts';

const weights = {
  batchSize: 50,
  learningRate: 1e-3,
  augmentation: { stretch: 0.1, channelShift: 4, eventDrop: 0.1 },
};

export const shd = {
  data: { source: 'recordings', format: 'shd', binMs: 4, pool: 5 },
  network: {
    layers: [{ kind: 'scml', neurons: 256 }],
    motifSizes: [2, 4, 8, 16, 32],
    tauMembrane: 64,
    tauSynapse: 24,
    threshold: 0.5,
  },
  search: {
    sizeEpochs: 8,
    typeEpochs: 8,
    order: 1,
    weights,
    architecture: { learningRate: 5e-3, weightDecay: 0 },
    initialTypeLogits: { exc: 0.5, inh: -0.5, none: 1 },
    plasticity: { window: 50, learningRate: 2e-3, targetRate: 0.1, bounds: [0.5, 2] },
  },
  training: { ...weights, epochs: 80, schedule: 'linear' },
  seeds: [1],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
