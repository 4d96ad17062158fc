/**
 * DVS-Gesture with the paper's sizes, pooled 4 × 4 ("P4"). Days of computing.
 */
import type { ExperimentInput } from '../schema.ts';
import { paperExperiment } from './paper.ts';

export const dvsGesture = {
  data: { source: 'recordings', format: 'dvs-gesture', binMs: 1, pool: 4 },
  ...paperExperiment({
    neurons: 512,
    motifSizes: [2, 4, 8, 16, 32],
    learningRate: 1e-4,
    batchSize: 20,
  }),
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
