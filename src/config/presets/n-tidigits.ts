/**
 * N-TIDIGITS, single digits, with the paper's sizes. Hours of computing.
 */
import type { ExperimentInput } from '../schema.ts';
import { paperExperiment } from './paper.ts';

export const nTidigits = {
  data: { source: 'recordings', format: 'n-tidigits', binMs: 1 },
  ...paperExperiment({
    neurons: 400,
    motifSizes: [5, 10, 16, 25, 40],
    learningRate: 5e-4,
    batchSize: 50,
  }),
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
