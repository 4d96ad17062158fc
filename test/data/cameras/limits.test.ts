/** Recordings of more events than there is memory for, which two bytes of EVT 3.0 make twelve of. */
import { afterEach, expect, it } from 'vitest';
import { adjustLimits } from '../../../src/core/limits.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { EVENT_FORMATS } from '../../../src/data/cameras/registry.ts';
import { WRITERS } from './writers.ts';

afterEach(() => adjustLimits('recordedEvents=134217728'));

it.each(Object.keys(WRITERS))('%s refuses too many events before they are decoded', async (id) => {
  const format = EVENT_FORMATS.find((candidate) => candidate.id === id)!;
  const { write, width, height } = WRITERS[id]!;
  const zeros = [0, 0, 0];
  const bytes = write({ width, height, times: zeros, x: zeros, y: zeros, polarity: zeros });
  const decode = () =>
    decodeRecording(format, bytes, 'a.bin', { sensor: { width, height }, onWarning: () => {} });
  expect((await decode()).times).toHaveLength(3);
  adjustLimits('recordedEvents=2');
  await expect(decode()).rejects.toEqual(
    expect.objectContaining({
      kind: 'data',
      message: 'The recording cannot be read: it has 3 events, over 2.',
      where: 'a.bin, byte 0',
      remedy: expect.stringContaining('MOTIFSMITH_LIMITS to recordedEvents='),
    }),
  );
});
