/** Moving bars: opposite movements are the same events backwards, and memory tells all apart. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/core/random.ts';
import type { AddressEvents } from '../../../../src/data/events/address-events.ts';
import { moveBar, movingBars } from '../../../../src/data/sources/synthetic/moving-bars.ts';
import { Spikes } from '../../../../src/data/sources/synthetic/spikes.ts';
import { bagAccuracy } from './bag.ts';
import { accuracy, type Recorded, recordAll, slack, stepsOf } from './helpers.ts';

const MOVEMENT = { durationMs: 300, travel: 60, turn: 180, length: 40, thickness: 6 };
const OPPOSITE = [4, 5, 6, 7, 0, 1, 2, 3, 9, 8, 10];

function steps(label: number, facing: number, bright: boolean): number[][] {
  const spikes = new Spikes({ width: 128, height: 128, polarities: 2 });
  const variation = { x: 60.5, y: 66.5, facing, bright };
  moveBar(label, variation, MOVEMENT, new Random(1, 'x'), spikes);
  const found = stepsOf(spikes.sorted(), 1);
  while (found.length < MOVEMENT.durationMs) found.push([]);
  return found;
}

describe('a bar', () => {
  it.each(OPPOSITE.map((opposite, label) => [label, opposite]))(
    'of class %i sends backwards what one of class %i and the other brightness sends',
    (label, opposite) => {
      const forth = steps(label, 0.7, true);
      expect(forth.flat().length).toBeGreaterThan(2000);
      expect(steps(opposite, 0.7, false)).toEqual(forth.reverse());
    },
  );

  it('that is bright sends ON ahead and OFF behind as it goes right', () => {
    const recording = steps(0, 0, true)[150]!.concat(
      steps(0, 0, true)[151]!,
      steps(0, 0, true)[152]!,
    );
    const columns = (on: boolean) =>
      recording.filter((channel) => channel >= 128 * 128 === on).map((channel) => channel % 128);
    expect(Math.min(...columns(true))).toBeGreaterThan(Math.max(...columns(false)) + 3);
  });
});

/** Mean of the centre's movement per ms over a span of time, pixels. */
function drift({ times, x, y }: AddressEvents, from: number, to: number): [number, number] {
  const chosen = Array.from(times.keys()).filter(
    (e) => times[e]! >= from * 1e3 && times[e]! < to * 1e3,
  );
  const mean = (value: (e: number) => number) =>
    chosen.reduce((sum, e) => sum + value(e), 0) / chosen.length;
  const [t, cx, cy] = [mean((e) => times[e]!), mean((e) => x[e]!), mean((e) => y[e]!)];
  const spread = mean((e) => (times[e]! - t) ** 2) / 1e3;
  return [
    mean((e) => (times[e]! - t) * (x[e]! - cx)) / spread,
    mean((e) => (times[e]! - t) * (y[e]! - cy)) / spread,
  ];
}

/** Angle of the bar's axis in a span of time, in (−π/2, π/2], from second moments. */
function axisAngle({ times, x, y }: AddressEvents, from: number, to: number): number {
  const median = (values: Uint16Array) => values.toSorted()[values.length >> 1]!;
  const [cx, cy] = [median(x), median(y)];
  // Noise far from the bar would outweigh it.
  const chosen = Array.from(times.keys()).filter(
    (e) =>
      times[e]! >= from * 1e3 && times[e]! < to * 1e3 && Math.hypot(x[e]! - cx, y[e]! - cy) < 24,
  );
  const sum = (value: (e: number) => number) => chosen.reduce((total, e) => total + value(e), 0);
  const [xx, yy] = [sum((e) => (x[e]! - cx) ** 2), sum((e) => (y[e]! - cy) ** 2)];
  const xy = sum((e) => (x[e]! - cx) * (y[e]! - cy));
  return Math.atan2(2 * xy, xx - yy) / 2;
}

/** An observer who remembers where the events were. */
function observe({ events }: Recorded, durationMs: number): number {
  const half = durationMs / 2;
  const [first, second] = [drift(events, 0, half), drift(events, half, durationMs)];
  const speeds = [first, second].map(([dx, dy]) => Math.hypot(dx, dy));
  const along = first[0] * second[0] + first[1] * second[1];
  if (Math.min(...speeds) < 0.06) {
    let turned = 0;
    const parts = 8;
    for (let k = 1; k < parts; k++) {
      const [before, now] = [k - 1, k].map((part) =>
        axisAngle(events, (part * durationMs) / parts, ((part + 1) * durationMs) / parts),
      );
      // The axis has no head: its angle is known up to half a turn.
      const by = now! - before!;
      turned += by - Math.PI * Math.round(by / Math.PI);
    }
    return turned > 0 ? 8 : 9;
  }
  if (along < 0) return 10;
  const angle = Math.atan2(first[1] + second[1], first[0] + second[0]);
  return (Math.round(angle / (Math.PI / 4)) + 8) % 8;
}

describe('moving-bars', async () => {
  const durationMs = 200;
  const recordings = await recordAll(
    movingBars.create({ durationMs, trainPerClass: 24, testPerClass: 16, seed: 21 }),
  );

  it('is decoded by who follows the events', () => {
    expect(accuracy(recordings, (recording) => observe(recording, durationMs))).toBe(1);
  });

  it('gives a strong read-out without memory no more than its bound', () => {
    const share = bagAccuracy(recordings, 10);
    expect(share).toBeLessThan(6 / 11 + slack(6 / 11, 176));
    // It is no straw man: the axes are told apart.
    expect(share).toBeGreaterThan(2 / 11);
  });
});
