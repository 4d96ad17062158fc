/** Cochlea digits: the same sounds in every word, and a decoder as good as its bound. */
import { describe, expect, it } from 'vitest';
import {
  cochleaDigits,
  soundRates,
  wordSounds,
} from '../../../../src/data/sources/synthetic/cochlea-digits.ts';
import { bagAccuracy } from './bag.ts';
import { accuracy, largest, type Recorded, recordAll, slack } from './helpers.ts';

const CLASSES = 11;
const words = Array.from({ length: CLASSES }, (_, label) => wordSounds(label));

/** Voices take turns within each class. */
const shiftOf = ({ id }: Recorded) => (Math.floor(Number(id.split('/')[1]) / CLASSES) % 7) - 3;

/** [sounds][channels] rates with noise. */
const ratesOf = (shift: number, totalHz: number, noiseHz: number) =>
  [0, 1, 2, 3].map((sound) => soundRates(sound, shift, totalHz).map((rate) => rate + noiseHz));

/** Maximum likelihood; total rates are equal, so that only the spikes count. */
function decode(recording: Recorded, lengthMs: number, totalHz: number, noiseHz: number): number {
  const rates = ratesOf(shiftOf(recording), totalHz, noiseHz);
  const { times, x } = recording.events;
  return largest(
    words.map((sounds) =>
      times.reduce((sum, time, e) => {
        const sound = sounds[Math.floor(time / (1000 * lengthMs))]!;
        return sum + Math.log(rates[sound]![x[e]!]!);
      }, 0),
    ),
  );
}

/** (1/K) Σ_{a<b} BC_ab, the mean over the voices. */
function bound(lengthMs: number, totalHz: number, noiseHz: number): number {
  const bounds = [-3, -2, -1, 0, 1, 2, 3].map((shift) => {
    const rates = ratesOf(shift, totalHz, noiseHz);
    let sum = 0;
    for (let a = 0; a < CLASSES; a++) {
      for (let b = a + 1; b < CLASSES; b++) {
        let exponent = 0;
        for (let k = 0; k < 4; k++) {
          const [own, other] = [rates[words[a]![k]!]!, rates[words[b]![k]!]!];
          exponent += own.reduce(
            (total, rate, c) => total + (Math.sqrt(rate) - Math.sqrt(other[c]!)) ** 2,
            0,
          );
        }
        sum += Math.exp((-exponent * lengthMs) / 2000) / CLASSES;
      }
    }
    return sum;
  });
  return bounds.reduce((sum, value) => sum + value / bounds.length, 0);
}

describe('the words', () => {
  it('all hold the same sounds, in orders of their own', () => {
    for (const sounds of words) expect([...sounds].sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(words.map(String)).size).toBe(CLASSES);
  });

  it('have sounds of one total rate, whatever the voice', () => {
    for (const shift of [-3, 0, 3]) {
      for (const sound of [0, 1, 2, 3]) {
        const total = soundRates(sound, shift, 500).reduce((sum, rate) => sum + rate, 0);
        expect(total).toBeCloseTo(500, 9);
      }
    }
  });
});

describe('cochlea-digits', () => {
  it('is decoded at low rates as well as the bound says', async () => {
    const [soundMs, totalHz, noiseHz] = [60, 150, 0.5];
    const options = {
      soundMs,
      totalHz,
      noiseHz,
      tempo: 0,
      trainPerClass: 70,
      testPerClass: 1,
      seed: 2,
    };
    const recordings = await recordAll(cochleaDigits.create(options));
    const share = accuracy(recordings, (recording) => decode(recording, soundMs, totalHz, noiseHz));
    const errors = bound(soundMs, totalHz, noiseHz);
    // The bound says something, and there is something to be said.
    expect(errors).toBeLessThan(0.5);
    expect(share).toBeLessThan(1);
    expect(1 - share).toBeLessThan(errors + slack(errors, recordings.length));
  });

  it('is decoded without error at its defaults, where the bound is next to nothing', async () => {
    const recordings = await recordAll(
      cochleaDigits.create({ tempo: 0, trainPerClass: 7, testPerClass: 1 }),
    );
    expect(accuracy(recordings, (recording) => decode(recording, 60, 4000, 2))).toBe(1);
    expect(bound(60, 4000, 2)).toBeLessThan(1e-9);
  });

  it('is beyond a strong read-out without memory', async () => {
    // Of one tempo, so that nothing hides a sound that lasts longer in some words than in others.
    const options = { tempo: 0, soundMs: 30, totalHz: 2000 };
    const recordings = await recordAll(
      cochleaDigits.create({ ...options, trainPerClass: 140, testPerClass: 60 }),
    );
    const share = bagAccuracy(recordings, 5);
    expect(Math.abs(share - 1 / CLASSES)).toBeLessThan(slack(1 / CLASSES, 660));
  });
});
