/** Study files: what they come to, and what a person is told about a wrong one. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { MotifsmithError } from '../../src/core/errors.ts';
import { ensureFolder } from '../../src/files/folders.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { BUILT_IN_METHODS } from '../../src/study/methods.ts';
import { orderedCells, roughCost } from '../../src/study/order.ts';
import { readStudyRecord, writeStudyRecord } from '../../src/study/read-study.ts';
import { searchSpace } from '../../src/study/search-space.ts';
import { cellConfig, cellFolder } from '../../src/study/study-record.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { tinyStudy, writeStudy } from './tiny-study.ts';

const root = temporaryFolder();
const dataPaths = new Map([['letters', join(root, 'tiny.npz')]]);

async function load(changes: Record<string, unknown> = {}, seeds: number[] | null = null) {
  const { file } = writeStudy(root, changes);
  return loadStudy({ path: file, dataPaths, seeds });
}

async function problem(changes: Record<string, unknown>): Promise<string> {
  const error = await load(changes).catch((caught: unknown) => caught);
  if (!(error instanceof MotifsmithError)) throw new Error(`no MotifsmithError: ${String(error)}`);
  expect(error.kind).toBe('usage');
  return `${error.message} | ${error.where} | ${error.remedy}`;
}

describe('a study file', () => {
  test('has no more runs than anybody can want', async () => {
    const seeds = Array.from({ length: 100_000 }, (_, k) => k);
    await expect(load({}, seeds)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^The study has \d+00000 runs \(methods .*, over 10000\.$/),
      remedy: expect.stringMatching(/MOTIFSMITH_LIMITS to runs=/),
    });
  });

  test('becomes every cell with every setting', async () => {
    const settings = tinyStudy().settings as { search: object };
    const search = { ...settings.search, sizeEpochs: 20, typeEpochs: 20 };
    const study = await load({
      methods: [...BUILT_IN_METHODS],
      reference: 'dense',
      settings: { ...settings, search },
    });
    expect(study.entries.map(({ method }) => method)).toEqual(BUILT_IN_METHODS);
    const config = (name: string) => study.entries.find(({ method }) => method === name)!.config;
    const shared = config('hrmas');
    expect(study.entries.map((entry) => entry.config.training)).toEqual(
      BUILT_IN_METHODS.map(() => shared.training),
    );
    expect(study.entries.map((entry) => entry.config.data)).toEqual(
      BUILT_IN_METHODS.map(() => shared.data),
    );
    expect(config('hrmas-no-ip').search.plasticity.mode).toBe('off');
    expect(config('hrmas-no-lateral').network.lateral).toBe(false);
    expect(config('hrmas-no-motifs').network).toMatchObject({ motifSizes: [12], lateral: false });
    expect(config('random-search').search.strategy).toBe('random');
    expect(config('hrmas-large').network.layers).toEqual([{ kind: 'scml', neurons: 24 }]);
    expect(study.reference).toBe('dense');
  });

  test('lays settings from the general to the special, what a method is last', async () => {
    const study = await load({
      datasets: {
        letters: {
          settings: {
            data: { source: 'spike-npz', name: 'tiny' },
            training: { epochs: 6, batchSize: 3 },
          },
        },
      },
      methods: [
        'hrmas',
        {
          name: 'longer',
          label: 'Longer',
          base: 'hrmas-no-ip',
          settings: { training: { epochs: 9 }, search: { plasticity: { mode: 'online' } } },
        },
      ],
    });
    const [plain, longer] = study.entries.map(({ config }) => config);
    expect([plain!.training.epochs, plain!.training.batchSize]).toEqual([6, 3]);
    expect([longer!.training.epochs, longer!.search.plasticity.mode]).toEqual([9, 'off']);
    expect(study.methods[1]).toEqual({ name: 'longer', label: 'Longer', base: 'hrmas-no-ip' });
  });

  test('may restrict a method to data sets and seeds', async () => {
    const methods = ['dense', { name: 'few', base: 'hrmas', seeds: [2] }];
    const study = await load({ methods });
    expect(study.entries.map(({ seeds }) => seeds)).toEqual([[1, 2], [2]]);
    const narrowed = await load({ methods }, [1]);
    expect(narrowed.entries.map(({ seeds }) => seeds)).toEqual([[1], []]);
  });

  test('does every fold of data that are divided into folds, with every seed', async () => {
    const split = { by: 'folds', folds: 3, seed: 5 };
    const data = { source: 'recordings', format: 'spike-npz', split };
    const datasets = { letters: { settings: { data } } };
    const study = await load({ datasets, methods: ['dense'] });
    expect(study.entries[0]!.folds).toEqual([1, 2, 3]);
    const cells = orderedCells(study);
    expect(cells.map(({ seed, fold }) => [seed, fold])).toEqual([
      ...[1, 2, 3].map((fold) => [1, fold]),
      ...[1, 2, 3].map((fold) => [2, fold]),
    ]);
    expect(cellFolder(cells[4]!)).toBe('runs/letters/dense/seed-2-fold-2');
    expect(cellConfig(study.entries[0]!, cells[4]!)).toMatchObject({
      seeds: [2],
      data: { split: { ...split, fold: 2 } },
    });
    const folder = join(root, 'folds');
    await ensureFolder(folder);
    await writeStudyRecord(folder, study);
    expect(await readStudyRecord(folder)).toEqual(study);
    const fixed = { data: { ...data, split: { ...split, fold: 2 } } };
    expect(await problem({ datasets: { letters: { settings: fixed } } })).toMatch(
      /every fold.*letters\.settings\.data\.split\.fold.*Leave it out/,
    );
  });

  test('comes back from study.json as it was, with absolute paths', async () => {
    const tuning = { settings: 24, cpuHours: 6, judgedOn: 'a cut' };
    expect((await load()).tuning).toBeNull();
    const study = await load({ tuning });
    expect(study.tuning).toEqual(tuning);
    await writeStudyRecord(root, study);
    expect(await readStudyRecord(root)).toEqual(study);
    const { data } = study.entries[0]!.config;
    expect('path' in data && isAbsolute(data.path)).toBe(true);
  });

  test('what a system with a liquid takes follows from its own settings', async () => {
    const costs = async (baselines: object, epochs = 5) => {
      const settings = { ...(tinyStudy().settings as object), baselines, training: { epochs } };
      const study = await load({ settings, methods: ['lsm', 'hrsnn', 'elsm', 'stbp'] });
      return study.entries.map(roughCost);
    };
    const [lsm, hrsnn, elsm, stbp] = (await costs({})) as [number, number, number, number];
    expect(await costs({}, 50)).toEqual([lsm, hrsnn, elsm, expect.closeTo(10 * stbp, 6)]);
    const more = {
      hrsnn: { trials: 100 },
      elsm: { generations: 100 },
      stbp: { setting: 'published' },
    };
    const [same, longer, later, published] = await costs(more);
    expect(same).toBe(lsm);
    expect(longer! / hrsnn).toBeCloseTo(2, 0);
    expect(later! / elsm).toBeCloseTo(2, 0);
    expect(published! / stbp).toBeCloseTo(100 / 5, 6);
    const spikeTrains = async (stRsbp: object) => {
      const settings = { ...(tinyStudy().settings as object), baselines: { 'st-rsbp': stRsbp } };
      return roughCost((await load({ settings, methods: ['st-rsbp'] })).entries[0]!);
    };
    const whole = await spikeTrains({ before: [400], shape: [5, 5, 16], after: [400] });
    const column = await spikeTrains({ before: [], shape: [5, 5, 16], after: [] });
    expect(whole / column).toBeCloseTo(3, 6);
  });

  test('what networks of gated cells take follows from their units and epochs', async () => {
    const costs = async (baselines: object) => {
      const settings = { ...(tinyStudy().settings as object), baselines, training: { epochs: 5 } };
      const study = await load({ settings, methods: ['rnn', 'lstm', 'gru'] });
      return study.entries.map(roughCost);
    };
    const own = { rnn: { layers: [10] }, lstm: { layers: [20] }, gru: { layers: [10, 10] } };
    const [rnn, lstm, gru] = (await costs(own)) as [number, number, number];
    expect([lstm / rnn, gru / rnn]).toEqual([16, 9]);
    const published = { ...own, rnn: { layers: [10], setting: 'published' } };
    expect((await costs(published))[0]! / rnn).toBe(100 / 5);
  });

  test('orders cells by seed, then the long ones first', async () => {
    const study = await load({ methods: ['feedforward', 'dense', 'hrmas'] });
    expect(orderedCells(study).map(({ method, seed }) => `${method} ${seed}`)).toEqual([
      'hrmas 1',
      'dense 1',
      'feedforward 1',
      'hrmas 2',
      'dense 2',
      'feedforward 2',
    ]);
  });
});

test('the search space without motifs is the free matrix', async () => {
  const study = await load({ methods: ['hrmas', 'hrmas-no-motifs', 'dense'] });
  const [motifs, free, dense] = study.entries.map(searchSpace);
  // 12 × 12 types and one size; 144 edges, each of one candidate.
  expect(free).toEqual({
    logits: 3 * 144 + 1,
    edges: 144,
    connections: 144,
    bytes: 24 * 433 + 24 * 144 + 8 * 144,
  });
  // Sizes 2 and 4, with lateral positions: 3 (v² + 2v) types and one size each.
  expect(motifs?.logits).toBe(3 * (8 + 24) + 2);
  expect(dense).toBeNull();
});

describe('wrong study files', () => {
  const dataset = (tinyStudy().datasets as Record<string, object>).letters;
  test.each([
    [{ methods: ['hrmass'] }, /no built-in method "hrmass".*methods\[0\].*Did you mean hrmas\?/],
    [
      { tuning: { settings: -1, judgedOn: 'x' } },
      /tuning\.settings is -1; allowed: a whole number of at least 0/,
    ],
    [{ methods: [] }, /methods is \[\]; allowed: a non-empty list/],
    [{ methods: [{ name: 'x', bass: 'hrmas' }] }, /methods\[0\]\.(base is missing|bass)/],
    [
      { methods: [{ name: 'x', base: 'nothing' }] },
      /methods\[0\]\.base is "nothing"; allowed: one of hrmas,/,
    ],
    [{ methods: ['dense', 'dense'] }, /two methods dense/],
    [{ methods: [{ name: '../x', base: 'dense' }] }, /methods\[0\]\.name is "\.\.\/x"/],
    [{ methods: [{ name: 'x', base: 'dense', seeds: [7] }] }, /Seed 7 is not one of the study/],
    [{ methods: [{ name: 'x', base: 'dense', datasets: ['y'] }] }, /no data set "y"/],
    [{ methods: [{ name: 'x', base: 'dense', settings: { data: {} } }] }, /same for all methods/],
    [
      { methods: [{ name: 'x', base: 'dense', settings: { training: { epochs: -1 } } }] },
      /training\.epochs is -1; allowed: a whole number.*methods\[0\]\.settings\.training\.epochs, from .*study\.json/,
    ],
    [
      { settings: { trainin: {} } },
      /Unknown setting trainin.*\| settings\.trainin, from .*study\.json.*Did you mean training\?/,
    ],
    [{ settings: { seeds: [1] } }, /Settings of a study have no seeds.*at the top/],
    [{ reference: 'hrmass' }, /reference "hrmass" is not one.*Did you mean hrmas\?/],
    [{ seeds: [1, 1] }, /seeds is \[1,1\].*each at most once/],
    [{ seeds: 'all' }, /seeds is "all"; allowed: a non-empty list/],
    [{ name: 'Über' }, /name is "Über"/],
    [{ name: undefined }, /name is missing.*Write name in the study file/],
    [{ datasets: {} }, /datasets is \{\}.*at least one/],
    [
      { datasets: { letters: { preset: 'dem' } } },
      /datasets\.letters\.preset is "dem"; allowed: one of demo,/,
    ],
    [
      { datasets: { letters: { setings: {} } } },
      /Unknown setting datasets\.letters\.setings.*Did you mean datasets\.letters\.settings\?/,
    ],
    [{ datasets: { letters: dataset, more: dataset } }, /data of more.*--data more=PATH/],
    [{ datasets: { other: dataset } }, /no data set "letters".*--data letters=/],
    [
      {
        settings: {
          network: {
            layers: [
              { kind: 'scml', neurons: 8 },
              { kind: 'scml', neurons: 9 },
            ],
            motifSizes: [2],
          },
        },
        methods: ['hrmas-no-motifs'],
      },
      /8 and 9 neurons/,
    ],
  ] as [Record<string, unknown>, RegExp][])('%j', async (changes, message) => {
    expect(await problem(changes)).toMatch(message);
  });

  test('of the study, which a data set of another source would drop', async () => {
    const path = join(root, 'lost.yaml');
    const data = { source: 'synthetic', task: 'temporal-xor' };
    const study = {
      name: 'lost',
      datasets: { xor: { settings: { data } } },
      settings: { data: { binMs: 5 } },
      methods: ['dense'],
    };
    writeFileSync(path, JSON.stringify(study));
    await expect(loadStudy({ path, dataPaths: new Map(), seeds: null })).rejects.toMatchObject({
      where: `settings.data, from ${path}`,
      remedy: 'Write them in datasets.xor.settings.data.',
    });
  });

  test('are no YAML, or not there', async () => {
    const path = join(root, 'bad.yaml');
    writeFileSync(path, 'name: [');
    await expect(loadStudy({ path, dataPaths, seeds: null })).rejects.toThrow(/not YAML/);
    const missing = join(root, 'missing.yaml');
    await expect(loadStudy({ path: missing, dataPaths, seeds: null })).rejects.toThrow(
      /study file does not exist/,
    );
  });
});

describe('the studies that come with the package', () => {
  const folder = join(import.meta.dirname, '../../studies');
  test.each(readdirSync(folder))('%s is complete', async (name) => {
    const path = join(folder, name);
    const { datasets } = parse(readFileSync(path, 'utf8')) as {
      datasets: Record<string, { settings?: { data?: { source?: string } } }>;
    };
    const files = Object.keys(datasets).filter(
      (one) => one !== 'mnist-saccade' && datasets[one]?.settings?.data?.source !== 'synthetic',
    );
    const paths = new Map(files.map((one) => [one, 'data']));
    const study = await loadStudy({ path, dataPaths: paths, seeds: null });
    expect(study.entries.length).toBe(study.methods.length * study.datasets.length);
  });
});
