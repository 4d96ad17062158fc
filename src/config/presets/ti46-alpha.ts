/**
 * Spoken letters with the paper's sizes. Hours of computing.
 */
import type { ExperimentInput } from '../schema.ts';
import { paperExperiment } from './paper.ts';

export const ti46Alpha = {
  data: {
    source: 'spike-npz',
    name: 'ti46-alpha',
    binMs: 1,
    inputs: 78,
    classes: 26,
    testUtterances: [7, 8],
  },
  ...paperExperiment({
    neurons: 800,
    motifSizes: [5, 10, 16, 25, 40],
    learningRate: 5e-4,
    batchSize: 50,
  }),
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
