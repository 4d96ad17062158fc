/** From sound to spikes: settings, rates, and what reaches the encoder. */
import { describe, expect, it } from 'vitest';
import { checkEar, createEar, DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import type { EncoderSettings } from '../../../src/data/encoders/encode.ts';
import { expectFailure } from '../helpers.ts';
import { fadingNoise, tone } from './fixtures.ts';

const hear = (rate: number, samples: Float64Array, options = DEFAULT_EAR) =>
  createEar(rate, options).hear({ sampleRate: rate, samples }, 'a.wav', 'a');

const ENCODERS: readonly EncoderSettings[] = [
  { kind: 'bsa', threshold: 0.6, repeat: 10 },
  { kind: 'rate', process: 'bernoulli', rateHz: 300, stepMs: 1 },
  { kind: 'rate', process: 'poisson', rateHz: 300, stepMs: 1 },
  { kind: 'latency', threshold: 0.05, tauMs: 10 },
  { kind: 'level-crossing', threshold: 0.05 },
];

describe('createEar', () => {
  it('turns a tone into spikes around its channel, in steps of 1.6 ms', () => {
    const ear = createEar(8000, DEFAULT_EAR);
    expect(ear.sensor).toEqual({ width: 64, height: 1, polarities: 1 });
    const { times, x } = hear(8000, tone(8000, 1000, 0.3));
    const counts = new Float64Array(64);
    for (const channel of x) counts[channel]!++;
    const peak = counts.indexOf(Math.max(...counts));
    expect(Math.abs(ear.centreFrequencies[peak]! - 1000)).toBeLessThan(150);
    expect(times.every((time) => Math.abs(time / 1600 - Math.round(time / 1600)) < 1e-9)).toBe(
      true,
    );
  });

  it.each(ENCODERS)('gives valid events with $kind, the same each time', (encoder) => {
    const options = { ...DEFAULT_EAR, encoder };
    const samples = fadingNoise(4000);
    const { sensor, times, x, y, polarity } = hear(8000, samples, options);
    expect(times.length).toBeGreaterThan(50);
    expect(times[0]).toBeGreaterThanOrEqual(0);
    expect(times.at(-1)).toBeLessThan(500_000);
    for (let e = 1; e < times.length; e++) expect(times[e]!).toBeGreaterThanOrEqual(times[e - 1]!);
    expect(x.every((channel) => channel < sensor.width)).toBe(true);
    expect(y.every((row) => row === 0)).toBe(true);
    expect(polarity.some((sign) => sign === 1)).toBe(encoder.kind === 'level-crossing');
    expect(hear(8000, samples, options).times).toEqual(times);
  });

  it('draws anew for each recording and seed, whatever was heard before', () => {
    const options = { ...DEFAULT_EAR, encoder: ENCODERS[1]! };
    const samples = fadingNoise(4000);
    const ear = createEar(8000, options);
    const as = (id: string) => ear.hear({ sampleRate: 8000, samples }, 'f', id).times;
    const first = as('a');
    expect(as('b')).not.toEqual(first);
    expect(as('a')).toEqual(first);
    expect(hear(8000, samples, { ...options, seed: 2 }).times).not.toEqual(first);
  });

  it('resamples where a rate is given, and refuses other rates where none is', async () => {
    const options = { ...DEFAULT_EAR, sampleRate: 8000 };
    const ear = createEar(44100, options);
    expect(ear.sensor.width).toBe(64);
    const { x } = ear.hear({ sampleRate: 16000, samples: tone(16000, 1000, 0.3) }, 'f', 'a');
    const same = hear(8000, tone(8000, 1000, 0.3)).x;
    expect(Math.abs(x.length / same.length - 1)).toBeLessThan(0.1);
    await expectFailure(
      () =>
        createEar(8000, DEFAULT_EAR).hear(
          { sampleRate: 16000, samples: tone(16000, 1000, 0.3) },
          'f.wav',
          'a',
        ),
      'data',
      /16000 Hz, the first of its set 8000 Hz/,
      /f\.wav/,
    );
  });

  it.each([1000, 200_000])(
    'refuses recordings of %i Hz unless they are resampled',
    async (rate) => {
      await expectFailure(
        () => createEar(rate, DEFAULT_EAR),
        'data',
        /Hz; allowed: a whole number from 2000 to 192000/,
        /rate/,
      );
      expect(createEar(rate, { ...DEFAULT_EAR, sampleRate: 8000 }).sensor.width).toBe(64);
    },
  );

  it('refuses a recording shorter than a frame', async () => {
    await expectFailure(
      () => hear(8000, new Float64Array(127)),
      'data',
      /shorter than 16 ms/,
      /a\.wav/,
    );
  });

  it.each([
    { sampleRate: 10 },
    { sampleRate: 8000.5 },
    { channels: 7 },
    { channels: 64.5 },
    { quality: 0.4 },
    { quality: Number.NaN },
    { frameMs: 0 },
    { smoothing: -1 },
    { gain: 0 },
    { gain: Number.POSITIVE_INFINITY },
    { seed: 0.5 },
    { encoder: { kind: 'bsa', threshold: 0, repeat: 10 } as const },
    { encoder: { kind: 'bsa', threshold: 0.6, repeat: 0 } as const },
    { encoder: { kind: 'rate', process: 'poisson', rateHz: -1, stepMs: 1 } as const },
    { encoder: { kind: 'rate', process: 'poisson', rateHz: 1, stepMs: 0 } as const },
    { encoder: { kind: 'latency', threshold: 0.1, tauMs: 0 } as const },
    { encoder: { kind: 'level-crossing', threshold: Number.NaN } as const },
  ])('refuses %j', async (wrong) => {
    await expectFailure(
      () => checkEar({ ...DEFAULT_EAR, ...wrong }),
      'usage',
      /^data\.ear\.[\w.]+ is .+; allowed: /,
      /^data\.ear\./,
    );
  });
});
