/** Spoken letters in well under an hour: half the neurons, steps of 4 ms, one seed. */
import type { ExperimentInput } from '../config/schema.ts';

export const ti46AlphaShort = {
  data: {
    source: 'spike-npz',
    name: 'ti46-alpha',
    binMs: 4,
    inputs: 78,
    classes: 26,
    testUtterances: [7, 8],
  },
  network: {
    layers: [{ kind: 'scml', neurons: 400 }],
    motifSizes: [4, 8, 16, 32],
    tauMembrane: 32,
    tauSynapse: 16,
    threshold: 1,
  },
  search: {
    sizeEpochs: 10,
    typeEpochs: 10,
    weights: { learningRate: 1e-3, batchSize: 50 },
    architecture: { learningRate: 3e-3 },
  },
  training: { epochs: 60, learningRate: 1e-3, batchSize: 50 },
  seeds: [1],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
