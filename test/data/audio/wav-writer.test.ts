/** Sound written for browsers: what is read back is what was written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeWav } from '../../../src/data/audio/wav.ts';
import { encodeWav } from '../../../src/data/audio/wav-writer.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { readFixture } from './fixtures.ts';

const read = (bytes: Uint8Array) => decodeWav(bytes, reportOn('a.wav', { strict: true }));

it('writes 16-bit samples as Python’s wave does, byte for byte', () => {
  const file = readFixture('wave-pcm16.wav');
  expect(encodeWav(read(file))).toEqual(file);
});

it('keeps every 16-bit sample and every rate', () => {
  const sample = fc.integer({ min: -32_768, max: 32_767 });
  const rate = fc.integer({ min: 1000, max: 768_000 });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1 }), rate, (values, sampleRate) => {
      const samples = Float64Array.from(values, (value) => value / 32_768);
      const bytes = encodeWav({ sampleRate, samples });
      const found = read(bytes);
      expect(found.sampleRate).toBe(sampleRate);
      expect(found.samples).toEqual(samples);
    }),
  );
});

it('clips what is beyond full scale', () => {
  const { samples } = read(encodeWav({ sampleRate: 8000, samples: Float64Array.of(3, -3, 1) }));
  expect([...samples]).toEqual([32_767 / 32_768, -1, 32_767 / 32_768]);
});
