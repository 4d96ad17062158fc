/** Spike patterns: every class has the same spikes in another order, and the Bayes rate holds. */
import { describe, expect, it } from 'vitest';
import {
  patternSlots,
  spikePatterns,
} from '../../../../src/data/sources/synthetic/spike-patterns.ts';
import { expectFailure } from '../../helpers.ts';
import { bagAccuracy } from './bag.ts';
import { accuracy, largest, type Recorded, recordAll, slack, stepsOf } from './helpers.ts';

const SLOT_MS = 10;

/** The class whose pattern has most of the spikes in their slots; the first of equals. */
const bestMatch = (slots: readonly Uint32Array[]) => (recording: Recorded) => {
  const { times, x } = recording.events;
  return largest(
    slots.map((pattern) => {
      const matches = Array.from(x).filter(
        (channel, e) => pattern[channel] === Math.floor(times[e]! / (1000 * SLOT_MS)),
      );
      return matches.length;
    }),
  );
};

describe('patternSlots', () => {
  it('gives every class every slot once, and no channel the same slot in two classes', () => {
    const slots = patternSlots(20, 20, 7);
    const numbers = Array.from({ length: 20 }, (_, k) => k);
    for (const pattern of slots) expect(Array.from(pattern).sort((a, b) => a - b)).toEqual(numbers);
    for (const channel of numbers) {
      expect(new Set(slots.map((pattern) => pattern[channel])).size).toBe(20);
    }
    expect(patternSlots(20, 20, 8)).not.toEqual(slots);
    expect(patternSlots(3, 20, 7)).toEqual(slots.slice(0, 3));
  });
});

describe('spike-patterns', () => {
  it('shows each step one spike, and all recordings the same spikes', async () => {
    const set = spikePatterns.create({
      deleted: 0,
      noiseHz: 0,
      trainPerClass: 20,
      testPerClass: 1,
    });
    const recordings = await recordAll(set);
    for (const { events } of recordings) {
      const steps = stepsOf(events, SLOT_MS);
      expect(steps.every((channels) => channels.length === 1)).toBe(true);
      expect(steps.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, k) => k));
    }
    expect(accuracy(recordings, bestMatch(patternSlots(4, 20, 1)))).toBe(1);
  });

  it('is decoded as often as the formula says, where spikes are few', async () => {
    const [classes, channels, deleted] = [4, 4, 0.8];
    const options = {
      classes,
      channels,
      deleted,
      noiseHz: 0,
      trainPerClass: 500,
      testPerClass: 1,
      seed: 9,
    };
    const recordings = await recordAll(spikePatterns.create(options));
    const share = accuracy(recordings, bestMatch(patternSlots(classes, channels, 9)));
    const expected = 1 - deleted ** channels * (1 - 1 / classes);
    expect(Math.abs(share - expected)).toBeLessThan(slack(expected, recordings.length));
  });

  it('is decoded under the noise of its defaults, but not without memory', async () => {
    const recordings = await recordAll(
      spikePatterns.create({ trainPerClass: 150, testPerClass: 90 }),
    );
    expect(accuracy(recordings, bestMatch(patternSlots(4, 20, 1)))).toBe(1);
    for (const stepMs of [1, SLOT_MS]) {
      const share = bagAccuracy(recordings, stepMs);
      expect(Math.abs(share - 1 / 4)).toBeLessThan(slack(1 / 4, 360));
    }
  });

  it('lets the read-out without memory see what steps across slots would tell', async () => {
    // Steps of 20 ms hold two spikes, and which two is the class: the bound is one for short steps.
    const recordings = await recordAll(
      spikePatterns.create({ trainPerClass: 150, testPerClass: 90, deleted: 0, noiseHz: 0 }),
    );
    expect(bagAccuracy(recordings, 2 * SLOT_MS)).toBeGreaterThan(0.9);
  });

  it('refuses more patterns than channels, and jitter beyond the slots', async () => {
    const classes = () => spikePatterns.create({ classes: 5, channels: 4 });
    await expectFailure(classes, 'usage', /too large/, /option classes$/);
    const jitter = () => spikePatterns.create({ jitterMs: 1.3 });
    await expectFailure(jitter, 'usage', /too large/, /option jitterMs$/);
  });
});
