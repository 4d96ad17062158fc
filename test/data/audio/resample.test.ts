/** Resampling keeps what lies below half of both rates and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resample } from '../../../src/data/audio/resample.ts';
import { expectFailure } from '../helpers.ts';

const sine = (rate: number, hertz: number, samples: number) =>
  Float64Array.from({ length: samples }, (_, t) => Math.sin((2 * Math.PI * hertz * t) / rate));

/** Root mean square away from the ends. */
const level = (samples: Float64Array) => {
  const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4);
  return Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length);
};

describe('resample', () => {
  it.each([
    [8000, 16000],
    [12500, 16000],
    [16000, 12500],
    [22050, 8000],
    [44100, 16000],
    [8000, 8000],
  ])('from %i to %i Hz keeps a tone in the pass band, sample for sample', (from, to) => {
    const hertz = 0.35 * Math.min(from, to);
    const { samples, sampleRate } = resample(
      { sampleRate: from, samples: sine(from, hertz, from / 10) },
      to,
      'a',
    );
    expect(sampleRate).toBe(to);
    expect(samples).toHaveLength(Math.ceil(to / 10));
    const expected = sine(to, hertz, samples.length);
    for (let t = samples.length / 4; t < (3 * samples.length) / 4; t++) {
      expect(Math.abs(samples[Math.round(t)]! - expected[Math.round(t)]!)).toBeLessThan(2e-3);
    }
  });

  it('lets nothing fold back: a tone above half the new rate is gone by 60 dB', () => {
    const high = { sampleRate: 16000, samples: sine(16000, 4700, 3200) };
    expect(level(high.samples)).toBeGreaterThan(0.7);
    expect(level(resample(high, 8000, 'a').samples)).toBeLessThan(1e-3);
  });

  it('keeps a constant', () => {
    const rates = fc.constantFrom(8000, 11025, 12500, 16000, 20000, 22050);
    fc.assert(
      fc.property(rates, rates, (from, to) => {
        const { samples } = resample(
          { sampleRate: from, samples: new Float64Array(400).fill(0.25) },
          to,
          'a',
        );
        expect(Math.abs(samples[Math.floor(samples.length / 2)]! - 0.25)).toBeLessThan(1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a ratio that would need a huge table', async () => {
    const odd = { sampleRate: 767_999, samples: new Float64Array(10) };
    await expectFailure(() => resample(odd, 8000, 'a.wav'), 'data', /phases/, /a\.wav/);
  });
});
