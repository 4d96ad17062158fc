/**
 * Spoken letters as the paper has them (Zhang, Geng and Li, 2024, section 3.1): 800 neurons, five
 * motif sizes, 150 + 150 + 400 epochs, five seeds, steps of 1 ms. Hours of computing.
 */
import type { ExperimentInput } from '../config/schema.ts';

// Over 500 steps the errors of a recurrent layer can grow without bound: the gradient is clipped as in
// the group's published code.
const weights = { learningRate: 5e-4, batchSize: 50, clipGradientNorm: 1 };

export const ti46Alpha = {
  data: {
    source: 'spike-npz',
    name: 'ti46-alpha',
    binMs: 1,
    inputs: 78,
    classes: 26,
    testUtterances: [7, 8],
  },
  network: {
    layers: [{ kind: 'scml', neurons: 800 }],
    motifSizes: [5, 10, 16, 25, 40],
    tauMembrane: 16,
    tauSynapse: 8,
    threshold: 1,
  },
  search: {
    sizeEpochs: 150,
    typeEpochs: 150,
    order: 2,
    weights,
  },
  training: { ...weights, epochs: 400 },
  compare: ['random'],
  seeds: [1, 2, 3, 4, 5],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
