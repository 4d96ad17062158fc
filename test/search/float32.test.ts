/** The float32 engine keeps its state in memory that may move: snapshots must hold all of it. */
import { expect, it } from 'vitest';
import { NO_AUGMENTATION } from '../../src/data/events/augment.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { SETTINGS, searchInput } from './toy.ts';

const wasmEngine = createWasmEngine();
const AUGMENTATION = { ...NO_AUGMENTATION, stretch: 0.3, channelShift: 1, eventDrop: 0.2 };
const LOSS = { kind: 'cross-entropy', sharpness: 10, reference: 0.25 } as const;
const CROSS_ENTROPY = {
  weights: { ...SETTINGS.weights, loss: LOSS },
  retrain: { ...SETTINGS.retrain, loss: LOSS },
};
const VARIANTS: readonly [string, Partial<SearchSettings>][] = [
  ['hrmas, window', {}],
  ['hrmas, online', { plasticity: { ...SETTINGS.plasticity, mode: 'online' } }],
  ['random', { strategy: 'random' }],
  [
    'evolution, inherited weights',
    {
      strategy: 'evolution',
      candidates: 5,
      evolution: { ...SETTINGS.evolution, population: 2, inherit: true },
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: true, rank: false },
    },
  ],
  [
    'augmented samples',
    {
      weights: { ...SETTINGS.weights, augmentation: AUGMENTATION },
      retrain: { ...SETTINGS.retrain, augmentation: AUGMENTATION },
    },
  ],
  ['hrmas, cross-entropy', CROSS_ENTROPY],
  ['random, cross-entropy', { strategy: 'random', ...CROSS_ENTROPY }],
];

it.each(VARIANTS)('%s: goes on with the same bits after a kill before any step', async (_, set) => {
  const input = { ...searchInput(set), engine: wasmEngine };
  const { job } = await expectSameWhenKilled(input);
  expect(job.snapshot().tensors['retrain/weights']!.data).toBeInstanceOf(Float32Array);
});
