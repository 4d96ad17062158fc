/**
 * N-MNIST as the paper has it (Zhang, Geng and Li, 2024, section 3.1): 512 neurons, five motif sizes,
 * 150 + 150 + 400 epochs, five seeds, steps of 1 ms. Days of computing for all 60,000 digits.
 */
import type { ExperimentInput } from '../config/schema.ts';

export const nmnist = {
  data: { source: 'recordings', format: 'atis-folder', binMs: 1 },
  network: {
    layers: [{ kind: 'scml', neurons: 512 }],
    motifSizes: [2, 4, 8, 16, 32],
    tauMembrane: 16,
    tauSynapse: 8,
    threshold: 1,
  },
  search: {
    sizeEpochs: 150,
    typeEpochs: 150,
    order: 2,
    weights: { learningRate: 5e-4, batchSize: 50 },
  },
  training: { epochs: 400, learningRate: 5e-4, batchSize: 50 },
  compare: ['random'],
  seeds: [1, 2, 3, 4, 5],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
