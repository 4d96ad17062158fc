/**
 * Spoken letters in well under an hour: steps of 2 ms, fewer epochs, one seed. Loss, time constants,
 * threshold, batch, augmentation and the settings of the search were chosen on validation cuts of
 * the training utterances.
 */
import type { ExperimentInput } from '../schema.ts';

// Small batches: what counts here is the number of updates.
const weights = {
  batchSize: 20,
  learningRate: 1e-3,
  loss: { kind: 'cross-entropy' },
} as const;

export const ti46AlphaShort = {
  data: {
    source: 'spike-npz',
    name: 'ti46-alpha',
    binMs: 2,
    inputs: 78,
    classes: 26,
    testUtterances: [7, 8],
  },
  network: {
    layers: [{ kind: 'scml', neurons: 800 }],
    motifSizes: [2, 4, 8, 16],
    tauMembrane: 8,
    tauSynapse: 24,
    threshold: 0.5,
  },
  search: {
    sizeEpochs: 8,
    typeEpochs: 8,
    // The second order's finite difference grows without bound here: its two ends lie on different
    // sides of many spikes.
    order: 1,
    weights: { ...weights, augmentation: { stretch: 0.1, eventDrop: 0.1 } },
    // With so few iterations, decay would pull the logits to 0 faster than the gradient moves them.
    architecture: { learningRate: 5e-3, weightDecay: 0 },
    initialTypeLogits: { exc: 0.5, inh: -0.5, none: 1 },
    plasticity: { window: 20, learningRate: 2e-3, targetRate: 0.1, bounds: [0.5, 2] },
  },
  training: {
    ...weights,
    epochs: 80,
    schedule: 'linear',
    augmentation: { stretch: 0.2, channelShift: 1, eventDrop: 0.1 },
  },
  seeds: [1],
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
