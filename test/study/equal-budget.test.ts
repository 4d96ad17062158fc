/** Methods on equal terms: whatever they change about the search, it spends what the settings of the study say. */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/config/schema.ts';
import { DEFAULT_SEARCH } from '../../src/search/settings.ts';
import { equalBudgetStages } from '../../src/study/equal-budget.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { passCounts } from '../../src/study/search-space.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { writeStudy } from './tiny-study.ts';

const root = temporaryFolder();
/** Of the tiny set: 6 of 8 utterances of 3 classes. */
const SAMPLES = 18;
const FITTED = ['hrmas-published', 'hrmas-sampled', 'hrmas-annealed', 'hrmas-perturbation'];
const RIVALS = [...FITTED, 'random-search', 'evolution'];

const BEST = {
  sizeEpochs: 12,
  typeEpochs: 6,
  order: 1,
  reduction: 2,
  relaxation: { kind: 'gumbel', temperature: [2, 0.5], warmUpEpochs: 2 },
  selection: { kind: 'perturbation', unit: 'row', draws: 1, samples: 6, fineTuneEpochs: 1 },
  finalists: { count: 4, fromPrior: 0, sharedEpochs: 8, inherit: true },
  keepWeights: true,
};

async function load(search: object, methods: unknown[] = ['hrmas', ...RIVALS]) {
  const { file, data } = writeStudy(root, {
    methods,
    settings: {
      network: { layers: [{ kind: 'scml', neurons: 12 }], motifSizes: [2, 4] },
      search: { plasticity: { window: 4 }, weights: { batchSize: 4 }, ...search },
      training: { epochs: 4 },
      engine: 'reference',
    },
  });
  const study = await loadStudy({
    path: file,
    dataPaths: new Map([['letters', join(data)]]),
    seeds: null,
  });
  return new Map(study.entries.map(({ method, task, config }) => [method, { task, config }]));
}

const spent = (entry: Parameters<typeof passCounts>[0]) => passCounts(entry, SAMPLES).search;

describe.each([
  ['the paper’s way', { sizeEpochs: 5, typeEpochs: 4 }],
  ['selection, finalists and warm-up', BEST],
])('with %s', (_, search) => {
  test('every rival spends what hrmas does, a fitted one less than an epoch more', async () => {
    const entries = await load(search);
    const budget = spent(entries.get('hrmas')!);
    for (const name of ['random-search', 'evolution']) {
      expect(spent(entries.get(name)!), name).toBe(budget);
    }
    for (const name of FITTED) {
      const { task, config } = entries.get(name)!;
      const { sizeEpochs, typeEpochs } = config.search;
      const longer = { ...config, search: { ...config.search, typeEpochs: typeEpochs + 1 } };
      const epoch = spent({ task, config: longer }) - spent({ task, config });
      const excess = spent({ task, config }) - budget;
      expect(excess, name).toBeGreaterThanOrEqual(0);
      expect(excess, name).toBeLessThan(epoch);
      // In the proportion of the settings, within rounding.
      const asked = entries.get('hrmas')!.config.search;
      expect(sizeEpochs / typeEpochs, name).toBeCloseTo(asked.sizeEpochs / asked.typeEpochs, 0);
    }
  });

  test('each is the published way with one thing added', async () => {
    const entries = await load(search);
    const of = (name: string) => entries.get(name)!.config.search;
    const plain = of('hrmas-published');
    expect(plain.relaxation).toEqual(DEFAULT_SEARCH.relaxation);
    expect(plain.selection.kind).toBe('argmax');
    expect(plain.finalists).toEqual(DEFAULT_SEARCH.finalists);
    expect(plain.keepWeights).toBe(false);
    const { sizeEpochs: _, typeEpochs: __, ...rest } = plain;
    const without = (name: string) => {
      const { sizeEpochs: ___, typeEpochs: ____, ...others } = of(name);
      return others;
    };
    const temperature = search === BEST ? [2, 0.5] : [1, 0.1];
    expect(without('hrmas-sampled')).toEqual({
      ...rest,
      relaxation: { ...rest.relaxation, kind: 'gumbel', temperature },
    });
    expect(without('hrmas-annealed')).toEqual({
      ...rest,
      relaxation: { ...rest.relaxation, temperature },
    });
    expect(without('hrmas-perturbation')).toEqual({
      ...rest,
      selection: { ...rest.selection, kind: 'perturbation' },
    });
  });
});

test('a method’s own settings do not change what it may spend', async () => {
  const own = { search: { sizeEpochs: 40, selection: { samples: 2 } } };
  const entries = await load(BEST, [
    'hrmas',
    { name: 'mine', base: 'hrmas-perturbation', settings: own },
  ]);
  const budget = spent(entries.get('hrmas')!);
  const mine = entries.get('mine')!;
  expect(mine.config.search.selection.samples).toBe(2);
  expect(spent(mine)).toBeGreaterThanOrEqual(budget);
  expect(spent(mine)).toBeLessThan(1.2 * budget);
});

test('a method that costs more than there is is refused', async () => {
  const search = {
    sizeEpochs: 1,
    typeEpochs: 1,
    selection: { unit: 'connection', samples: 9, fineTuneEpochs: 20 },
  };
  await expect(load(search)).rejects.toMatchObject({
    kind: 'usage',
    where: expect.stringMatching(/^methods\[4\], from /),
  });
});

test('the budget of the same settings is met with the same epochs', async () => {
  const { config } = (await load({ sizeEpochs: 5, typeEpochs: 4 })).get('hrmas')!;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 2, max: 400 }),
      (sizeEpochs, typeEpochs, samples) => {
        const same: ExperimentConfig = {
          ...config,
          search: { ...config.search, sizeEpochs, typeEpochs },
        };
        expect(equalBudgetStages(same, same, samples, 'here')).toEqual({ sizeEpochs, typeEpochs });
      },
    ),
    { numRuns: 40 },
  );
});
