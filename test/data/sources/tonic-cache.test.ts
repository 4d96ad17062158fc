/** Caches that Tonic's own DiskCachedDataset wrote. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findSetFormat } from '../../../src/data/sources/registry.ts';
import { tonicCache } from '../../../src/data/sources/tonic-cache.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const ROOT = 'test/fixtures/tonic';
const EXPECTED: Record<
  string,
  { target: number; x: number[]; y?: number[]; t: number[]; p: number[] }
> = JSON.parse(readFileSync(`${ROOT}/expected.json`, 'utf8'));
const filesIn = (folder: string): Record<string, Uint8Array> =>
  Object.fromEntries(
    readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.hdf5'))
      .map((path) => [path, new Uint8Array(readFileSync(`${ROOT}/${folder}/${path}`))]),
  );
const open = (
  files: Record<string, Uint8Array>,
  sensor: { width: number; height: number } | null,
) =>
  tonicCache.open(memoryStore(files), { sensor, origin: 'absolute' } as Parameters<
    typeof tonicCache.open
  >[1]);

describe('a cache of Tonic', () => {
  it('is read with its classes and splits, without further copies', async () => {
    const files = filesIn('events');
    expect(findSetFormat(await memoryStore(files).list(), null, 'set').id).toBe('tonic-cache');
    const set = await open(files, { width: 34, height: 34 });
    expect(set.classNames).toEqual(['0', '1', '2']);
    expect(set.recordings.map(({ id, split }) => [id, split])).toEqual([
      ['test/0_0.hdf5', 'test'],
      ['train/0_0.hdf5', 'train'],
      ['train/1_0.hdf5', 'train'],
    ]);
    expect(set.warnings.map(({ what }) => what)).toEqual([
      'left out: 2 copies of samples (<index>_1.hdf5 and so on)',
    ]);
    for (const [k, { id, label }] of set.recordings.entries()) {
      const { times, x, y, polarity } = await set.read(k);
      const { target, ...expected } = EXPECTED[`events/${id}`]!;
      expect(label).toBe(target);
      expect({ x: [...x], y: [...y], t: [...times], p: [...polarity] }).toEqual(expected);
    }
  });

  it('of a cochlea has one row', async () => {
    const set = await open(filesIn('cochlea'), { width: 700, height: 1 });
    for (const [k, { id, label }] of set.recordings.entries()) {
      const { times, x, y } = await set.read(k);
      const { target, ...expected } = EXPECTED[`cochlea/${id}`]!;
      expect([label, [...x], [...times]]).toEqual([target, expected.x, expected.t]);
      expect(new Set(y)).toEqual(new Set([0]));
    }
  });

  it('may have names for classes', async () => {
    const set = await open(filesIn('names'), { width: 34, height: 34 });
    expect(set.classNames).toEqual(['accordion', 'wrench']);
    expect(set.recordings.map(({ label }) => label)).toEqual([1, 0]);
  });

  it('needs the size of the sensor', async () => {
    const camera = await expectFailure(() => open(filesIn('names'), null), 'data', /size/, /0_0/);
    expect(camera.remedy).toMatch(/sensor_size/);
    const cochlea = await expectFailure(() => open(filesIn('cochlea'), null), 'data', /size/, /0/);
    expect(cochlea.remedy).toMatch(/height: 1/);
  });

  it('of frames is refused by that name, with what to do', async () => {
    const error = await expectFailure(
      () => open(filesIn('frames'), null),
      'data',
      /frames of the shape \(3, 2, 5, 5\)/,
      /^set\/0_0\.hdf5, data set data\/0$/,
    );
    expect(error.remedy).toMatch(/without ToFrame/);
  });

  it('may have damaged samples, each of which counts', async () => {
    const files = filesIn('events');
    files['train/0_0.hdf5'] = files['train/0_0.hdf5']!.subarray(0, 4000);
    const set = await open(files, { width: 34, height: 34 });
    expect(set.recordings).toHaveLength(2);
    expect(set.unreadable!.map(({ id }) => id)).toEqual(['train/0_0.hdf5']);
    const all = { '0_0.hdf5': new Uint8Array(100), '1_0.hdf5': new Uint8Array(3) };
    await expectFailure(() => open(all, null), 'data', /HDF5/, /0_0\.hdf5/);
  });

  it('leaves out what is no sample of it', async () => {
    const files = { ...filesIn('names'), 'notes.txt': new Uint8Array(3) };
    const set = await open(files, { width: 34, height: 34 });
    expect(set.warnings).toEqual([
      { where: 'set/notes.txt', what: 'left out: not a sample of the cache' },
    ]);
    const notes: Note[] = [];
    await set.read(0, (note) => notes.push(note));
    expect(notes.map(noteText)).toEqual([]);
  });
});
