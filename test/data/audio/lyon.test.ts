/**
 * Lyon's ear against an independent program (fixtures/audio/writers/lyon.py), against worked numbers
 * of the toolbox's documentation, and against what an ear must do with tones.
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import {
  controlGain,
  createLyonEar,
  GAIN_CONTROL,
  type LyonOptions,
} from '../../../src/data/audio/lyon.ts';
import { designLyonFilters, type Section } from '../../../src/data/audio/lyon-filters.ts';
import { fadingNoise, readFixture, tone } from './fixtures.ts';

interface Golden {
  readonly sections16k: readonly (readonly number[])[];
  readonly centres16k: readonly number[];
  readonly cochleagram12k5: readonly (readonly number[])[];
}
const golden = JSON.parse(new TextDecoder().decode(readFixture('lyon.json'))) as Golden;

const near = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected)));

/** |H| of a section at a frequency, in units of the sample rate. */
function gainAt({ a0, a1, a2, b1, b2 }: Section, turn: number): number {
  const part = (c0: number, c1: number, c2: number) => {
    const [w, v] = [2 * Math.PI * turn, 4 * Math.PI * turn];
    const real = c0 + c1 * Math.cos(w) + c2 * Math.cos(v);
    return Math.hypot(real, c1 * Math.sin(w) + c2 * Math.sin(v));
  };
  return part(a0, a1, a2) / part(1, b1, b2);
}

describe('designLyonFilters', () => {
  it.each([
    [8000, 64],
    [12500, 78],
    [16000, 86],
    [20000, 93],
  ])(
    'at %i Hz has the %i channels of quality 8 and steps of a quarter bandwidth',
    (rate, count) => {
      expect(designLyonFilters(rate, 8, null).stages).toHaveLength(count);
    },
  );

  it('agrees with the independent program, section by section', () => {
    const { front, stages, centreFrequencies } = designLyonFilters(16000, 8, null);
    [...front, ...stages].forEach(({ a0, a1, a2, b1, b2 }, s) => {
      [a0, a1, a2, b1, b2].forEach((value, k) => {
        near(value, golden.sections16k[s]![k]!, 1e-12);
      });
    });
    centreFrequencies.forEach((hertz, c) => {
      near(hertz, golden.centres16k[c]!, 1e-12);
    });
  });

  it.each([
    [16000, 78],
    [12500, 78],
    [20000, 64],
    [8000, 100],
    [16000, 8],
    [44100, 512],
  ])(
    'at %i Hz gives the %i channels asked for, over the whole range of the ear',
    (rate, channels) => {
      const { stages, centreFrequencies } = designLyonFilters(rate, 8, channels);
      expect(stages).toHaveLength(channels);
      expect(centreFrequencies[0]).toBeLessThan(rate / 2);
      // The lowest stage is no more than a step above the one whose Q would be ½.
      const ratio = centreFrequencies.at(-1)! / (1000 / Math.sqrt(255));
      expect(ratio).toBeGreaterThan(1);
      for (let c = 1; c < channels; c++) {
        expect(centreFrequencies[c]!).toBeLessThan(centreFrequencies[c - 1]!);
      }
      // One step is the same part of the bandwidth everywhere.
      const steps = Array.from(
        centreFrequencies.subarray(1),
        (f, c) => Math.asinh(centreFrequencies[c]! / 1000) - Math.asinh(f / 1000),
      );
      for (const step of steps) near(step, steps[0]!, 1e-9);
    },
  );

  it('sets each stage to the gain of its step at 0 Hz, and the front to 1 at a quarter of the rate', () => {
    const { front, stages, centreFrequencies } = designLyonFilters(12500, 8, null);
    for (const section of front) near(gainAt(section, 0.25), 1, 1e-12);
    for (let c = 1; c < stages.length; c++) {
      near(gainAt(stages[c]!, 0), centreFrequencies[c - 1]! / centreFrequencies[c]!, 1e-9);
    }
  });
});

describe('controlGain', () => {
  it("gives the numbers of the toolbox's documentation", () => {
    // agc(ones(1, 20), [.5; .5]): one channel, target and ε one half.
    const state = new Float64Array(1);
    const outputs = Array.from({ length: 20 }, () => {
      const levels = Float64Array.of(1);
      controlGain(levels, state, 0.5, 0.5);
      return levels[0]!;
    });
    const documented = [
      1, 0.1, 0.45, 0.275, 0.3625, 0.3187, 0.3406, 0.3297, 0.3352, 0.3324, 0.3338,
    ];
    documented.forEach((value, t) => {
      expect(Math.abs(outputs[t]! - value)).toBeLessThanOrEqual(5.1e-5);
    });
    near(outputs[19]!, 1 / 3, 1e-4);
  });

  it.each(GAIN_CONTROL)('settles at x·target/(x + target) for τ = $tau s', ({ target }) => {
    const state = new Float64Array(5);
    const levels = new Float64Array(5);
    const x = 4 * target;
    for (let t = 0; t < 2000; t++) {
      levels.fill(x);
      controlGain(levels, state, target, 0.01);
    }
    for (const level of levels) near(level, (x * target) / (x + target), 1e-9);
  });

  it('never takes more than nine tenths away, and lets loud channels quieten their neighbours', () => {
    const state = new Float64Array(9);
    const levels = new Float64Array(9);
    for (let t = 0; t < 3000; t++) {
      levels.fill(1e-6);
      levels[4] = 1;
      controlGain(levels, state, 1e-3, 0.005);
    }
    expect(levels[4]).toBeCloseTo(0.1, 6);
    expect(levels[3]).toBeLessThan(levels[2]!);
    expect(levels[2]).toBeLessThan(levels[1]!);
    expect(levels[5]).toBeCloseTo(levels[3]!, 12);
  });
});

const LYON: LyonOptions = DEFAULT_EAR;

/** Mean of each channel over the frames after the first 100 ms. */
function meanLevels(rate: number, options: LyonOptions, samples: Float64Array): Float64Array {
  const { channels, frameSamples, listen } = createLyonEar(rate, options);
  const { values } = listen(samples);
  const first = Math.ceil((0.1 * rate) / frameSamples);
  const frames = values.length / channels - first;
  return Float64Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += values[(first + f) * channels + c]!;
    return sum / frames;
  });
}

const loudest = (levels: Float64Array) => levels.indexOf(Math.max(...levels));

describe('createLyonEar', () => {
  it('agrees with the independent program on noise', () => {
    const { channels, listen, frameSamples } = createLyonEar(12500, LYON);
    expect(frameSamples).toBe(200);
    const { values, frameUs } = listen(fadingNoise(2000));
    expect(frameUs).toBe(16000);
    expect(values).toHaveLength(10 * channels);
    golden.cochleagram12k5.forEach((row, frame) => {
      row.forEach((value, c) => {
        expect(Math.abs(values[frame * channels + c]! - value)).toBeLessThan(1e-12 + 1e-9 * value);
      });
    });
  });

  it.each([8000, 12500, 16000])('at %i Hz hears a tone where its frequency is', (rate) => {
    const ear = createLyonEar(rate, LYON);
    for (let c = 6; c < ear.channels - 4; c += 5) {
      const sound = tone(rate, ear.centreFrequencies[c]!, 0.3, 0.01);
      // Without gain control the cascade itself peaks there; with it, to within two channels.
      const plain = loudest(meanLevels(rate, { ...LYON, gainControl: false }, sound));
      const controlled = loudest(meanLevels(rate, LYON, sound));
      expect(Math.abs(plain - c)).toBeLessThanOrEqual(2);
      expect(Math.abs(controlled - c)).toBeLessThanOrEqual(3);
    }
  });

  it('compresses: a tone a hundred times louder gives less than three times the output', () => {
    const soft = meanLevels(12500, LYON, tone(12500, 1000, 0.4, 0.005));
    const loud = meanLevels(12500, LYON, tone(12500, 1000, 0.4, 0.5));
    expect(Math.max(...loud) / Math.max(...soft)).toBeLessThan(3);
    expect(Math.max(...loud)).toBeGreaterThan(Math.max(...soft));
    const linear = { ...LYON, gainControl: false };
    const ratio =
      Math.max(...meanLevels(12500, linear, tone(12500, 1000, 0.4, 0.5))) /
      Math.max(...meanLevels(12500, linear, tone(12500, 1000, 0.4, 0.005)));
    near(ratio, 100, 1e-9);
  });

  it('stays within the range of the published cochleagrams, which end near the fastest target', () => {
    const { listen } = createLyonEar(12500, LYON);
    const { values } = listen(fadingNoise(25000));
    expect(Math.max(...values)).toBeLessThan(4.5e-4);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });

  it('is silent in silence, and quiet soon after a sound', () => {
    const { listen, channels } = createLyonEar(8000, LYON);
    expect(Math.max(...listen(new Float64Array(8000)).values)).toBe(0);
    const sound = new Float64Array(16000);
    sound.set(tone(8000, 1000, 0.2));
    const { values } = listen(sound);
    expect(Math.max(...values.subarray(0, 12 * channels))).toBeGreaterThan(1e-5);
    expect(Math.max(...values.subarray(-channels))).toBeLessThan(1e-9);
  });

  it('has no memory between recordings', () => {
    const { listen } = createLyonEar(8000, LYON);
    const first = listen(tone(8000, 700, 0.2)).values;
    listen(fadingNoise(5000));
    expect(listen(tone(8000, 700, 0.2)).values).toEqual(first);
  });
});
