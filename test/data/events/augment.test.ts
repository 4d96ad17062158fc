import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { checkSettings } from '../../../src/core/settings/check.ts';
import { channelOf } from '../../../src/data/events/address-events.ts';
import { augment, augmentationSchema, NO_AUGMENTATION } from '../../../src/data/events/augment.ts';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';

const INPUTS = 12;
const SENSOR = { width: INPUTS, height: 1, polarities: 1 } as const;

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
        const how = {
          stretch: 0.2,
          channelShift: 2,
          eventDrop: 0.3,
          timeJitter: 1.5,
          channelDrop: 0.2,
          rotation: 0,
          zoom: 0,
        };
        const changed = augment(sample, SENSOR, how, new Random(seed, 'a'));
        expect(augment(sample, SENSOR, how, new Random(seed, 'a'))).toEqual(changed);
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
    expect(augment(twice, SENSOR, NO_AUGMENTATION, new Random(1, 'a'))).toBe(twice);
  });

  it('moves all channels together', () => {
    const sample = sampleFromEvents(1, [0, 0, 0], [4, 5, 7], 0);
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const how = { ...NO_AUGMENTATION, channelShift: 2 };
      const { channels } = augment(sample, SENSOR, how, new Random(seed, 'a'));
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
      kept += augment(sample, SENSOR, how, new Random(seed, 'a')).channels.length;
    }
    expect(kept / (200 * 600)).toBeGreaterThan(0.72);
    expect(kept / (200 * 600)).toBeLessThan(0.78);
  });

  it('moves each event by itself, with the standard deviation asked for', () => {
    const sample = sampleFromEvents(401, [200, 200, 200, 200], [0, 1, 2, 3], 0);
    const how = { ...NO_AUGMENTATION, timeJitter: 5 };
    const moves: number[] = [];
    for (let seed = 0; seed < 500; seed++) {
      const changed = augment(sample, SENSOR, how, new Random(seed, 'a'));
      expect([...changed.channels].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
      for (let t = 0; t < changed.steps; t++) {
        for (let e = changed.offsets[t]!; e < changed.offsets[t + 1]!; e++) moves.push(t - 200);
      }
    }
    const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
    const square = moves.reduce((sum, move) => sum + move * move, 0) / moves.length;
    expect(Math.abs(mean)).toBeLessThan(0.4);
    expect(Math.sqrt(square)).toBeGreaterThan(4.7);
    expect(Math.sqrt(square)).toBeLessThan(5.3);
  });

  it('loses events that jitter moves out of the sample', () => {
    const sample = sampleFromEvents(1, [0], [4], 0);
    const how = { ...NO_AUGMENTATION, timeJitter: 5 };
    const kept = Array.from(
      { length: 300 },
      (_, seed) => augment(sample, SENSOR, how, new Random(seed, 'a')).channels.length,
    );
    // P(|N(0, 5)| < 0.5) = 0.08.
    const share = kept.reduce((sum, n) => sum + n, 0) / 300;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.16);
  });

  it('silences whole channels, each with the probability asked for', () => {
    const all = Array.from({ length: 10 * INPUTS }, (_, k) => k);
    const sample = sampleFromEvents(
      10,
      all.map((k) => k % 10),
      all.map((k) => Math.floor(k / 10)),
      0,
    );
    let silent = 0;
    for (let seed = 0; seed < 300; seed++) {
      const how = { ...NO_AUGMENTATION, channelDrop: 0.25 };
      const { channels } = augment(sample, SENSOR, how, new Random(seed, 'a'));
      for (let channel = 0; channel < INPUTS; channel++) {
        const events = channels.filter((c) => c === channel).length;
        expect([0, 10]).toContain(events);
        if (events === 0) silent++;
      }
    }
    expect(silent / (300 * INPUTS)).toBeGreaterThan(0.22);
    expect(silent / (300 * INPUTS)).toBeLessThan(0.28);
  });

  it('draws the same as before jitter and channel loss existed, where both are 0', () => {
    const sample = sampleFromEvents(6, [0, 1, 2, 3, 4, 5, 5], [3, 4, 5, 6, 7, 8, 9], 0);
    const how = { ...NO_AUGMENTATION, stretch: 0.3, channelShift: 2, eventDrop: 0.3 };
    const changed = (seed: number) => augment(sample, SENSOR, how, new Random(seed, 'a'));
    expect(changed(4)).toMatchObject({
      offsets: Uint32Array.of(0, 0, 1, 2, 2, 2, 3),
      channels: Uint32Array.of(6, 7, 9),
    });
    expect(changed(8)).toMatchObject({
      offsets: Uint32Array.of(0, 1, 1, 1, 2, 3, 3, 5, 5),
      channels: Uint32Array.of(3, 5, 6, 7, 8),
    });
  });

  it.each([
    { ...NO_AUGMENTATION, timeJitter: -1 },
    { ...NO_AUGMENTATION, timeJitter: Number.POSITIVE_INFINITY },
    { ...NO_AUGMENTATION, channelDrop: 1 },
    { ...NO_AUGMENTATION, channelDrop: Number.NaN },
    { ...NO_AUGMENTATION, stretch: 1 },
    { ...NO_AUGMENTATION, stretch: Number.NaN },
    { ...NO_AUGMENTATION, channelShift: 0.5 },
    { ...NO_AUGMENTATION, eventDrop: 0.6 },
    { ...NO_AUGMENTATION, rotation: 181 },
    { ...NO_AUGMENTATION, rotation: Number.NaN },
    { ...NO_AUGMENTATION, zoom: 1 },
    { ...NO_AUGMENTATION, zoom: -0.1 },
  ])('refuses %j', (wrong) => {
    const check = () => checkSettings(augmentationSchema, wrong, 'training.augmentation');
    expect(check).toThrow(/^training\.augmentation\.\w+ is .+; allowed: /);
  });

  it('turns and scales the picture of a camera about its middle', () => {
    const camera = { width: 40, height: 30, polarities: 2 } as const;
    // An L of two strokes, OFF along x and ON along y.
    const events = Array.from({ length: 10 }, (_, k) => [
      channelOf(camera, 20 + k, 15, 0),
      channelOf(camera, 20, 15 + k, 1),
    ]).flat();
    const steps = 200;
    const times = Array.from({ length: steps }, (_, t) => events.map(() => t)).flat();
    const channels = Array.from({ length: steps }, () => events).flat();
    const sample = sampleFromEvents(steps, times, channels, 0);
    /** Mean place of the events of a polarity, from the middle. */
    const middle = (found: Uint32Array, p: number) => {
      const own = found.filter((channel) => Math.floor(channel / 1200) === p);
      const mean = (of: (c: number) => number) =>
        own.reduce((sum, c) => sum + of(c % 1200), 0) / own.length;
      return [mean((c) => c % 40) + 0.5 - 20, mean((c) => Math.floor(c / 40)) + 0.5 - 15] as const;
    };
    const [x0, y0] = middle(sample.channels, 0);
    const turns = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const how = { ...NO_AUGMENTATION, rotation: 30, zoom: 0.2 };
      const changed = augment(sample, camera, how, new Random(seed, 'a'));
      const [x, y] = middle(changed.channels, 0);
      const scale = Math.hypot(x, y) / Math.hypot(x0, y0);
      const turn = (Math.atan2(y, x) - Math.atan2(y0, x0)) * (180 / Math.PI);
      expect(Math.abs(turn)).toBeLessThan(32);
      expect(Math.abs(scale - 1)).toBeLessThan(0.23);
      turns.add(Math.round(turn / 10));
      // The strokes lie half a cell off the middle: 78.6 degrees between their own middles.
      const [u, v] = middle(changed.channels, 1);
      const between = (Math.atan2(v, u) - Math.atan2(y, x)) * (180 / Math.PI);
      expect(Math.abs(between - 78.6)).toBeLessThan(3);
    }
    expect(turns.size).toBeGreaterThan(4);
  });

  it('turns nothing where there is no picture', () => {
    const sample = sampleFromEvents(2, [0, 1], [1, 2], 0);
    const how = { ...NO_AUGMENTATION, rotation: 180, zoom: 0.9 };
    expect(augment(sample, SENSOR, how, new Random(1, 'a'))).toEqual(sample);
  });

  it('moves the picture of a camera along both axes, and no event into another row', () => {
    const camera = { width: 5, height: 4, polarities: 2 } as const;
    const how = { ...NO_AUGMENTATION, channelShift: 1 };
    // ON at (2, 1) and (4, 1), OFF at (2, 1).
    const places = [
      [2, 1, 1],
      [4, 1, 1],
      [2, 1, 0],
    ] as const;
    const channels = (dx: number, dy: number) =>
      places
        .filter(([x]) => x + dx < 5)
        .map(([x, y, p]) => channelOf(camera, x + dx, y + dy, p))
        .sort((a, b) => a - b);
    const sample = sampleFromEvents(1, [0, 0, 0], channels(0, 0), 0);
    const found = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      found.add(augment(sample, camera, how, new Random(seed, 'a')).channels.join());
    }
    const moves = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => channels(dx, dy).join()));
    expect([...found].sort()).toEqual(moves.sort());
  });
});
