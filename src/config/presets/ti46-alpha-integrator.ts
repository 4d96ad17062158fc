/**
 * Spoken letters with output neurons that integrate: more accurate than `ti46-alpha-short` with half the neurons and steps
 * of 4 ms. Sharpness, learning rate and epochs were chosen on validation cuts of the training utterances.
 */
import type { ExperimentInput } from '../schema.ts';
import { ti46AlphaShort } from './ti46-alpha-short.ts';

const { data, network, search, training } = ti46AlphaShort;

// Potentials have another scale than postsynaptic currents.
const loss = { kind: 'cross-entropy', sharpness: 10 } as const;

export const ti46AlphaIntegrator = {
  ...ti46AlphaShort,
  data: { ...data, binMs: 4 },
  network: {
    ...network,
    layers: [{ kind: 'scml', neurons: 400 }],
    tauMembrane: 4,
    tauSynapse: 12,
    readout: 'integrator',
  },
  search: { ...search, weights: { ...search.weights, loss } },
  training: { ...training, learningRate: 2e-3, loss },
} satisfies { data: object } & Omit<ExperimentInput, 'data'>;
