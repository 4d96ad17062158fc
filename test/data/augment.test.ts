import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { augment, checkAugmentation, NO_AUGMENTATION } from '../../src/data/augment.ts';
import { sampleFromEvents } from '../../src/data/sample.ts';

const INPUTS = 12;

const samples = fc
  .record({
    steps: fc.integer({ min: 1, max: 60 }),
    events: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: INPUTS - 1 })), {
      maxLength: 200,
    }),
  })
  .map(({ steps, events }) =>
    sampleFromEvents(
      steps,
      events.map(([t]) => t % steps),
      events.map(([, channel]) => channel),
      3,
    ),
  );

describe('augmentation', () => {
  it('gives valid samples within the bounds asked for, the same for the same stream', () => {
    fc.assert(
      fc.property(samples, fc.integer(), (sample, seed) => {
        const how = { stretch: 0.2, channelShift: 2, eventDrop: 0.3 };
        const changed = augment(sample, INPUTS, how, new Random(seed, 'a'));
        expect(augment(sample, INPUTS, how, new Random(seed, 'a'))).toEqual(changed);
        expect(changed.label).toBe(3);
        expect(changed.steps).toBeGreaterThanOrEqual(Math.max(1, Math.floor(0.8 * sample.steps)));
        expect(changed.steps).toBeLessThanOrEqual(Math.ceil(1.2 * sample.steps));
        expect(changed.offsets.at(-1)).toBe(changed.channels.length);
        expect(changed.channels.length).toBeLessThanOrEqual(sample.channels.length);
        expect(changed.channels.every((channel) => channel < INPUTS)).toBe(true);
      }),
    );
  });

  it('returns a sample as it is, counts included, when nothing is to change', () => {
    const twice = sampleFromEvents(2, [0, 0], [5, 5], 0);
    expect(augment(twice, INPUTS, NO_AUGMENTATION, new Random(1, 'a'))).toBe(twice);
  });

  it('moves all channels together', () => {
    const sample = sampleFromEvents(1, [0, 0, 0], [4, 5, 7], 0);
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const how = { ...NO_AUGMENTATION, channelShift: 2 };
      const { channels } = augment(sample, INPUTS, how, new Random(seed, 'a'));
      expect(Array.from(channels, (c) => c - channels[0]!)).toEqual([0, 1, 3]);
      seen.add(channels[0]! - 4);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });

  it('loses the part of the events that was asked for', () => {
    const all = Array.from({ length: 600 }, (_, k) => k);
    const sample = sampleFromEvents(
      50,
      all.map((k) => k % 50),
      all.map((k) => Math.floor(k / 50)),
      0,
    );
    let kept = 0;
    for (let seed = 0; seed < 200; seed++) {
      const how = { ...NO_AUGMENTATION, eventDrop: 0.25 };
      kept += augment(sample, INPUTS, how, new Random(seed, 'a')).channels.length;
    }
    expect(kept / (200 * 600)).toBeGreaterThan(0.72);
    expect(kept / (200 * 600)).toBeLessThan(0.78);
  });

  it.each([
    { ...NO_AUGMENTATION, stretch: 1 },
    { ...NO_AUGMENTATION, stretch: Number.NaN },
    { ...NO_AUGMENTATION, channelShift: 0.5 },
    { ...NO_AUGMENTATION, eventDrop: 0.6 },
  ])('refuses %j', (wrong) => {
    expect(() => checkAugmentation(wrong, 'training.augmentation')).toThrow(/out of range/);
  });
});
