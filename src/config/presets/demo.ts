/** A first look: real digits, a simulated event camera, two seeds, two minutes on two cores. */
import type { ExperimentInput } from '../schema.ts';

const weights = {
  batchSize: 20,
  learningRate: 1e-3,
  augmentation: { eventDrop: 0.2 },
};

export const demo: ExperimentInput = {
  data: {
    source: 'mnist-saccade',
    binMs: 5,
    trainSamples: 4000,
    testSamples: 1000,
  },
  network: {
    layers: [{ kind: 'scml', neurons: 128 }],
    motifSizes: [2, 4, 8, 16],
    tauMembrane: 16,
    tauSynapse: 8,
    threshold: 0.5,
  },
  search: {
    sizeEpochs: 3,
    typeEpochs: 3,
    weights,
    architecture: { learningRate: 1e-2, weightDecay: 0 },
    initialTypeLogits: { exc: 0.5, inh: -0.5, none: 1 },
    plasticity: { window: 20, learningRate: 1e-2, targetRate: 0.1, bounds: [0.5, 2] },
  },
  training: { ...weights, epochs: 10, schedule: 'linear' },
  compare: ['random'],
  seeds: [1, 2],
};
