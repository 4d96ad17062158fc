/** Anytime curves: each measurement stands where its search had spent as much. */
import { describe, expect, test } from 'vitest';
import { searchBudget } from '../../src/search/budget.ts';
import { anytimeCurve, reachedBy } from '../../src/study/anytime-results.ts';
import type { CellFacts, ComparedTrial } from '../../src/study/cell-facts.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import type { StudyEntry } from '../../src/study/study-record.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { tinyStudy, writeStudy } from './tiny-study.ts';

const root = temporaryFolder();
/** Halves of 9 samples; batches of 4. */
const SAMPLES = 18;

async function entries(search: object): Promise<ReadonlyMap<string, StudyEntry>> {
  const settings = tinyStudy().settings as { search: object };
  const { file, data } = writeStudy(root, {
    methods: ['hrmas', 'random-search', 'evolution', 'dense'],
    settings: { ...settings, search: { ...settings.search, ...search } },
  });
  const dataPaths = new Map([['letters', data]]);
  const study = await loadStudy({ path: file, dataPaths, seeds: null });
  return new Map(study.entries.map((entry) => [entry.method, entry]));
}

const epoch = (stage: string, number: number, accuracy: number) => ({
  ...{ stage, epoch: number, validationLoss: 0, validationAccuracy: accuracy },
});
const trial = (candidate: number, updates: number, accuracy: number, stage = 'candidates') =>
  ({ stage, candidate, updates, validationAccuracy: accuracy }) as ComparedTrial;

const facts = (changes: object): CellFacts =>
  ({
    data: { trainSamples: SAMPLES },
    summary: { cuts: [] },
    epochs: [],
    trials: [],
    ...changes,
  }) as unknown as CellFacts;

const budgetOf = ({ config }: StudyEntry) =>
  searchBudget(
    { ...config.search, retrain: config.training },
    { ...config.network, hidden: config.network.layers },
    { train: 9, valid: 9 },
  );

describe('a gradient search', () => {
  test('has a supernet until the last cut, and a network then, at the end of its budget', async () => {
    const entry = (await entries({})).get('hrmas')!;
    const reached = reachedBy(
      entry,
      facts({
        epochs: [epoch('size', 1, 0.3), epoch('size', 2, 0.4), epoch('types', 2, 0.6)],
        summary: { cuts: [{ stage: 'types', after: { accuracy: 0.2 } }] },
      }),
    );
    const budget = budgetOf(entry);
    // Two stages of two epochs each: a quarter an epoch.
    expect(reached).toEqual([
      { passes: expect.closeTo(budget / 4, 6), accuracy: 0.3, relaxed: true },
      { passes: expect.closeTo(budget / 2, 6), accuracy: 0.4, relaxed: true },
      { passes: expect.closeTo(budget, 6), accuracy: 0.6, relaxed: true },
      { passes: expect.closeTo(budget, 6), accuracy: 0.2, relaxed: false },
    ]);
  });

  test('pays for the selection, and finalists come after it', async () => {
    const search = {
      selection: { kind: 'perturbation', samples: 3, draws: 0, fineTuneEpochs: 1 },
      finalists: { count: 2, sharedEpochs: 4 },
    };
    const entry = (await entries(search)).get('hrmas')!;
    const cut = { stage: 'types', after: { accuracy: 0.5 } };
    // Two finalists of two epochs of 9 samples in 3 batches.
    const trials = [trial(1, 6, 0.7, 'finalists'), trial(2, 6, 0.6, 'finalists')];
    const reached = reachedBy(entry, facts({ summary: { cuts: [cut] }, trials }));
    const budget = budgetOf(entry);
    expect(reached.map(({ passes }) => passes)).toEqual(
      [36, 18, 0].map((left) => expect.closeTo(budget - left, 6)),
    );
  });
});

describe('trials', () => {
  test('of later rounds cost what they add', async () => {
    const entry = (await entries({})).get('random-search')!;
    const trials = [trial(1, 3, 0.4), trial(2, 3, 0.5), trial(2, 6, 0.6)];
    expect(reachedBy(entry, facts({ trials })).map(({ passes }) => passes)).toEqual([9, 18, 27]);
  });

  test('of finalists that start afresh cost all of it', async () => {
    const trials = [trial(1, 3, 0.4), trial(1, 3, 0.5, 'finalists')];
    const cost = async (inherit: boolean) => {
      const search = { evolution: { population: 2 }, finalists: { count: 2, inherit } };
      const entry = (await entries(search)).get('evolution')!;
      return reachedBy(entry, facts({ trials })).at(-1)!.passes;
    };
    expect(await cost(false)).toBe(18);
    expect(await cost(true)).toBe(9);
  });
});

describe('a curve', () => {
  const method = { name: 'random-search', label: 'random search', base: 'random-search' } as const;

  test('is the best so far, mean over the seeds, where all have something', async () => {
    const entry = (await entries({})).get('random-search')!;
    const one = facts({ trials: [trial(1, 3, 0.4), trial(2, 3, 0.2), trial(3, 3, 0.8)] });
    const other = facts({ trials: [trial(1, 6, 0.6)] });
    const curve = anytimeCurve(method, entry, [one, other])!;
    const end = budgetOf(entry);
    expect(curve.points).toHaveLength(25);
    expect(curve.points.at(-1)!.passes).toBeCloseTo(end, 6);
    for (const { passes, network, supernet } of curve.points) {
      expect(supernet).toBeNull();
      const best = passes < 18 ? null : passes < 27 ? 0.5 : 0.7;
      if (best === null) expect(network).toBeNull();
      else expect(network!.mean).toBeCloseTo(best, 12);
    }
  });

  test('is that of a search that has finished a run', async () => {
    const all = await entries({});
    expect(anytimeCurve(method, all.get('random-search')!, [])).toBeNull();
    expect(anytimeCurve({ ...method, base: 'dense' }, all.get('dense')!, [facts({})])).toBeNull();
  });
});
