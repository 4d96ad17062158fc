import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConfig, loadConfig } from '../../src/config/load.ts';
import type { RawConfig } from '../../src/config/merge.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { doubtsAbout } from '../../src/proposal/doubts.ts';
import type { Overview } from '../../src/proposal/overview.ts';
import { type Proposal, poolFor, proposeSettings, stepsOf } from '../../src/proposal/rules.ts';
import { settingsFile } from '../../src/proposal/settings-file.ts';
import { DELAYED_MATCH, FSDD, NMNIST, spread, TI46 } from './overviews.ts';

const WHERE: Proposal[] = [
  { path: 'data.source', value: 'recordings' },
  { path: 'data.path', value: 'somewhere' },
];

/** The experiment that the file of these proposals describes. */
const read = (proposals: readonly Proposal[]) =>
  checkConfig(
    parseSettings(settingsFile(['Made.'], proposals), 'file', 'my.yaml') as RawConfig,
    [],
  );

const propose = (overview: Overview, decided: readonly Proposal[] = []) =>
  read(proposeSettings(overview, [...WHERE, ...decided]));

describe('the rules come near the presets', () => {
  test.each([
    ['nmnist-short', NMNIST],
    ['fsdd', FSDD],
    ['ti46-alpha-short', TI46],
  ])('%s', async (source, overview) => {
    const options = [{ name: 'path', value: { data: { path: 'somewhere' } } }];
    const { config } = await loadConfig({ source, sets: [], options });
    const own = propose(overview);
    const near = (a: number, b: number, factor: number) => {
      expect(a / b).toBeGreaterThanOrEqual(1 / factor);
      expect(a / b).toBeLessThanOrEqual(factor);
    };
    near(own.data.binMs, config.data.binMs, 5);
    near(own.network.layers[0]!.neurons, config.network.layers[0]!.neurons, 2);
    near(own.training.epochs, config.training.epochs, 3);
    near(own.training.batchSize, config.training.batchSize, 2);
    near(own.search.sizeEpochs, config.search.sizeEpochs, 2);
    // In ms: how far apart things may be that belong together.
    const synapse = (one: typeof own) => one.network.tauSynapse * one.data.binMs;
    near(synapse(own), synapse(config), 2.5);
    expect(own.network.motifSizes).toEqual(config.network.motifSizes);
    expect(own.network.threshold).toBe(config.network.threshold);
    expect(own.training.learningRate).toBe(config.training.learningRate);
    expect(own.search.initialTypeLogits).toEqual(config.search.initialTypeLogits);
  });
});

describe('any data', () => {
  const whole = (least: number, most: number) => fc.integer({ min: least, max: most });
  const anything = fc
    .record({
      width: whole(1, 2000),
      height: whole(1, 1500),
      polarities: fc.constantFrom(1 as const, 2 as const),
      classes: whole(2, 200),
      each: whole(2, 5000),
      median: fc.double({ min: 0.001, max: 4e6, noNaN: true }),
      factor: fc.double({ min: 1, max: 1000, noNaN: true }),
      refused: whole(0, 3),
    })
    .map(({ width, height, polarities, classes, each, median, factor, refused }): Overview => {
      const names = Array.from({ length: classes }, (_, k) => [`c${k}`, each] as const);
      return {
        ...NMNIST,
        sensor: { width, height, polarities },
        perClass: new Map(names),
        train: Math.ceil((classes * each) / 2),
        test: Math.floor((classes * each) / 2),
        durationMs: spread(median / factor, median, median * factor),
        refused: { recordings: refused, first: refused > 0 ? 'Cut #: [short] {by "bytes"}' : null },
      };
    });

  test('gives settings that are allowed, and a file that says them again', () => {
    fc.assert(
      fc.property(anything, (overview) => {
        const config = propose(overview);
        const { binMs, steps } = stepsOf(overview);
        expect(config.data.binMs).toBe(binMs);
        expect(
          config.network.tauMembrane * config.search.plasticity.bounds[0],
        ).toBeGreaterThanOrEqual(1);
        expect(config.search.plasticity.window).toBeLessThanOrEqual(Math.ceil(overview.train / 2));
        const most = Math.min(160, Math.max(60, 6 * overview.perClass.size));
        if (overview.durationMs.median >= most && binMs < 1000) {
          expect(steps).toBeGreaterThanOrEqual(0.75 * most);
          expect(steps).toBeLessThanOrEqual(1.52 * most);
        }
        doubtsAbout(overview);
      }),
      { numRuns: 200 },
    );
  });

  test('leaves the user what the user has decided', () => {
    const asked = [
      { path: 'data.binMs', value: 7 },
      { path: 'data.pool', value: 1 },
      { path: 'data.split', value: { by: 'stratified', testFraction: 0.4 } },
    ];
    const config = propose(NMNIST, asked);
    expect(config.data).toMatchObject({ binMs: 7, pool: 1, split: { testFraction: 0.4 } });
    expect(config.network.tauSynapse).toBe(6);
  });
});

test('pooling leaves at most 2,048 inputs, and as many as it can', () => {
  expect(poolFor({ width: 34, height: 34, polarities: 2 })).toBe(2);
  expect(poolFor({ width: 128, height: 128, polarities: 2 })).toBe(4);
  expect(poolFor({ width: 346, height: 260, polarities: 2 })).toBe(10);
  expect(poolFor({ width: 700, height: 1, polarities: 1 })).toBe(1);
});

test('classes that differ in size count the same', () => {
  const uneven = { ...NMNIST, perClass: new Map([...NMNIST.perClass, ['c0', 300]]) };
  expect(propose(NMNIST).training.classWeights).toBe('none');
  expect(propose(uneven).training.classWeights).toBe('balanced');
  expect(propose(uneven).search.weights.classWeights).toBe('balanced');
});

test('recordings much longer than most are cut, and said', () => {
  const uneven = { ...DELAYED_MATCH, durationMs: spread(900, 1000, 30_000) };
  expect(propose(uneven).data).toMatchObject({ binMs: 17, maxSteps: 589 });
  expect(doubtsAbout(uneven).join()).toContain('from 900 to 30,000 ms');
  expect(doubtsAbout(DELAYED_MATCH)).toEqual([]);
});

test.each<[string, Partial<Overview>]>([
  [
    'fewer than 10 recordings: b (3)',
    {
      perClass: new Map([
        ['a', 20],
        ['b', 3],
      ]),
    },
  ],
  [
    'Always answering a is right in 75',
    {
      perClass: new Map([
        ['a', 300],
        ['b', 100],
      ]),
    },
  ],
  ['one of them is 10.0', { test: 10 }],
  ['only 8 steps', { durationMs: spread(7, 8, 9) }],
  ['Steps of 1,000 ms are coarse', { durationMs: spread(59_000, 60_000, 61_000) }],
  ['at most 5 events', { events: spread(1, 5, 9) }],
  ['left out (data.skipBad)', { refused: { recordings: 2, first: 'It is cut.' } }],
])('says: %s', (text, part) => {
  expect(doubtsAbout({ ...DELAYED_MATCH, ...part }).join('\n')).toContain(text);
});
