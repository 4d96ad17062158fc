/** A first look: real digits, a simulated event camera, two seeds, a few minutes on two cores. */
import type { ExperimentInput } from '../config/schema.ts';

export const demo: ExperimentInput = {
  data: {
    source: 'mnist-saccade',
    binMs: 5,
    trainSamples: 600,
    testSamples: 300,
  },
  network: {
    layers: [{ kind: 'scml', neurons: 128 }],
    motifSizes: [2, 4, 8, 16],
    tauMembrane: 16,
    tauSynapse: 8,
  },
  search: {
    sizeEpochs: 2,
    typeEpochs: 2,
    weights: { learningRate: 1e-3 },
    architecture: { learningRate: 1e-2 },
  },
  training: { epochs: 6, learningRate: 1e-3 },
  compare: ['random'],
  seeds: [1, 2],
};
