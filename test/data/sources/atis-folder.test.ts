/** N-MNIST folders, made up and real. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atis } from '../../../src/data/cameras/atis.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { atisFolder } from '../../../src/data/sources/atis-folder.ts';
import { expectFailure } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const OPTIONS = { sensor: null } as Parameters<typeof atisFolder.open>[1];
const event = (x: number, time: number) => Uint8Array.of(x, 2, 0x80, time >> 8, time & 255);

describe('atisFolder', () => {
  it('lists both splits in a fixed order and decodes by index', async () => {
    const store = memoryStore({
      'Train/7/00010.bin': event(1, 10),
      'Test/0/00001.bin': event(2, 20),
      'Train/0/00003.bin': event(3, 30),
    });
    expect(atisFolder.matches(await store.list())).toBe(true);
    const set = await atisFolder.open(store, OPTIONS);
    expect(set.recordings).toEqual([
      { id: 'Test/0/00001.bin', label: 0, split: 'test', speaker: null },
      { id: 'Train/0/00003.bin', label: 0, split: 'train', speaker: null },
      { id: 'Train/7/00010.bin', label: 7, split: 'train', speaker: null },
    ]);
    expect(set.classNames).toHaveLength(10);
    expect(set.sensor).toEqual({ width: 34, height: 34, polarities: 2 });
    expect(set.warnings).toEqual([]);
    const { x, times } = await set.read(2);
    expect([...x, ...times]).toEqual([1, 10]);
    await set.close();
  });

  it('takes a folder of digits, which has no split', async () => {
    const set = await atisFolder.open(memoryStore({ '3/a.bin': event(1, 1) }), OPTIONS);
    expect(set.recordings).toEqual([{ id: '3/a.bin', label: 3, split: null, speaker: null }]);
  });

  it('reports what stands elsewhere', async () => {
    const store = memoryStore({
      'Train/1/a.bin': event(1, 1),
      '1/b.bin': event(1, 1),
      'Train/11/c.bin': event(1, 1),
      'Train/readme.txt': 'x',
    });
    const set = await atisFolder.open(store, OPTIONS);
    expect(set.recordings.map(({ id }) => id)).toEqual(['Train/1/a.bin']);
    expect(set.warnings.map(({ where }) => where)).toEqual([
      'set/1/b.bin',
      'set/Train/11/c.bin',
      'set/Train/readme.txt',
    ]);
  });

  it('refuses a folder without recordings, and a damaged one by file and byte', async () => {
    const empty = memoryStore({ 'a/b.wav': 'x' });
    expect(atisFolder.matches(await empty.list())).toBe(false);
    await expectFailure(() => atisFolder.open(empty, OPTIONS), 'data', /no recordings/, /^set/);
    const cut = memoryStore({ '1/a.bin': Uint8Array.of(...event(1, 1), 1, 2, 3) });
    const set = await atisFolder.open(cut, OPTIONS);
    expect((await set.read(0)).times).toHaveLength(1);
    const strict = await atisFolder.open(cut, { ...OPTIONS, strict: true });
    await expectFailure(() => strict.read(0), 'data', /3 of 5 bytes/, /^set\/1\/a\.bin, byte 5$/);
  });
});

const REAL = '../shared/data/nmnist';
describe.skipIf(!existsSync(REAL))('N-MNIST itself (skipped without ../shared/data/nmnist)', () => {
  it('has the known first events of training recording 2', async () => {
    const bytes = readFileSync(join(REAL, 'Train/0/00002.bin'));
    const { times, x, y, polarity } = await decodeRecording(atis, bytes, '00002.bin');
    expect(times).toHaveLength(5028);
    expect([...x.subarray(0, 10)]).toEqual([10, 33, 12, 33, 14, 16, 7, 1, 16, 18]);
    expect([...y.subarray(0, 10)]).toEqual([30, 20, 27, 3, 23, 10, 30, 28, 11, 19]);
    expect([...polarity.subarray(0, 10)]).toEqual([1, 1, 1, 1, 0, 0, 1, 1, 0, 1]);
    expect([...times.subarray(0, 10)]).toEqual([
      937, 1030, 1052, 2078, 2383, 3189, 4003, 4975, 6609, 6678,
    ]);
  });

  it('decodes as a whole without a warning', async () => {
    const files: Record<string, Uint8Array> = {};
    for (const digit of readdirSync(join(REAL, 'Train'))) {
      for (const name of readdirSync(join(REAL, 'Train', digit))) {
        files[`Train/${digit}/${name}`] = readFileSync(join(REAL, 'Train', digit, name));
      }
    }
    const set = await atisFolder.open(memoryStore(files), OPTIONS);
    expect(set.recordings).toHaveLength(Object.keys(files).length);
    let warnings = set.warnings.length;
    for (const k of set.recordings.keys()) await set.read(k, () => (warnings += 1));
    expect(warnings).toBe(0);
  });
});
