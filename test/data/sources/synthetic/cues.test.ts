/**
 * The tasks of cues: what the cues say alone is nothing, counted cue by cue; what they say together
 * is the class. Cues are read off the events, not taken from the generator.
 */
import { describe, expect, it } from 'vitest';
import { cueAccumulation } from '../../../../src/data/sources/synthetic/cue-accumulation.ts';
import { delayedMatch } from '../../../../src/data/sources/synthetic/delayed-match.ts';
import { temporalXor } from '../../../../src/data/sources/synthetic/temporal-xor.ts';
import { bagAccuracy } from './bag.ts';
import { accuracy, countsIn, largest, type Recorded, recordAll, slack } from './helpers.ts';

const SIZES = { trainPerClass: 240, testPerClass: 120 };
const CHANNELS = 10;
const CUE = 20;
/** Short recordings, as their length is of no matter here. */
const SHORT = { ...SIZES, delayMs: 40 };

type Windows = readonly (readonly [number, number])[];

/** [recordings][slots] the population that fires most in each slot. */
function cuesOf(recordings: readonly Recorded[], populations: number, windows: Windows) {
  return recordings.map(({ events }) =>
    countsIn(events, CHANNELS, populations, windows).map(largest),
  );
}

/** How often each value occurs with each label. */
function tally(recordings: readonly Recorded[], values: readonly (number | string)[]) {
  const found = new Map<number | string, [number, number]>();
  values.forEach((value, k) => {
    const counts = found.get(value) ?? [0, 0];
    counts[recordings[k]!.label]! += 1;
    found.set(value, counts);
  });
  return found;
}

function expectBalance(recordings: readonly Recorded[], values: readonly (number | string)[]) {
  for (const [first, second] of tally(recordings, values).values()) expect(first).toBe(second);
}

const sorted = (cues: readonly number[]) => [...cues].sort((a, b) => a - b).join();

describe('temporal-xor', async () => {
  const recordings = await recordAll(temporalXor.create({ ...SHORT, seed: 11 }));
  const windows = [0, 40, 100, 140].map((begin) => [begin, CUE] as const);
  const cues = cuesOf(recordings, 2, windows);

  it('holds the same cues in every recording, so that their counts tell nothing', () => {
    expect(new Set(cues.map(sorted))).toEqual(new Set(['0,0,1,1']));
  });

  it('has every cue in every slot as often in one class as in the other', () => {
    for (let slot = 0; slot < 4; slot++) {
      const here = cues.map((slots) => slots[slot]!);
      expectBalance(recordings, here);
      expect(new Set(here).size).toBe(2);
    }
    // Nor does either bit alone.
    for (const bit of [0, 2])
      expectBalance(
        recordings,
        cues.map((slots) => `${slots.slice(bit, bit + 2)}`),
      );
  });

  it('is decoded by who remembers both bits', () => {
    expect(accuracy(recordings, (_, k) => (cues[k]![0]! === cues[k]![2]! ? 0 : 1))).toBe(1);
  });

  it('errs by cue as rarely as the bound says, where noise drowns cues', async () => {
    const loud = { cueHz: 10, noiseHz: 2, channelsPerCue: CHANNELS };
    const noisy = await recordAll(temporalXor.create({ ...SHORT, ...loud, seed: 5 }));
    const found = cuesOf(noisy, 2, windows);
    const [a, b] = [CHANNELS * 12 * 0.02, CHANNELS * 2 * 0.02];
    const bound = Math.exp(-((Math.sqrt(a) - Math.sqrt(b)) ** 2));
    // A bit is read from two slots, so the class is wrong only if some slot is.
    const errors = 1 - accuracy(noisy, (_, k) => (found[k]![0] === found[k]![2] ? 0 : 1));
    expect(errors).toBeGreaterThan(0.02);
    expect(errors).toBeLessThan(4 * bound);
  });

  it('is beyond a strong read-out without memory', () => {
    const share = bagAccuracy(recordings, 20);
    expect(Math.abs(share - 1 / 2)).toBeLessThan(slack(1 / 2, 240));
  });
});

describe('delayed-match', async () => {
  const recordings = await recordAll(delayedMatch.create({ ...SHORT, seed: 12 }));
  const windows = [0, 60, 100].map((begin) => [begin, CUE] as const);
  const cues = cuesOf(recordings, 4, windows);

  it('holds each collection of cues as often in one class as in the other', () => {
    expectBalance(recordings, cues.map(sorted));
    expect(new Set(cues.map(sorted)).size).toBe(12);
  });

  it('has every symbol in every slot as often in one class as in the other', () => {
    for (let slot = 0; slot < 3; slot++) {
      const here = cues.map((slots) => slots[slot]!);
      expectBalance(recordings, here);
      expect(new Set(here).size).toBe(4);
    }
  });

  it('is decoded by who remembers the sample', () => {
    expect(accuracy(recordings, (_, k) => (cues[k]![1] === cues[k]![0] ? 0 : 1))).toBe(1);
  });

  it('is beyond a strong read-out without memory', () => {
    const share = bagAccuracy(recordings, 20);
    expect(Math.abs(share - 1 / 2)).toBeLessThan(slack(1 / 2, 240));
  });
});

describe('cue-accumulation', async () => {
  const recordings = await recordAll(cueAccumulation.create({ ...SIZES, seed: 13 }));
  const n = 7;
  const windows = Array.from({ length: 2 * n + 1 }, (_, k) => [30 * k, CUE] as const);
  const cues = cuesOf(recordings, 3, windows);

  it('holds the same cues in every recording, with the marker in the middle', () => {
    expect(new Set(cues.map(sorted))).toEqual(
      new Set([`${new Array(n).fill(0)},${new Array(n).fill(1)},2`]),
    );
    expect(cues.every((slots) => slots[n] === 2)).toBe(true);
  });

  it('is decoded by who counts before the marker', () => {
    const lead = (slots: number[]) =>
      slots.slice(0, n).filter((side) => side === 1).length > n / 2 ? 1 : 0;
    expect(accuracy(recordings, (_, k) => lead(cues[k]!))).toBe(1);
  });

  it('is decoded by who remembers the last cue as often as the formula says', () => {
    const expected = (3 * n + 1) / (4 * n);
    const share = accuracy(recordings, (_, k) => cues[k]![n - 1]!);
    expect(Math.abs(share - expected)).toBeLessThan(slack(expected, recordings.length));
  });

  it('is beyond a strong read-out without memory', () => {
    const share = bagAccuracy(recordings, 10);
    expect(Math.abs(share - 1 / 2)).toBeLessThan(slack(1 / 2, 240));
  });
});
