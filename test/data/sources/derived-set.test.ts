/** Sets that are another set but for something. */
import { expect, it } from 'vitest';
import { fromFirstEvent } from '../../../src/data/sources/derived-set.ts';
import type { RecordingSet } from '../../../src/data/sources/recording-set.ts';

it('lets time begin with the first event, duration included', async () => {
  const sensor = { width: 3, height: 1, polarities: 1 } as const;
  const times = [Float64Array.of(300, 301.5), new Float64Array(0)];
  const set: RecordingSet = {
    ...{ name: 'a', description: 'b', classNames: ['c'], sensor, warnings: [] },
    recordings: [0, 1].map((k) => ({ id: String(k), label: 0, split: null, speaker: null })),
    read: async (k) => ({
      ...{ sensor, times: times[k]!, durationUs: 400 },
      x: new Uint16Array(times[k]!.length),
      y: new Uint16Array(times[k]!.length),
      polarity: new Uint8Array(times[k]!.length),
    }),
    close: async () => {},
  };
  const shifted = fromFirstEvent(set);
  const { times: found, durationUs } = await shifted.read(0);
  expect([[...found], durationUs]).toEqual([[0, 1.5], 100]);
  expect((await shifted.read(1)).durationUs).toBe(400);
  expect(shifted.recordings).toBe(set.recordings);
});
