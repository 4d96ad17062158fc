/** Spike archives split by utterance: one by hand, every contradiction a file can hold, and TI46. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../../src/core/errors.ts';
import type { Dataset } from '../../../../src/data/datasets/dataset.ts';
import { decodeInMemory } from '../../../../src/data/datasets/decode.ts';
import { decodedDataset } from '../../../../src/data/datasets/decoded-dataset.ts';
import { OFFICIAL_SPLIT } from '../../../../src/data/datasets/recording-split.ts';
import { createTransform, KEEP_ALL } from '../../../../src/data/events/transform.ts';
import { openSpikeNpz } from '../../../../src/data/sources/spike-npz/spike-npz.ts';
import type { SpikeNpzOptions } from '../../../../src/data/sources/spike-npz/utterances.ts';
import { openDataset } from '../../../../src/data/store/open.ts';
import type { NumericType } from '../../../../src/formats/npy.ts';
import {
  allSamples,
  encodeNpy,
  encodeNpz,
  expectFailure,
  type Note,
  npyWithHeader,
} from '../../helpers.ts';

type Columns = Record<'channel' | 'time' | 'offsets' | 'labels' | 'utterances', number[]>;

/** Four recordings, two classes, utterances 1 and 2. */
const columns: Columns = {
  channel: [2, 0, 0, 1, 1, 0, 2, 1],
  time: [0, 1, 1, 5, 3, 0, 0, 2],
  offsets: [0, 4, 5, 7, 8],
  labels: [0, 1, 0, 1],
  utterances: [1, 1, 2, 2],
};
const types: Record<keyof Columns, NumericType> = {
  channel: 'u1',
  time: 'u2',
  offsets: 'i4',
  labels: 'u1',
  utterances: 'u1',
};
type Options = SpikeNpzOptions & { binMs: number; counts: boolean; stepsTail: number };
const options: Options = {
  name: 'tiny',
  inputs: null,
  classes: null,
  testUtterances: [2],
  binMs: 1,
  counts: true,
  stepsTail: 0,
};

function build(changes: Partial<Columns> = {}, extra: Record<string, Uint8Array> = {}): Uint8Array {
  const all = { ...columns, ...changes };
  const members = (Object.keys(all) as (keyof Columns)[]).map(
    (key) => [key, encodeNpy(types[key], all[key])] as const,
  );
  return encodeNpz({ ...Object.fromEntries(members), ...extra });
}

async function decodeBytes(
  bytes: Uint8Array,
  file: string,
  { binMs, counts, stepsTail, ...set }: Options,
): Promise<Dataset> {
  const recordings = openSpikeNpz(bytes, file, file, set);
  const how = { ...KEEP_ALL, binMs, counts, stepsTail };
  const decoded = await decodeInMemory(recordings, createTransform(recordings.sensor, how));
  return decodedDataset(decoded, binMs, OFFICIAL_SPLIT);
}

const decode = (changes: Partial<Columns> = {}, more: Partial<Options> = {}) =>
  decodeBytes(build(changes), 'tiny.npz', { ...options, ...more });

describe('openSpikeNpz with test utterances', () => {
  it('turns recordings into samples', async () => {
    const set = await decode();
    expect(set).toMatchObject({ name: 'tiny', inputs: 3, classNames: ['0', '1'], stepMs: 1 });
    expect(set.description).toBe('Spike trains of 3 channels; test split: utterances 2.');
    expect(allSamples(set.train)).toEqual([
      {
        steps: 6,
        offsets: Uint32Array.of(0, 1, 3, 3, 3, 3, 4),
        channels: Uint32Array.of(2, 0, 0, 1),
        label: 0,
      },
      { steps: 4, offsets: Uint32Array.of(0, 0, 0, 0, 1), channels: Uint32Array.of(1), label: 1 },
    ]);
    expect(allSamples(set.test).map(({ steps, label }) => [steps, label])).toEqual([
      [1, 0],
      [3, 1],
    ]);
    expect(set.test.read(0).channels).toEqual(Uint32Array.of(0, 2));
  });

  it('bins, counts once, and appends silence', async () => {
    const binned = await decode({}, { binMs: 2, counts: false, stepsTail: 2 });
    expect(binned.train.read(0)).toEqual({
      steps: 5,
      offsets: Uint32Array.of(0, 2, 2, 3, 3, 3),
      channels: Uint32Array.of(0, 2, 1),
      label: 0,
    });
    const counted = await decode({}, { binMs: 2 });
    expect(counted.stepMs).toBe(2);
    expect(counted.train.read(0).channels).toEqual(Uint32Array.of(0, 0, 2, 1));
  });

  it('takes wider integers, and channels that do not occur', async () => {
    const wide = Object.fromEntries(
      Object.entries(columns).map(([key, values]) => [key, encodeNpy('i8', values)]),
    );
    const set = await decodeBytes(encodeNpz(wide), 'wide', {
      ...options,
      inputs: 78,
    });
    expect(set.inputs).toBe(78);
    expect(allSamples(set.train)).toEqual(allSamples((await decode()).train));
  });

  it('names 26 classes by letters', async () => {
    const letters = Array.from({ length: 27 }, (_, i) => i);
    const set = await decodeBytes(
      build({
        channel: letters.map(() => 0),
        time: letters,
        offsets: [...letters, 27],
        labels: letters.map((i) => i % 26),
        utterances: letters.map((i) => (i === 26 ? 2 : 1)),
      }),
      'letters',
      options,
    );
    expect(set.classNames.join('')).toBe('abcdefghijklmnopqrstuvwxyz');
  });

  it.each<[string, Partial<Columns>, Partial<Options>, RegExp, RegExp]>([
    ['a short time array', { time: [0] }, {}, /1 elements instead of 8/, /member time$/],
    ['a short offsets array', { offsets: [0, 8] }, {}, /2 elements instead of 5/, /offsets$/],
    ['a long utterance array', { utterances: [1, 1, 2, 2, 2] }, {}, /5 elements/, /utterances$/],
    ['offsets that begin late', { offsets: [1, 4, 5, 7, 8] }, {}, /begin with 1/, /element 0$/],
    ['offsets that descend', { offsets: [0, 5, 4, 7, 8] }, {}, /from 5 to 4/, /element 2$/],
    ['negative offsets', { offsets: [0, -4, 5, 7, 8] }, {}, /from 0 to -4/, /element 1$/],
    ['offsets that end early', { offsets: [0, 4, 5, 6, 7] }, {}, /but there are 8/, /element 4$/],
    ['channels out of range', {}, { inputs: 2 }, /2 is outside 0 … 1/, /channel, element 0$/],
    ['labels out of range', {}, { classes: 1 }, /1 is outside 0 … 0/, /labels, element 1$/],
    ['a silent recording', { offsets: [0, 4, 4, 7, 8] }, {}, /no events/, /^1$/],

    ['no training recording', {}, { testUtterances: [1, 2] }, /train split is empty/, /utterances/],
    ['an unknown utterance', {}, { testUtterances: [2, 9] }, /test utterance 9/, /utterances$/],
    [
      'a class without training',
      { labels: [0, 0, 0, 1] },
      {},
      /Class "1" has no training/,
      /split/,
    ],
    [
      'no recordings',
      { channel: [], time: [], offsets: [0], labels: [], utterances: [] },
      {},
      /utterance 2/,
      /ut/,
    ],
  ])('refuses %s', async (_, changes, more, message, where) => {
    await expectFailure(() => decode(changes, more), 'data', message, where);
  });

  it.each<[string, Record<string, Uint8Array>, RegExp, RegExp]>([
    [
      'fractions',
      { channel: encodeNpy('f4', columns.channel) },
      /f4 instead of integers/,
      /channel$/,
    ],
    [
      'no time',
      { time: encodeNpy('f4', [Number.NaN, ...columns.time.slice(1)]) },
      /time NaN/,
      /time, el/,
    ],
    [
      'strings',
      {
        labels: npyWithHeader(
          "{'descr': '|S1', 'fortran_order': False, 'shape': (4,), }",
          new Uint8Array(4),
        ),
      },
      /element type S/,
      /labels$/,
    ],
    ['a matrix', { channel: encodeNpy('u1', columns.channel, [2, 4]) }, /2 dimensions/, /channel$/],
    [
      'negative channels',
      { channel: encodeNpy('i1', [-1, 0, 0, 1, 1, 0, 2, 1]) },
      /-1/,
      /element 0/,
    ],
    [
      'negative times',
      { time: encodeNpy('i2', [-1, 1, 1, 5, 3, 0, 0, 2]) },
      /negative time -1000/,
      /^f, recording 0$/,
    ],
    [
      'endless times',
      { time: encodeNpy('u4', [0, 1, 1, 4e9, 3, 0, 0, 2]) },
      /steps, over/,
      /^0, event 3/,
    ],
    ['endless labels', { labels: encodeNpy('u4', [0, 4e9, 0, 4e9]) }, /4000000000/, /labels, el/],
    [
      'endless channels',
      { channel: encodeNpy('u4', [2, 0, 0, 4e9, 1, 0, 2, 1]) },
      /4000000001 × 1/,
      /sensor/,
    ],
  ])('refuses %s', async (_, extra, message, where) => {
    const bytes = build({}, extra);
    await expectFailure(() => decodeBytes(bytes, 'f', options), 'data', message, where);
  });

  it('puts unsorted times in order and counts them, or refuses them if it must', async () => {
    const bytes = build({ time: [0, 2, 1, 5, 3, 0, 0, 2] });
    const notes: Note[] = [];
    const { times, x } = await openSpikeNpz(bytes, 'f', 'f', options).read(0, (note) =>
      notes.push(note),
    );
    expect([...times]).toEqual([0, 1000, 2000, 5000]);
    expect([...x]).toEqual([2, 0, 0, 1]);
    expect(notes).toMatchObject([
      { kind: 'timeBack', largest: 1000, where: 'f, recording 0, element 2' },
    ]);
    const strict = openSpikeNpz(bytes, 'f', 'f', options, { strict: true });
    await expectFailure(() => strict.read(0), 'data', /2000 to 1000 µs/, /element 2$/);
  });

  it('lets time begin with the first spike, and reads times of any unit with their fraction', async () => {
    const bytes = build({}, { time: encodeNpy('f8', [-0.5, 0, 1, 1.25, 3, 0, 0, 2]) });
    const set = openSpikeNpz(bytes, 'f', 'f', options, { origin: 'first-event', timeUnit: 's' });
    expect([...(await set.read(0)).times]).toEqual([0, 0.5e6, 1.5e6, 1.75e6]);
  });

  it('refuses a missing array', async () => {
    const bytes = encodeNpz({ channel: encodeNpy('u1', [1]) });
    await expectFailure(() => decodeBytes(bytes, 'f', options), 'data', /"time"/, /has channel/);
  });

  it.each([
    ['inputs', { inputs: 0 }],
    ['classes', { classes: 2.5 }],
    ['testUtterances', { testUtterances: [] }],
  ] as const)('refuses an impossible value of %s', async (option, more) => {
    await expectFailure(() => decode({}, more), 'usage', new RegExp(option), new RegExp(option));
  });

  it('answers any columns with a data set or a foreseen error', async () => {
    // Times stay small, so that every accepted set is cheap.
    const small = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
    const mutation = fc.record(
      { channel: small, time: small, offsets: small, labels: small, utterances: small },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(mutation, async (changes) => {
      try {
        const present = Object.entries(changes).filter(([, value]) => value !== undefined);
        await decode(Object.fromEntries(present));
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
      }
    });
    await fc.assert(property, { numRuns: 2000, seed: 1 });
  });
});

describe('TI46-Alpha', () => {
  const path = fileURLToPath(
    new URL('../../../../../shared/data/ti46-alpha/spikes.npz', import.meta.url),
  );
  it('opens with 3,290 recordings of 78 channels in 26 classes', async (context) => {
    if (!existsSync(path)) context.skip('the recordings in ../shared/data are not there');
    const set = await openDataset({
      source: 'spike-npz',
      path,
      ...options,
      name: 'ti46-alpha',
      testUtterances: [7, 8],
    });
    expect([set.inputs, set.classNames.length]).toEqual([78, 26]);
    expect([set.train.length, set.test.length]).toEqual([2465, 825]);
    const all = [...allSamples(set.train), ...allSamples(set.test)];
    const spikes = all.reduce((sum, sample) => sum + sample.channels.length, 0);
    expect(spikes / all.length).toBeCloseTo(2124.17, 2);
    expect(Math.max(...all.map((sample) => sample.steps))).toBe(908);
  });
});
