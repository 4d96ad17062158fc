/** A search small enough to be killed at every step. */
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { SearchInput } from '../../src/search/search-input.ts';
import { DEFAULT_SEARCH, type SearchSettings } from '../../src/search/settings.ts';
import type { NetworkTemplate } from '../../src/search/template.ts';
import { CLASSES, INPUTS, NEURON, TRAINING, toySource } from '../training/toy.ts';

export const TEMPLATE: NetworkTemplate = {
  inputs: INPUTS,
  outputs: CLASSES,
  neuron: NEURON,
  hidden: [
    { kind: 'scml', neurons: 7 },
    { kind: 'dense', neurons: 3 },
    { kind: 'scml', neurons: 5 },
  ],
  motifSizes: [2, 3],
  boundary: 'open',
  lateral: true,
};

const { epochs: _, earlyStopping: __, ...WEIGHTS } = TRAINING;

export const SETTINGS: SearchSettings = {
  ...DEFAULT_SEARCH,
  sizeEpochs: 2,
  typeEpochs: 1,
  weights: { ...WEIGHTS, schedule: 'linear' },
  architecture: { ...DEFAULT_SEARCH.architecture, learningRate: 0.05 },
  plasticity: { ...DEFAULT_SEARCH.plasticity, window: 3, tauCalcium: 8, minimumRate: 0.02 },
  candidates: 3,
  retrain: { ...TRAINING, epochs: 1 },
};

export function searchInput(changes: Partial<SearchSettings> = {}): SearchInput {
  return {
    engine: referenceEngine,
    template: TEMPLATE,
    train: toySource(15, 1),
    validation: null,
    test: toySource(6, 3),
    settings: { ...SETTINGS, ...changes },
    seed: 11,
  };
}
