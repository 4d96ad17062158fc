/** The simulated event camera: physics that can be reasoned out, and its bits pinned. */
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../../src/data/datasets/fingerprint.ts';
import type { EventSample } from '../../../../src/data/events/sample.ts';
import { memorySource } from '../../../../src/data/events/sample-source.ts';
import { createTransform, KEEP_ALL } from '../../../../src/data/events/transform.ts';
import {
  CAMERA_SENSOR,
  EventCamera,
  IMAGE_SIZE,
} from '../../../../src/data/sources/mnist-saccade/event-camera.ts';

const SENSOR_SIZE = 34;
const PIXELS = SENSOR_SIZE * SENSOR_SIZE;
const CHANNELS = 2 * PIXELS;

/** A recording of a camera as a sample, in steps of `binMs`. */
function sampled(
  camera: EventCamera,
  image: Uint8Array,
  name: string,
  { binMs = 1, counts = true } = {},
): EventSample {
  const transform = createTransform(CAMERA_SENSOR, { ...KEEP_ALL, binMs, counts });
  return transform.apply(camera.record(image, name), 0, name);
}
const black = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE);
/** A white square with soft edges in the middle. */
const square = Uint8Array.from(black, (_, i) => {
  const distance = Math.max(
    Math.abs((i % IMAGE_SIZE) - 13.5),
    Math.abs(Math.floor(i / IMAGE_SIZE) - 13.5),
  );
  return distance < 4 ? 255 : distance < 5 ? 128 : 0;
});

const print = (train: EventSample[]) =>
  fingerprint({
    name: 'camera',
    description: '',
    inputs: CHANNELS,
    classNames: ['0'],
    stepMs: 1,
    train: memorySource(train, CAMERA_SENSOR),
    test: memorySource([], CAMERA_SENSOR),
  });

describe('EventCamera', () => {
  it('sees nothing but background noise where there is no contrast', () => {
    const camera = new EventCamera(1);
    const counts = Array.from(
      { length: 50 },
      (_, i) => sampled(camera, black, `${i}`).channels.length,
    );
    const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
    // 0.4 Hz · 1,156 pixels · 0.3 s = 138.7; the mean of 50 such Poisson counts varies by 1.7.
    expect(mean).toBeGreaterThan(132);
    expect(mean).toBeLessThan(146);
  });

  it('sees a uniform field only at its moving edge', () => {
    const white = black.slice().fill(255);
    const camera = new EventCamera(1);
    const { channels } = sampled(camera, white, 'field');
    const inner = Array.from(channels).filter((channel) => {
      const x = channel % SENSOR_SIZE;
      const y = Math.floor((channel % PIXELS) / SENSOR_SIZE);
      return x >= 8 && x < 26 && y >= 8 && y < 26;
    });
    // Only noise: 324 pixels · 0.4 Hz · 0.3 s = 39.
    expect(inner.length).toBeLessThan(80);
    expect(channels.length).toBeGreaterThan(1000);
  });

  it('moves a square: ON ahead of it, OFF behind, and as much of each', () => {
    const camera = new EventCamera(1);
    const { steps, offsets, channels } = sampled(camera, square, 'square');
    expect(steps).toBe(300);
    // The third saccade goes left: ON events lie left of OFF events.
    const place = { on: { sum: 0, count: 0 }, off: { sum: 0, count: 0 } };
    for (let e = offsets[230]!; e < offsets[270]!; e++) {
      const side = channels[e]! >= PIXELS ? place.on : place.off;
      side.sum += channels[e]! % SENSOR_SIZE;
      side.count++;
    }
    expect(place.on.sum / place.on.count).toBeLessThan(place.off.sum / place.off.count - 4);
    const on = channels.filter((channel) => channel >= PIXELS).length;
    expect(on / channels.length).toBeGreaterThan(0.45);
    expect(on / channels.length).toBeLessThan(0.55);
    expect(channels.every((channel) => channel < CHANNELS)).toBe(true);
  });

  it('rests between saccades', () => {
    const { offsets } = sampled(new EventCamera(1), square, 'square', { binMs: 10 });
    const rate = Array.from({ length: 30 }, (_, t) => offsets[t + 1]! - offsets[t]!);
    for (const pause of [0, 9, 10, 19, 20, 29]) {
      expect(rate[pause]).toBeLessThan(rate[10 * Math.floor(pause / 10) + 4]! / 3);
    }
  });

  it('records for 300 ms, in order of time, whatever the events', () => {
    const { times, durationUs } = new EventCamera(3).record(square, 'x');
    expect(times).toEqual(times.toSorted());
    expect(durationUs).toBe(300_000);
    // In steps of 7 ms the last one is short.
    expect(sampled(new EventCamera(3), square, 'x', { binMs: 7 }).steps).toBe(43);
  });

  it('depends on seed and name, not on what was recorded before', async () => {
    const used = new EventCamera(1);
    used.record(square, 'other');
    const again = used.record(square, 'a');
    expect(again).toEqual(new EventCamera(1).record(square, 'a'));
    expect(again).not.toEqual(new EventCamera(1).record(square, 'b'));
    expect(again).not.toEqual(new EventCamera(2).record(square, 'a'));
  });

  it('refuses an image of another size', () => {
    const camera = new EventCamera(1);
    expect(() => camera.record(new Uint8Array(9), 'x')).toThrow(RangeError);
  });

  it('gives these bits on every machine', async () => {
    const camera = new EventCamera(1);
    const samples = [sampled(camera, square, 'a'), sampled(camera, black, 'b')];
    expect(await print(samples)).toBe(
      'sha256:1f935b2b2dbe375ba982fd648aaadc71b60b2951cd3d06229c49de855fb14d98',
    );
  });
});
