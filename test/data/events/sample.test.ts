/** Event lists, splits and batches: laws that hold for every input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { stratifiedIndices, stratifiedSplit } from '../../../src/data/datasets/split.ts';
import { epochBatches } from '../../../src/data/events/batches.ts';
import { sampleFromEvents, withoutRepeats } from '../../../src/data/events/sample.ts';
import { memorySource, readSamples, subset } from '../../../src/data/events/sample-source.ts';
import { expectFailure } from '../helpers.ts';

const STEPS = 5;
/** Up to 200 events in 5 steps, so that steps lie on both sides of the sort's threshold. */
const events = fc.array(fc.tuple(fc.nat(STEPS - 1), fc.nat(40)), { maxLength: 200 });

describe('sampleFromEvents', () => {
  it('keeps every event, in order of step and then channel', () => {
    const property = fc.property(events, (list) => {
      const times = list.map(([time]) => time);
      const channels = list.map(([, channel]) => channel);
      const sample = sampleFromEvents(STEPS, times, channels, 3);
      const rows = Array.from({ length: STEPS }, (_, t) =>
        Array.from(sample.channels.subarray(sample.offsets[t], sample.offsets[t + 1])),
      );
      const expected = Array.from({ length: STEPS }, (_, t) =>
        list
          .filter(([time]) => time === t)
          .map(([, channel]) => channel)
          .sort((a, b) => a - b),
      );
      expect(rows).toEqual(expected);
      expect(sample.offsets[STEPS]).toBe(list.length);
      const once = withoutRepeats(sample);
      const unique = Array.from({ length: STEPS }, (_, t) =>
        Array.from(once.channels.subarray(once.offsets[t], once.offsets[t + 1])),
      );
      expect(unique).toEqual(expected.map((row) => [...new Set(row)]));
      expect(once.offsets[STEPS]).toBe(once.channels.length);
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it.each([
    [0, [], [], /0 steps/, /steps/],
    [2.5, [], [], /2.5 steps/, /steps/],
    [Number.NaN, [], [], /NaN steps/, /steps/],
    [5, [1, 2], [0], /2 times and 1 channels/, /times/],
    [5, [1, 5], [0, 0], /step 5 of 5/, /event 1/],
    [5, [-1], [0], /step -1/, /event 0/],
    [5, [1.5], [0], /step 1.5/, /event 0/],
    [5, [Number.NaN], [0], /step NaN/, /event 0/],
    [5, [1], [-1], /channel -1/, /event 0/],
    [5, [1], [Number.NaN], /channel NaN/, /event 0/],
    [5, [1], [0.5], /channel 0.5/, /event 0/],
    [5, [1], [2 ** 32], /channel 4294967296/, /event 0/],
  ] as const)(
    'refuses %s steps, times %j, channels %j',
    async (steps, times, channels, message, where) => {
      await expectFailure(
        () => sampleFromEvents(steps, times, channels, 0),
        'data',
        message,
        where,
      );
    },
  );
});

describe('stratifiedIndices', () => {
  const labels = fc.array(fc.nat(5), { minLength: 4, maxLength: 120 });

  it('makes halves that are equal in total and in each class to within 1', () => {
    const property = fc.property(labels, fc.nat(), (list, seed) => {
      const [first, second] = stratifiedIndices(list, 0.5, new Random(seed, 'halves'));
      expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(1);
      for (let label = 0; label <= 5; label++) {
        const count = (side: Uint32Array) => side.filter((k) => list[k] === label).length;
        expect(Math.abs(count(first) - count(second))).toBeLessThanOrEqual(1);
      }
    });
    fc.assert(property, { numRuns: 500, seed: 1 });
  });

  it('puts every sample on exactly one side, in order, and repeats itself', () => {
    const property = fc.property(
      labels,
      fc.constantFrom(0.3, 0.5, 0.7),
      fc.nat(),
      (list, fraction, seed) => {
        const split = () => stratifiedIndices(list, fraction, new Random(seed, 'cut'));
        const [first, second] = split();
        const all = [...first, ...second].sort((a, b) => a - b);
        expect(all).toEqual(list.map((_, k) => k));
        for (const side of [first, second]) expect(side).toEqual(side.slice().sort());
        expect(Math.abs(first.length - fraction * list.length)).toBeLessThanOrEqual(1);
        expect(split()).toEqual([first, second]);
      },
    );
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('draws other samples with another seed', () => {
    const list = Array.from({ length: 40 }, (_, k) => k % 2);
    const [a] = stratifiedIndices(list, 0.5, new Random(1, 's'));
    const [b] = stratifiedIndices(list, 0.5, new Random(2, 's'));
    expect(a).not.toEqual(b);
  });

  it('refuses an empty side and a senseless share', async () => {
    const random = new Random(1, 's');
    await expectFailure(() => stratifiedIndices([0], 0.5, random), 'data', /empty/, /split/);
    for (const share of [0, 1, Number.NaN]) {
      await expectFailure(
        () => stratifiedIndices([0], share, random),
        'usage',
        /fraction/,
        /split/,
      );
    }
  });
});

describe('views of a source', () => {
  const samples = [3, 1, 3, 1, 3, 1].map((label, k) => sampleFromEvents(1, [0], [k], label));
  const source = memorySource(samples, { width: 6, height: 1, polarities: 1 });

  it('look through to the source, however deep they are', () => {
    const view = subset(subset(source, Uint32Array.of(5, 3, 1)), Uint32Array.of(2, 0));
    expect([view.length, view.label(1)]).toEqual([2, 1]);
    expect(readSamples(view, Uint32Array.of(1, 0, 1))).toEqual([5, 1, 5].map((k) => samples[k]));
  });

  it('split a source by class', () => {
    const [first, second] = stratifiedSplit(source, 1 / 3, new Random(1, 'cut'));
    expect([first.length, second.length]).toEqual([2, 4]);
    expect([first.label(0), first.label(1)].sort()).toEqual([1, 3]);
  });
});

describe('epochBatches', () => {
  it('visits every sample once and keeps the last partial batch', () => {
    const property = fc.property(fc.nat(100), fc.integer({ min: 1, max: 30 }), (count, size) => {
      const batches = epochBatches(count, size, 7, 'order/1');
      expect(batches).toHaveLength(Math.ceil(count / size));
      for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(size);
      const visited = batches.flatMap((batch) => Array.from(batch)).sort((a, b) => a - b);
      expect(visited).toEqual(Array.from({ length: count }, (_, i) => i));
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('depends on seed and stream alone', () => {
    const batches = epochBatches(50, 8, 1, 'order/1');
    expect(epochBatches(50, 8, 1, 'order/1')).toEqual(batches);
    expect(epochBatches(50, 8, 1, 'order/2')).not.toEqual(batches);
    expect(epochBatches(50, 8, 2, 'order/1')).not.toEqual(batches);
  });

  it('refuses a batch size that is not a positive integer', () => {
    for (const size of [0, -1, 1.5])
      expect(() => epochBatches(5, size, 1, 's')).toThrow(RangeError);
  });
});
