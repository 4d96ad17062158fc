/** Binning, cropping, pooling and polarity: against the plainest way to say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import {
  type AddressEvents,
  channelCount,
  channelOf,
} from '../../../src/data/events/address-events.ts';
import { createTransform, type TransformOptions } from '../../../src/data/events/transform.ts';
import { PLAIN, randomEvents, SENSOR } from '../datasets/sets.ts';
import { expectFailure } from '../helpers.ts';

/** [step, channel] of each event that is kept, as the options say it in words. */
function kept(events: AddressEvents, options: TransformOptions): [number, number][] {
  const { crop, pool, polarity, binMs, maxSteps } = options;
  const area = crop ?? { x: 0, y: 0, ...SENSOR };
  const seen = {
    width: Math.ceil(area.width / pool),
    height: Math.ceil(area.height / pool),
    polarities: 1 as const,
  };
  return Array.from(events.times, (time, e): [number, number] | null => {
    const [x, y, p] = [events.x[e]! - area.x, events.y[e]! - area.y, events.polarity[e]!];
    const inside = x >= 0 && y >= 0 && x < area.width && y < area.height;
    const step = Math.floor(time / 1000 / binMs);
    if (!inside || (polarity === 'on' && p === 0) || step >= (maxSteps ?? Infinity)) return null;
    const column = Math.floor(x / pool);
    const row = Math.floor(y / pool);
    return [step, channelOf(seen, column, row, polarity === 'both' ? p : 0)];
  }).filter((event) => event !== null);
}

const options = fc.record<TransformOptions>({
  binMs: fc.integer({ min: 1, max: 30 }),
  counts: fc.boolean(),
  polarity: fc.constantFrom('both', 'merge', 'on'),
  crop: fc.option(
    fc.record({
      x: fc.nat(2),
      y: fc.nat(1),
      width: fc.integer({ min: 1, max: 4 }),
      height: fc.integer({ min: 1, max: 3 }),
    }),
  ),
  pool: fc.integer({ min: 1, max: 7 }),
  maxSteps: fc.option(fc.integer({ min: 1, max: 25 })),
  stepsTail: fc.nat(3),
});

describe('a transform', () => {
  it('keeps exactly the events that the options ask for, where they ask for them', () => {
    let compared = 0;
    const property = fc.property(
      options,
      fc.nat(),
      fc.integer({ min: 1, max: 80 }),
      (how, seed, n) => {
        const events = randomEvents(new Random(seed, 'events'), n);
        const expected = kept(events, how);
        const transform = createTransform(SENSOR, how);
        if (expected.length === 0) {
          expect(() => transform.apply(events, 1, 'r')).toThrow(/None of the/);
          return;
        }
        compared += 1;
        const sample = transform.apply(events, 1, 'r');
        expect(sample.label).toBe(1);
        expect(sample.steps).toBe(expected.at(-1)![0] + 1 + how.stepsTail);
        const found: [number, number][] = [];
        for (let t = 0; t < sample.steps; t++) {
          for (let e = sample.offsets[t]!; e < sample.offsets[t + 1]!; e++) {
            found.push([t, sample.channels[e]!]);
          }
        }
        const sorted = expected.sort(([s, c], [t, d]) => s - t || c - d);
        const distinct = sorted.filter((event, k) => k === 0 || `${event}` !== `${sorted[k - 1]}`);
        expect(found).toEqual(how.counts ? sorted : distinct);
        expect(Math.max(...sample.channels)).toBeLessThan(transform.inputs);
        expect(transform.inputs).toBe(channelCount(transform.sensor));
      },
    );
    fc.assert(property, { numRuns: 500, seed: 1 });
    expect(compared).toBeGreaterThan(300);
  });

  it('pools a camera as the paper does: 4 × 4 of 128 × 128 pixels', () => {
    const camera = { width: 128, height: 128, polarities: 2 as const };
    const { sensor, inputs } = createTransform(camera, { ...PLAIN, pool: 4 });
    expect([sensor.width, sensor.height, inputs]).toEqual([32, 32, 2048]);
  });

  it('refuses what does not fit the sensor', async () => {
    const crop = { x: 3, y: 0, width: 4, height: 4 };
    await expectFailure(
      () => createTransform(SENSOR, { ...PLAIN, crop }),
      'usage',
      /beyond the sensor of 6 × 4/,
      /data\.crop/,
    );
    await expectFailure(
      () => createTransform({ ...SENSOR, polarities: 1 }, { ...PLAIN, polarity: 'merge' }),
      'usage',
      /only one/,
      /data\.polarity/,
    );
    const absurd = { width: 65_535, height: 65_535, polarities: 2 as const };
    await expectFailure(() => createTransform(absurd, PLAIN), 'data', /not possible/, /sensor/);
  });

  it('refuses recordings without events and times without end', async () => {
    const { apply } = createTransform(SENSOR, PLAIN);
    const none = randomEvents(new Random(1, 'n'), 0);
    await expectFailure(() => apply(none, 0, 'a.bin'), 'data', /no events/, /a\.bin/);
    const late = { ...randomEvents(new Random(1, 'n'), 1), times: Float64Array.of(2 ** 52) };
    await expectFailure(
      () => apply(late, 0, 'a.bin'),
      'data',
      /lasts \d+ steps.* 4503599627370496 µs/,
      /a\.bin, event 0/,
    );
    // Cut off before it, it does no harm.
    const { apply: cut } = createTransform(SENSOR, { ...PLAIN, maxSteps: 5 });
    const both = { ...randomEvents(new Random(1, 'n'), 2), times: Float64Array.of(0, 2 ** 52) };
    expect(cut(both, 0, 'a.bin').steps).toBe(1);
  });
});
