/** N-TIDIGITS, SHD and SSC as h5py wrote them, and with every contradiction such files can hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../../src/core/errors.ts';
import { DEFAULT_EAR } from '../../../../src/data/audio/ear.ts';
import { cochleaEvents } from '../../../../src/data/sources/cochlea/cochlea-events.ts';
import { nTidigits, nTidigitsStrings } from '../../../../src/data/sources/cochlea/n-tidigits.ts';
import { shd, ssc } from '../../../../src/data/sources/cochlea/shd.ts';
import type { RecordingSet } from '../../../../src/data/sources/recording-set.ts';
import { SET_FORMATS } from '../../../../src/data/sources/registry.ts';
import type { RecordingSetFormat } from '../../../../src/data/sources/set-format.ts';
import { DiskStore } from '../../../../src/data/store/disk.ts';
import { expectFailure, type Note } from '../../helpers.ts';
import { memoryStore } from '../memory-store.ts';

const FIXTURES = 'test/fixtures/hdf5';
const fixture = (name: string) => new Uint8Array(readFileSync(join(FIXTURES, name)));
const OPTIONS = { ear: DEFAULT_EAR, sensor: null };

interface Expected {
  readonly id: string;
  /** Index, or the string of digits. */
  readonly label: number | string;
  readonly split: string;
  readonly speaker: string;
  readonly times: readonly number[];
  readonly channels: readonly number[];
}
const expected: Record<string, Expected[]> = JSON.parse(
  readFileSync(join(FIXTURES, 'expected.json'), 'utf8'),
);

const fromMemory = (format: RecordingSetFormat, files: Record<string, Uint8Array>) =>
  format.open(memoryStore(files), OPTIONS);

async function contents(set: RecordingSet): Promise<unknown[]> {
  const found = [];
  for (const [k, info] of set.recordings.entries()) {
    const { times, x, y, polarity, sensor } = await set.read(k);
    expect(sensor).toEqual(set.sensor);
    expect([...y, ...polarity].every((value) => value === 0)).toBe(true);
    expect([y.length, polarity.length]).toEqual([times.length, times.length]);
    found.push({ ...info, times: Array.from(times), channels: Array.from(x) });
  }
  return found;
}

describe.each([
  [
    'memory',
    async () =>
      memoryStore(
        Object.fromEntries(
          [
            'n-tidigits.hdf5',
            'shd_train.h5',
            'shd_test.h5',
            'ssc_train.h5',
            'ssc_valid.h5',
            'ssc_test.h5',
          ].map((name) => [`in/${name}`, fixture(name)]),
        ),
      ),
  ],
  ['the disk', () => DiskStore.open(FIXTURES)],
])('from %s', (_, open) => {
  it('reads the single digits of N-TIDIGITS', async () => {
    const set = await nTidigits.open(await open(), OPTIONS);
    expect(set).toMatchObject({
      name: 'n-tidigits',
      sensor: { width: 64, height: 1, polarities: 1 },
      classNames: ['z', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'o'],
      warnings: [],
    });
    const single = expected['n-tidigits']!.filter(({ label }) => typeof label === 'number');
    expect(single).toHaveLength(12);
    expect(await contents(set)).toEqual(single);
    await set.close();
  });

  it('reads all strings of N-TIDIGITS on request', async () => {
    const set = await nTidigitsStrings.open(await open(), OPTIONS);
    expect(set.classNames).toEqual(['3', '3z', '71o', '9', 'o', 'z']);
    const digits = (label: number | string) =>
      typeof label === 'string'
        ? label
        : (['z', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'o'][label] as string);
    expect(await contents(set)).toEqual(
      expected['n-tidigits']!.map((entry) => ({
        ...entry,
        label: set.classNames.indexOf(digits(entry.label)),
      })),
    );
    await set.close();
  });

  it('reads SHD with its names of classes, halves exactly', async () => {
    const set = await shd.open(await open(), OPTIONS);
    expect(set.classNames).toEqual(Array.from({ length: 20 }, (_, k) => `key ${k}`));
    expect(set.sensor).toEqual({ width: 700, height: 1, polarities: 1 });
    expect(await contents(set)).toEqual(expected.shd);
    await set.close();
  });

  it('reads the three parts of SSC', async () => {
    const set = await ssc.open(await open(), OPTIONS);
    expect(set.classNames).toHaveLength(35);
    expect(set.recordings.filter(({ split }) => split === 'test')).toHaveLength(4);
    expect(await contents(set)).toEqual(expected.ssc);
    await set.close();
  });
});

describe('which files are whose', () => {
  const files = (...paths: string[]) => paths.map((path) => ({ path, size: 1 }));
  const guess = (...paths: string[]) =>
    SET_FORMATS.find((format) => format.matches(files(...paths)))?.id;

  it('goes by names, in any folder', () => {
    expect(guess('n-tidigits.hdf5')).toBe('n-tidigits');
    expect(guess('a/b/N-TIDIGITS.hdf5', 'readme.txt')).toBe('n-tidigits');
    expect(guess('shd_train.h5', 'shd_test.h5')).toBe('shd');
    expect(guess('ssc_valid.h5')).toBe('ssc');
    expect(guess('other.h5', 'shd_train.h5.gz')).toBeUndefined();
  });

  it('names the file that is missing, and refuses to choose', async () => {
    const train = fixture('shd_train.h5');
    const one = { 'shd_train.h5': train };
    await expectFailure(() => fromMemory(shd, one), 'data', /lacks its file shd_test\.h5/, /^set$/);
    const two = { 'a/shd_train.h5': train, 'b/shd_train.h5': train, 'shd_test.h5': train };
    await expectFailure(
      () => fromMemory(shd, two),
      'data',
      /two files shd_train/,
      /[ab]\/shd_train/,
    );
  });
});

describe('what the sets refuse', () => {
  const replaced = (bytes: Uint8Array, text: string, other: string) => {
    const changed = bytes.slice();
    const at = Buffer.from(changed).indexOf(text);
    expect(at).toBeGreaterThan(0);
    changed.set(new TextEncoder().encode(other), at);
    return changed;
  };

  it('a name that says no digits, leads elsewhere, or appears twice', async () => {
    const digits = fixture('n-tidigits.hdf5');
    const open = (bytes: Uint8Array) => fromMemory(nTidigits, { 'n-tidigits.hdf5': bytes });
    // The list of names stands before the groups' own copies only in the order of the file.
    const change = async (other: string, message: RegExp) => {
      const text = Buffer.from(digits).toString('latin1');
      const list = text.indexOf('woman-ac-a-o\0\0woman-ac-b-z');
      expect(list).toBeGreaterThan(0);
      const bytes = digits.slice();
      bytes.set(new TextEncoder().encode(other), list);
      await expectFailure(() => open(bytes), 'data', message, /train_labels, element [01]$/);
    };
    await change('woman-ac-a-q', /"woman-ac-a-q" does not end/);
    await change('woman/ac-a-o', /does not end/);
    await change('woman-ac-b-z', /"woman-ac-b-z" appears twice/);
  });

  it('a recording whose data sets are missing, by itself', async () => {
    const bytes = fixture('n-tidigits.hdf5');
    const text = Buffer.from(bytes).toString('latin1');
    bytes.set(
      new TextEncoder().encode('woman-ac-a-1'),
      text.indexOf('woman-ac-a-o\0\0woman-ac-b-z'),
    );
    const set = await fromMemory(nTidigits, { 'n-tidigits.hdf5': bytes });
    const where = /train_timestamps\/woman-ac-a-1$/;
    await expectFailure(() => set.read(0), 'data', /no such data set/, where);
    expect((await set.read(1)).times.length).toBeGreaterThan(0);
    await set.close();
  });

  it('a file that is another', async () => {
    const files = { 'n-tidigits.hdf5': fixture('shd_train.h5') };
    await expectFailure(
      () => fromMemory(nTidigits, files),
      'data',
      /no such data set/,
      /train_labels/,
    );
    const swapped = {
      'shd_train.h5': fixture('n-tidigits.hdf5'),
      'shd_test.h5': fixture('shd_test.h5'),
    };
    await expectFailure(() => fromMemory(shd, swapped), 'data', /no such data set/, /labels$/);
  });

  it('labels beyond the classes', async () => {
    const files = {
      'shd_train.h5': fixture('ssc_train.h5'),
      'shd_test.h5': fixture('shd_test.h5'),
    };
    await expectFailure(
      () => fromMemory(shd, files),
      'data',
      /label is 34, not one of 0 … 19/,
      /labels, element 1$/,
    );
  });

  it('does without names of classes that do not fit, and says so', async () => {
    const files = {
      'shd_train.h5': replaced(fixture('shd_train.h5'), 'key 1', 'key 0'),
      'shd_test.h5': fixture('shd_test.h5'),
    };
    const set = await fromMemory(shd, files);
    expect(set.classNames[19]).toBe('19');
    expect(set.warnings).toHaveLength(1);
    expect(set.warnings[0]!.where).toBe('shd_train.h5, data set extra/keys');
    await set.close();
  });

  const times = (...values: number[]) => ({ where: 'times', values: Float64Array.from(values) });
  const channels = (...values: number[]) => ({
    where: 'channels',
    values: Float64Array.from(values),
  });
  const sensor = { width: 64, height: 1, polarities: 1 } as const;
  it.each([
    ['fewer channels than times', times(0, 1), channels(3), /2 times but 1 channels/, /^channels$/],
    ['more channels than times', times(0), channels(3, 4), /1 times but 2 channels/, /^channels$/],
    [
      'a time that is no number',
      times(0, Number.NaN),
      channels(1, 1),
      /time NaN/,
      /times, element 1/,
    ],
    ['a negative time', times(-1e-9), channels(1), /time -1e-9 s/, /times, element 0/],
    ['a time without end', times(0, Infinity), channels(1, 1), /time Infinity/, /times, element 1/],
    ['a time of years', times(1e8), channels(1), /time 100000000 s/, /times, element 0/],
    [
      'a channel too far',
      times(0),
      channels(64),
      /channel 64, not one of 0 … 63/,
      /channels, element 0/,
    ],
    ['a negative channel', times(0), channels(-1), /channel -1/, /channels, element 0/],
    ['half a channel', times(0), channels(1.5), /channel 1.5/, /channels, element 0/],
    ['a channel that is no number', times(0), channels(Number.NaN), /channel NaN/, /element 0/],
  ])('%s', async (_, seconds, units, message, where) => {
    await expectFailure(() => cochleaEvents(seconds, units, sensor, {}), 'data', message, where);
  });

  it('times that go back, if they must; else they are put in order and counted', async () => {
    const [seconds, units] = [times(0, 2, 1), channels(1, 2, 3)];
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const { times: found, x } = cochleaEvents(seconds, units, sensor, { onWarning });
    expect([[...found], [...x]]).toEqual([
      [0, 1e6, 2e6],
      [1, 3, 2],
    ]);
    expect(notes).toEqual([
      { kind: 'timeBack', count: 1, largest: 1e6, where: 'times, element 2' },
    ]);
    const strictly = () => cochleaEvents(seconds, units, sensor, { strict: true });
    await expectFailure(strictly, 'data', /from 2000000 to 1000000 µs/, /times, element 2/);
  });

  it('the error of a recording, not of the set, when its bytes are gone', async () => {
    const test = fixture('shd_test.h5');
    const damage = async (offset: number) => {
      const bytes = test.slice();
      bytes.fill(255, offset, offset + 16);
      const set = await fromMemory(shd, {
        'shd_train.h5': fixture('shd_train.h5'),
        'shd_test.h5': bytes,
      });
      let failed = 0;
      for (let k = 0; k < set.recordings.length; k++) {
        const error = await set.read(k).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error === null) continue;
        expect(error).toBeInstanceOf(MotifsmithError);
        expect((error as MotifsmithError).where).toMatch(/^shd_test\.h5, data set spikes\//);
        failed += 1;
      }
      await set.close();
      return failed;
    };
    const heap = Buffer.from(test).indexOf('GCOL');
    expect(heap).toBeGreaterThan(0);
    expect(await damage(heap)).toBe(6);
  });
});
