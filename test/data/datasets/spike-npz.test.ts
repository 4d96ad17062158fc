/** Spike sets in one .npz: written and read back, and everything that can be wrong with one. */
import { describe, expect, it } from 'vitest';
import { type DecodedSet, decodeInMemory } from '../../../src/data/datasets/decode.ts';
import { writeSpikeNpz } from '../../../src/data/datasets/spike-npz-writer.ts';
import { createTransform, type TransformOptions } from '../../../src/data/events/transform.ts';
import type { RecordingSet } from '../../../src/data/sources/recording-set.ts';
import { openSpikeNpz, spikeNpz } from '../../../src/data/sources/spike-npz/spike-npz.ts';
import { allSamples, encodeNpy, encodeNpz, expectFailure, npyWithHeader } from '../helpers.ts';
import { madeSet, PLAIN } from './sets.ts';

const decode = (set: RecordingSet, how: TransformOptions = PLAIN): Promise<DecodedSet> =>
  decodeInMemory(set, createTransform(set.sensor, how), { skipBad: false });

async function written(set: DecodedSet, stepMs: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeSpikeNpz(set, stepMs, {
    append: async (bytes) => {
      pieces.push(bytes);
    },
  });
  return Buffer.concat(pieces);
}

describe('a set that was written', () => {
  it.each([1, 3])('reads back as it was, in steps of %i ms', async (binMs) => {
    const how = { ...PLAIN, binMs };
    const set = await decode(madeSet(), how);
    const again = await decode(openSpikeNpz(await written(set, binMs), 'f.npz', 'a/f.npz'), how);
    expect(again).toMatchObject({
      name: 'f',
      classNames: set.classNames,
      sensor: set.sensor,
      recordings: set.recordings,
    });
    expect(allSamples(again.samples)).toEqual(allSamples(set.samples));
    expect(again.digests).toEqual(set.digests);
  });

  it('keeps what the recordings did not tell untold', async () => {
    const set = await decode(madeSet({ infos: { split: null, speaker: null } }));
    const { recordings } = openSpikeNpz(await written(set, 1), 'f.npz', 'f.npz');
    expect(recordings).toEqual(set.recordings);
  });

  it('has the test recordings as utterances 1', async () => {
    const set = await decode(madeSet());
    const options = { name: 'f', inputs: null, classes: null, testUtterances: [1] };
    const again = openSpikeNpz(await written(set, 1), 'f.npz', 'f.npz', options);
    const splits = ({ recordings }: Pick<RecordingSet, 'recordings'>) =>
      recordings.map(({ split }) => (split === 'test' ? 'test' : 'train'));
    expect(splits(again)).toEqual(splits(set));
    expect(allSamples((await decode(again)).samples)).toEqual(allSamples(set.samples));
  });
});

const columns = {
  channel: [0, 2, 1, 0],
  time: [0, 3, 1, 1],
  offsets: [0, 2, 4],
  labels: [1, 0],
};
type Columns = Record<string, readonly number[] | Uint8Array>;
const open = (more: Columns = {}) =>
  openSpikeNpz(
    encodeNpz(
      Object.fromEntries(
        Object.entries({ ...columns, ...more }).map(([name, values]) => [
          name,
          values instanceof Uint8Array ? values : encodeNpy('i4', values),
        ]),
      ),
    ),
    'f.npz',
    'f.npz',
  );

/** As NumPy saves text: in characters of four bytes, all as wide as the widest. */
function texts(...names: string[]): Uint8Array {
  const width = Math.max(...names.map((name) => name.length));
  const codes = names.flatMap((name) =>
    Array.from({ length: width }, (_, k) => name.charCodeAt(k) || 0),
  );
  return npyWithHeader(
    `{'descr': '<U${width}', 'fortran_order': False, 'shape': (${names.length},), }`,
    new Uint8Array(Uint32Array.from(codes).buffer),
  );
}

describe('a set by hand', () => {
  it('has a row of channels, numbered recordings and no split', async () => {
    const set = open();
    expect(set).toMatchObject({
      sensor: { width: 3, height: 1, polarities: 1 },
      classNames: ['0', '1'],
      recordings: [
        { id: '0', label: 1, split: null, speaker: null },
        { id: '1', label: 0, split: null, speaker: null },
      ],
    });
    const { times, x } = await set.read(0);
    expect([times, x]).toEqual([Float64Array.of(0, 3000), Uint16Array.of(0, 2)]);
  });

  it('takes all that may be there', async () => {
    const set = open({
      sensor: [2, 1, 2],
      splits: [1, 2],
      speakers: [1, 0],
      speaker_names: texts('a', 'b'),
      class_names: texts('x', 'y'),
      ids: texts('p', 'q'),
    });
    expect(set.classNames).toEqual(['x', 'y']);
    expect(set.recordings).toEqual([
      { id: 'p', label: 1, split: 'test', speaker: 'b' },
      { id: 'q', label: 0, split: null, speaker: 'a' },
    ]);
    const { x, polarity } = await set.read(0);
    expect([x, polarity]).toEqual([Uint16Array.of(0, 0), Uint8Array.of(0, 1)]);
  });

  it.each<[string, Columns, RegExp, RegExp]>([
    ['a channel outside the sensor', { sensor: [2, 1, 1] }, /value 2 is outside/, /channel/],
    ['an impossible sensor', { sensor: [3, 0, 1] }, /3 × 0 cells/, /sensor/],
    ['three polarities', { sensor: [3, 1, 3] }, /3 polarities/, /sensor/],
    ['a sensor of two numbers', { sensor: [3, 1] }, /2 elements instead of 3/, /sensor/],
    ['an unknown split', { splits: [0, 3] }, /value 3 is outside 0 … 2/, /splits, element 1/],
    ['too few splits', { splits: [0] }, /1 elements instead of 2/, /splits/],
    [
      'a recording without a class',
      { labels: encodeNpy('i2', [1, -1]) },
      /label -1 is none/,
      /labels/,
    ],
    ['an unnamed class', { class_names: texts('x') }, /value 1 is outside/, /labels/],
    ['a nameless speaker', { speakers: [0, 2], speaker_names: texts('a') }, /value 2/, /speakers/],
    ['numbers for names', { class_names: [1, 2] }, /instead of text/, /class_names/],
    [
      'two classes of one name',
      { class_names: texts('x', 'y', 'x') },
      /The name "x" is there twice/,
      /class_names, elements 0 and 2/,
    ],
    [
      'two classes of one name in other characters',
      { class_names: texts('caf\u00e9', 'cafe\u0301') },
      /is there twice/,
      /class_names, elements 0 and 1/,
    ],
    [
      'two speakers of one name',
      { speakers: [0, 1], speaker_names: texts('a', 'a') },
      /"a" is there twice/,
      /speaker_names/,
    ],
    ['two of one id', { ids: texts('p', 'p') }, /same id/, /ids/],
  ])('refuses %s', async (_, more, message, where) => {
    await expectFailure(() => open(more), 'data', message, where);
  });

  it('tells cochleagrams', async () => {
    const cochleagrams = encodeNpz({ data: encodeNpy('f4', [1, 2], [1, 2]) });
    const failure = () => openSpikeNpz(cochleagrams, 'c.npz', 'c.npz');
    await expectFailure(failure, 'data', /cochleagrams/, /c\.npz/);
  });

  it('is known by its only .npz', () => {
    const matches = (...paths: string[]) =>
      spikeNpz.matches(paths.map((path) => ({ path, size: 1 })));
    expect([matches('a.npz'), matches('x/A.NPZ', 'notes.txt')]).toEqual([true, true]);
    expect([matches('a.npz', 'b.npz'), matches('a.npy')]).toEqual([false, false]);
  });
});
