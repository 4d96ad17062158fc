/** Each encoder by what it promises: rates, times, and how well the signal comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { bsaEncode, speechKernel } from '../../../src/data/encoders/bsa.ts';
import { encode } from '../../../src/data/encoders/encode.ts';
import { EventList } from '../../../src/data/encoders/event-list.ts';
import { latencyEncode } from '../../../src/data/encoders/latency.ts';
import { levelCrossingEncode } from '../../../src/data/encoders/level-crossing.ts';
import { rateEncode } from '../../../src/data/encoders/rate.ts';
import type { ChannelSignal } from '../../../src/data/encoders/signal.ts';
import type { AddressEvents } from '../../../src/data/events/address-events.ts';
import { expectFailure } from '../helpers.ts';

/** Rows are channels here, which reads more easily. */
function signalOf(rows: readonly (readonly number[])[], frameUs = 1000): ChannelSignal {
  const channels = rows.length;
  const frames = rows[0]!.length;
  const values = Float64Array.from({ length: channels * frames }, (_, k) => {
    return rows[k % channels]![Math.floor(k / channels)]!;
  });
  return { channels, frameUs, values };
}

const timesOf = ({ times, x }: AddressEvents, channel: number) =>
  [...times].filter((_, e) => x[e] === channel);

describe('EventList', () => {
  it('orders by time, then channel, then polarity', () => {
    const list = new EventList(3, 2);
    list.add(5, 1, 1);
    list.add(5, 1, 0);
    list.add(5, 0, 1);
    list.add(1, 2, 0);
    expect(list.sorted()).toEqual({
      sensor: { width: 3, height: 1, polarities: 2 },
      times: Float64Array.of(1, 5, 5, 5),
      x: Uint16Array.of(2, 0, 1, 1),
      y: new Uint16Array(4),
      polarity: Uint8Array.of(0, 1, 0, 1),
    });
  });
});

describe('bsa', () => {
  it('holds each frame for as many samples as asked, and encodes channels one by one', () => {
    const rows = [
      [0, 0.4, 0.7, 0.7, 0.3, 0.1, 0, 0],
      [0.2, 0.2, 0.2, 0.9, 0.9, 0.9, 0.9, 0.2],
    ];
    const settings = { kind: 'bsa', threshold: 0.6, repeat: 10 } as const;
    const events = encode(signalOf(rows, 16_000), settings, new Random(1, 'a'));
    rows.forEach((row, channel) => {
      const held = row.flatMap((value) => new Array<number>(10).fill(value));
      const spikes = [...bsaEncode(held, speechKernel(), 0.6)];
      expect(spikes.length).toBeGreaterThan(5);
      expect(timesOf(events, channel)).toEqual(spikes.map((sample) => 1600 * sample));
    });
  });

  it('gives a slow signal back: spikes filtered by the kernel follow it', () => {
    const course = Array.from({ length: 400 }, (_, i) => 0.4 + 0.3 * Math.sin(i / 40));
    const kernel = speechKernel();
    const back = new Float64Array(course.length + kernel.length);
    for (const spike of bsaEncode(course, kernel, 0.6)) {
      kernel.forEach((h, k) => {
        back[spike + k]! += h;
      });
    }
    for (let i = 50; i < 350; i++) expect(Math.abs(back[i]! - course[i]!)).toBeLessThan(0.35);
    const mean = (values: ArrayLike<number>) =>
      Array.from({ length: 300 }, (_, i) => values[i + 50]!).reduce((a, b) => a + b) / 300;
    expect(Math.abs(mean(back) - mean(course))).toBeLessThan(0.12);
  });
});

describe('rate', () => {
  const constant = signalOf([
    new Array(1000).fill(0.5),
    new Array(1000).fill(0),
    new Array(1000).fill(-1),
  ]);

  it.each(['bernoulli', 'poisson'] as const)('%s fires at the rate asked for', (process) => {
    const settings = { process, rateHz: 400, stepMs: 0.5 };
    const counts = Array.from({ length: 20 }, (_, seed) => {
      const events = rateEncode(constant, settings, new Random(seed, 'a'));
      expect(events.x.every((channel) => channel === 0)).toBe(true);
      return events.times.length;
    });
    const mean = counts.reduce((a, b) => a + b) / counts.length;
    // 200 spikes a second for one second; its mean over 20 has a standard deviation of 3.2.
    expect(mean).toBeGreaterThan(187);
    expect(mean).toBeLessThan(213);
    const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1);
    expect(variance).toBeGreaterThan(60);
    expect(variance).toBeLessThan(600);
  });

  it('bernoulli spikes at most once a step and surely where the rate asks for more', () => {
    const settings = { process: 'bernoulli', rateHz: 4000, stepMs: 1 } as const;
    const { times } = rateEncode(constant, settings, new Random(1, 'a'));
    expect([...times]).toEqual(Array.from({ length: 1000 }, (_, t) => 1000 * t));
  });

  it('poisson has exponential gaps: their standard deviation is their mean', () => {
    const settings = { process: 'poisson', rateHz: 4000, stepMs: 1 } as const;
    const { times } = rateEncode(constant, settings, new Random(1, 'a'));
    const gaps = Array.from(times.subarray(1), (time, e) => time - times[e]!);
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    const deviation = Math.sqrt(
      gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length,
    );
    expect(mean).toBeGreaterThan(460);
    expect(mean).toBeLessThan(540);
    expect(deviation / mean).toBeGreaterThan(0.9);
    expect(deviation / mean).toBeLessThan(1.1);
  });

  it('follows the signal in time', () => {
    const step = signalOf([[...new Array(500).fill(0.1), ...new Array(500).fill(0.8)]]);
    const settings = { process: 'poisson', rateHz: 500, stepMs: 1 } as const;
    const { times } = rateEncode(step, settings, new Random(3, 'a'));
    const late = times.filter((time) => time >= 500_000).length;
    expect(late / (times.length - late)).toBeGreaterThan(4);
  });

  it('stops before a rate fills the memory', async () => {
    const settings = { process: 'poisson', rateHz: 1e12, stepMs: 1 } as const;
    await expectFailure(
      () => rateEncode(constant, settings, new Random(1, 'a')),
      'data',
      /over 4194304 events/,
      /channel 0/,
    );
  });
});

describe('latency', () => {
  it('spikes once a frame, at τ ln(x/(x − θ))', () => {
    const events = latencyEncode(signalOf([[0.2, 0.1, 1, 0.1001]], 20_000), {
      threshold: 0.1,
      tauMs: 5,
    });
    const expected = [5000 * Math.log(2), 40_000 + 5000 * Math.log(1 / 0.9)];
    expect(events.times).toHaveLength(2);
    expected.forEach((time, e) => {
      expect(events.times[e]).toBeCloseTo(time, 6);
    });
  });

  it('is earlier the larger the signal', () => {
    const level = fc.double({ min: 0.11, max: 50, noNaN: true });
    fc.assert(
      fc.property(level, level, (a, b) => {
        const settings = { threshold: 0.1, tauMs: 1 };
        const events = latencyEncode(signalOf([[a], [b]], 1e6), settings);
        const [first, second] = [timesOf(events, 0)[0]!, timesOf(events, 1)[0]!];
        expect(Math.sign(second - first)).toBe(
          Math.abs(a - b) < 1e-9 ? Math.sign(second - first) : Math.sign(a - b),
        );
      }),
    );
  });
});

describe('level crossing', () => {
  it('sends ON and OFF at the times of the crossings', () => {
    const { times, polarity } = levelCrossingEncode(signalOf([[0, 1, 1, 0.25]]), {
      threshold: 0.5,
    });
    expect([...polarity]).toEqual([1, 1, 0]);
    expect([...times]).toEqual([500, 1000, 2000 + (0.5 / 0.75) * 1000]);
  });

  it('begins at 0, so that a signal which begins high tells how high', () => {
    const { times, polarity } = levelCrossingEncode(signalOf([[1.2, 1.2]]), { threshold: 0.5 });
    expect([...times]).toEqual([0, 0]);
    expect([...polarity]).toEqual([1, 1]);
  });

  it('gives the signal back to within the threshold at every frame', () => {
    const course = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(course, fc.double({ min: 0.05, max: 1, noNaN: true }), (values, threshold) => {
        const { times, polarity } = levelCrossingEncode(signalOf([values]), { threshold });
        values.forEach((value, frame) => {
          let level = 0;
          times.forEach((time, e) => {
            if (time <= 1000 * frame + 1e-6) level += polarity[e] === 1 ? threshold : -threshold;
          });
          expect(Math.abs(level - value)).toBeLessThan(threshold * (1 + 1e-9));
        });
      }),
    );
  });

  it('is silent where nothing moves', () => {
    expect(levelCrossingEncode(signalOf([[0, 0, 0]]), { threshold: 0.1 }).times).toHaveLength(0);
  });

  it('stops before a tiny threshold fills the memory', async () => {
    await expectFailure(
      () => levelCrossingEncode(signalOf([[1e9]]), { threshold: 1e-3 }),
      'data',
      /events/,
      /channel 0/,
    );
  });
});
