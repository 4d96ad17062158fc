/**
 * N-MNIST with the paper's sizes. Days of computing for all 60,000 digits.
 */
import type { ExperimentInput } from '../schema.ts';
import { paperExperiment } from './paper.ts';

export const nmnist = {
  data: { source: 'recordings', format: 'atis-folder', binMs: 1 },
  ...paperExperiment({
    neurons: 512,
    motifSizes: [2, 4, 8, 16, 32],
    learningRate: 5e-4,
    batchSize: 50,
  }),
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
