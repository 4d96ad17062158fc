/**
 * N-TIDIGITS, single digits, as the paper has it (Zhang, Geng and Li, 2024, section 3.1): 400
 * neurons, five motif sizes, 150 + 150 + 400 epochs, five seeds, steps of 1 ms. Hours of computing.
 */
import type { ExperimentInput } from '../config/schema.ts';

export const nTidigits = {
  data: { source: 'recordings', format: 'n-tidigits', binMs: 1 },
  network: {
    layers: [{ kind: 'scml', neurons: 400 }],
    motifSizes: [5, 10, 16, 25, 40],
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
