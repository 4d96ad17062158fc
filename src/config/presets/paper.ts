/**
 * What the paper's four experiments share (Zhang, Geng and Li, 2024, section 3.1): one SC-ML layer, 150
 * + 150 + 400 epochs of 1 ms steps, second order, five seeds.
 */
import type { ExperimentInput } from '../schema.ts';

export interface PaperSizes {
  readonly neurons: number;
  readonly motifSizes: number[];
  readonly learningRate: number;
  readonly batchSize: number;
}

export function paperExperiment({ neurons, motifSizes, learningRate, batchSize }: PaperSizes) {
  // Over hundreds of steps the errors of a recurrent layer can grow without bound: the gradient is
  // clipped as in the group's published code.
  const weights = { learningRate, batchSize, clipGradientNorm: 1 };
  return {
    network: {
      layers: [{ kind: 'scml', neurons }],
      motifSizes,
      tauMembrane: 16,
      tauSynapse: 8,
      threshold: 1,
    },
    search: { sizeEpochs: 150, typeEpochs: 150, order: 2, weights },
    training: { ...weights, epochs: 400 },
    compare: ['random'],
    seeds: [1, 2, 3, 4, 5],
  } satisfies Omit<ExperimentInput, 'data'>;
}
