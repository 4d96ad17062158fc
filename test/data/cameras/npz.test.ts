/** Recordings in .npz archives: which archives are some, and what is refused. */
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { npzEvents } from '../../../src/data/cameras/npz-events.ts';
import { guessFormat } from '../../../src/data/cameras/registry.ts';
import { cameraFolder } from '../../../src/data/sources/camera-folder.ts';
import { spikeNpz } from '../../../src/data/sources/spike-npz/spike-npz.ts';
import { encodeNpy, encodeNpz, expectFailure } from '../helpers.ts';
import { memoryStore } from '../sources/memory-store.ts';

const bytesOf = (values: number[]) => encodeNpy('u2', values);
const events = { t: bytesOf([5, 9]), x: bytesOf([1, 2]), y: bytesOf([3, 4]), p: bytesOf([0, 1]) };
const isRecording = (members: Record<string, Uint8Array>) => {
  const bytes = encodeNpz(members);
  return guessFormat(bytes, 'a.npz', bytes.length)?.id === 'npz';
};
const options = { sensor: { width: 8, height: 8 } } as Parameters<typeof cameraFolder.open>[1];

describe('recordings in .npz', () => {
  it('are told from spike archives and cochleagrams by their arrays', () => {
    expect(isRecording(events)).toBe(true);
    expect(isRecording({ events: encodeNpy('u2', [1, 2, 0, 5], [1, 4]) })).toBe(true);
    expect(isRecording({ label: bytesOf([1]), ...events })).toBe(true);
    expect(isRecording({ time: bytesOf([1]), channel: bytesOf([1]) })).toBe(false);
    expect(isRecording({ data: bytesOf([1]), offsets: bytesOf([1]) })).toBe(false);
    expect(isRecording({ weights: bytesOf([1]) })).toBe(false);
  });

  it('that are transposed are called so, however wide', async () => {
    for (const count of [5, 2000]) {
      const across = encodeNpy('u2', new Array(4 * count).fill(1), [4, count]);
      const decoding = () => decodeRecording(npzEvents, encodeNpz({ events: across }), 'a.npz');
      const { remedy } = await expectFailure(decoding, 'data', /transposed/, /events\.npy/);
      expect(remedy).toMatch(/events\.T/);
    }
  });

  it('in folders of classes are a set', async () => {
    const store = memoryStore({ 'a/1.npz': encodeNpz(events), 'b/2.npz': encodeNpz(events) });
    expect(cameraFolder.mayMatch!(await store.list())).toBe(true);
    const set = await cameraFolder.open(store, options);
    expect(set.recordings.map(({ label }) => label)).toEqual([0, 1]);
    expect([...(await set.read(1)).times]).toEqual([0, 4]);
  });

  it('are not called damaged spike archives', async () => {
    const store = memoryStore({ 'a/1.npz': encodeNpz(events) });
    const refusal = await expectFailure(
      () => spikeNpz.open(store, options),
      'data',
      /one recording of a camera/,
      /a\/1\.npz$/,
    );
    expect(refusal.remedy).toContain('camera-folder');
  });

  const decode = (members: Record<string, Uint8Array>) =>
    decodeRecording(npzEvents, encodeNpz(members), 'a.npz', options);

  it.each([
    ['other arrays', { a: bytesOf([1]), b: bytesOf([1]) }, /arrays are a, b/, /directory/],
    [
      'columns of other lengths',
      { ...events, y: bytesOf([3]) },
      /y has 1 values, but t has 2/,
      /arrays$/,
    ],
    [
      'a column that is a matrix',
      { ...events, x: encodeNpy('u2', [1, 2, 3, 4], [2, 2]) },
      /2, 2/,
      /x\.npy$/,
    ],
  ])('are refused with %s', async (_, members, message, where) => {
    await expectFailure(() => decode(members), 'data', message, where);
  });
});
