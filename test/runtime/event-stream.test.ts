/** Streams of events: the bits of training's own preprocessing and engine, and refusals of other sensors. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import type { AddressEvents, Sensor } from '../../src/data/events/address-events.ts';
import type { Preprocessing } from '../../src/data/events/preprocessing.ts';
import { createTransform } from '../../src/data/events/transform.ts';
import { argmax } from '../../src/model/supernet.ts';
import { EventStream, type Prediction } from '../../src/runtime/event-stream.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { randomEvents } from '../data/datasets/sets.ts';
import { expectFailure } from '../data/helpers.ts';
import { CLASS_NAMES, deployed } from './deployed.ts';
import { exported, PLANS } from './exported.ts';

const bits = (values: Float64Array): Uint8Array => new Uint8Array(values.slice().buffer);

const CAMERA: Sensor = { width: 6, height: 4, polarities: 2 };
const ROW: Sensor = { width: 9, height: 1, polarities: 1 };
const TWO_ROWS: Sensor = { width: 5, height: 1, polarities: 2 };

const preprocessing: fc.Arbitrary<Preprocessing> = fc
  .record({
    sensor: fc.constantFrom(CAMERA, ROW, TWO_ROWS),
    zero: fc.constantFrom('first-event' as const, 'recording' as const),
    binMs: fc.constantFrom(1, 2, 3, 7),
    counts: fc.boolean(),
    polarity: fc.constantFrom('both' as const, 'merge' as const, 'on' as const),
    crop: fc.option(
      fc.record({ x: fc.nat(2), y: fc.nat(1), width: fc.constant(3), height: fc.constant(2) }),
    ),
    pool: fc.integer({ min: 1, max: 4 }),
    maxSteps: fc.option(fc.integer({ min: 1, max: 25 })),
    stepsTail: fc.nat(3),
  })
  .map((options) => ({
    ...options,
    crop: options.sensor.height === 1 ? null : options.crop,
    polarity: options.sensor.polarities === 1 ? 'both' : options.polarity,
  }));

/** As the readers of training set time 0. */
function sinceZero(events: AddressEvents, { zero }: Preprocessing): AddressEvents {
  const begin = zero === 'first-event' ? events.times[0]! : 0;
  const { durationUs = 0 } = events;
  const times = events.times.map((time) => time - begin);
  return { ...events, times, durationUs: Math.max(0, durationUs - begin) };
}

function pushAll(stream: EventStream, { sensor, times, x, y, polarity }: AddressEvents): void {
  times.forEach((time, e) => {
    const [column, row, sign] = [x[e]!, y[e]!, polarity[e]!];
    if (sensor.height === 1 && e % 2 === 0) stream.pushChannel(sign * sensor.width + column, time);
    else stream.push(column, row, sign, time);
  });
}

test('recordings give the bits of evaluation, whatever the preprocessing', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      preprocessing,
      fc.nat(1000),
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom(0, 15_000, 30_500),
      async (how, seed, count, durationUs) => {
        const events = {
          ...randomEvents(new Random(seed, 'stream'), count, how.sensor),
          durationUs,
        };
        const { bytes, network } = await deployed(how, seed);
        const predictions: Prediction[] = [];
        const stream = new EventStream(await loadNetwork(bytes), {
          sensor: how.sensor,
          onStep: (prediction) => predictions.push(prediction),
        });
        pushAll(stream, events);
        let sample: ReturnType<ReturnType<typeof createTransform>['apply']>;
        try {
          const { sensor, zero: _, ...options } = how;
          sample = createTransform(sensor, options).apply(sinceZero(events, how), 0, 'sample');
        } catch {
          await expectFailure(() => stream.finish(durationUs), 'data', /of the stream is/, /event/);
          return;
        }
        const { scores, decision, className, confidence, steps } = stream.finish(durationUs);
        const recording = await network.record(sample);
        expect(bits(scores)).toEqual(bits(recording.scores));
        expect(decision).toBe(argmax(recording.scores));
        expect(steps).toBe(sample.steps);
        expect(predictions.map((prediction) => prediction.steps)).toEqual(
          Array.from({ length: sample.steps }, (_, t) => t + 1),
        );
        const sum = scores.reduce((total, score) => total + score, 0);
        expect(className).toBe(sum === 0 ? null : CLASS_NAMES[decision]);
        expect(confidence).toBe(sum === 0 ? 0 : scores[decision]! / sum);
        if (sum > 0) compared++;
      },
    ),
    { numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(20);
});

describe('a stream', () => {
  const open = async (change: Partial<Preprocessing> = {}) =>
    new EventStream(await loadNetwork((await deployed(change)).bytes), { name: 'camera' });

  it('takes events of the current step in any order, and none of an earlier one', async () => {
    const events = randomEvents(new Random(3, 'late'), 60);
    const [ordered, shuffled] = [await open({ binMs: 5 }), await open({ binMs: 5 })];
    pushAll(ordered, events);
    const byStep = Array.from(events.times.keys()).sort(
      (a, b) => Math.floor(events.times[a]! / 5000) - Math.floor(events.times[b]! / 5000) || b - a,
    );
    for (const e of byStep) {
      shuffled.push(events.x[e]!, events.y[e]!, events.polarity[e]!, events.times[e]!);
    }
    const late = () => shuffled.push(0, 0, 1, 4999);
    await expectFailure(late, 'data', /4999 µs is too late/, /camera, event 60/);
    expect(shuffled.finish()).toEqual(ordered.finish());
  });

  it('weighs potentials, of either sign, by their softmax', async () => {
    const { bytes } = await deployed({}, 2, 'integrator');
    const stream = new EventStream(await loadNetwork(bytes), { name: 'camera' });
    expect(stream.prediction).toMatchObject({ steps: 0, className: null, confidence: 0 });
    for (let e = 0; e < 24; e++) stream.push(e % 6, e % 4, 1, 400 * e);
    const { scores, steps, decision, className, confidence } = stream.finish(40_000);
    expect(scores.some((score) => score < 0)).toBe(true);
    expect(className).toBe(CLASS_NAMES[decision]);
    const shares = Array.from(scores, (score) => Math.exp(score / steps));
    const sum = shares.reduce((total, share) => total + share, 0);
    expect(confidence).toBeCloseTo(Math.max(...shares) / sum, 12);
    expect(confidence).toBeGreaterThan(1 / CLASS_NAMES.length);
  });

  it('decides when time passes without events, and is the same after a reset', async () => {
    const stream = await open();
    for (let e = 0; e < 12; e++) stream.push(e % 6, e % 4, 1, 0);
    stream.advance(9999);
    expect(stream.prediction.steps).toBe(9);
    stream.advance(10_000);
    const silent = stream.prediction;
    expect(silent.steps).toBe(10);
    expect(silent.timeMs).toBe(10);
    stream.reset();
    expect(stream.prediction).toMatchObject({ steps: 0, className: null, confidence: 0 });
    for (let e = 0; e < 12; e++) stream.push(e % 6, e % 4, 1, 0);
    expect(stream.finish(10_000)).toEqual(silent);
    expect(() => stream.push(0, 0, 1, 20_000)).toThrow(/has ended/);
  });

  it('begins with its first event where recordings did, whatever the clock', async () => {
    const stream = await open({ zero: 'first-event' });
    stream.push(1, 1, 1, 1.7e15);
    stream.push(1, 1, 1, 1.7e15 + 2500);
    expect(stream.finish().steps).toBe(3);
  });

  it('does not run millions of silent steps for a clock that begins elsewhere', async () => {
    const stream = await open();
    const call = () => stream.push(1, 1, 1, 1.7e15);
    await expectFailure(call, 'data', /Nothing has happened for/, /camera, event 0/);
    stream.push(1, 1, 1, 1e6);
  });

  it.each<[string, (stream: EventStream) => void, RegExp]>([
    ['x of a larger sensor', (s) => s.push(40, 3, 1, 0), /at least 41 × 4 pixels, but .* 6 × 4/],
    ['y of a larger sensor', (s) => s.push(0, 4, 1, 0), /at least 1 × 5 pixels, but .* 6 × 4/],
    ['a channel', (s) => s.pushChannel(3, 0), /channels in a row, but .* 6 × 4 pixels/],
    ['a negative x', (s) => s.push(-1, 0, 1, 0), /x -1, y 0, which is not a pixel/],
    ['a fraction', (s) => s.push(0.5, 0, 1, 0), /not a pixel/],
    ['NaN as x', (s) => s.push(Number.NaN, 0, 1, 0), /not a pixel/],
    ['NaN as time', (s) => s.push(0, 0, 1, Number.NaN), /time NaN is not a number/],
    ['an infinite time', (s) => s.push(0, 0, 1, Infinity), /not a number/],
    ['a negative time', (s) => s.push(0, 0, 1, -1), /before time 0/],
    ['a polarity of −1', (s) => s.push(0, 0, -1, 0), /polarity -1/],
    ['a polarity of 2', (s) => s.push(0, 0, 2, 0), /polarity 2/],
    ['an end without events', (s) => s.finish(), /no events/],
  ])('refuses %s, and nothing changes', async (_, call, message) => {
    const stream = await open();
    await expectFailure(() => call(stream), 'data', message, /camera, event 0/);
    stream.push(0, 0, 1, 0);
    expect(stream.finish().steps).toBe(1);
  });

  it('names a sensor of pixels by its pixels, even for an event in its first row', async () => {
    const stream = await open();
    await expectFailure(() => stream.push(6, 0, 1, 0), 'data', /at least 7 × 1 pixels, but/, /0/);
  });

  it('refuses an end that is no time, and goes on', async () => {
    const stream = await open();
    stream.push(0, 0, 1, 0);
    for (const time of [Number.NaN, Infinity, -Infinity]) {
      await expectFailure(() => stream.finish(time), 'data', /not a number of µs/, /event 1/);
    }
    expect(stream.finish().steps).toBe(1);
  });

  it('is not mixed with a second one of the same network', async () => {
    const network = await loadNetwork((await deployed()).bytes);
    const [one, other] = ['one', 'other'].map((name) => new EventStream(network, { name }));
    for (const call of [() => one!.push(0, 0, 1, 0), () => one!.advance(0), () => one!.finish()]) {
      const { remedy } = await expectFailure(
        call,
        'usage',
        /Another stream has started/,
        /one, event 0/,
      );
      expect(remedy).toContain('reset()');
    }
    other!.push(0, 0, 1, 0);
    expect(other!.finish().steps).toBe(1);
    one!.reset();
    one!.push(0, 0, 1, 0);
    expect(one!.finish()).toEqual(other!.prediction);
  });

  it('refuses channels that a cochlea does not have', async () => {
    const stream = await open({ sensor: ROW });
    const call = () => stream.pushChannel(700, 0);
    await expectFailure(call, 'data', /at least 701 channels, but .* one of 9 channels/, /event 0/);
  });

  it.each<[string, Sensor, Partial<Sensor>, RegExp]>([
    ['size', CAMERA, { width: 640, height: 480 }, /640 × 480 pixels, but .* 6 × 4 pixels/],
    ['channels', ROW, { width: 64, height: 1, polarities: 1 }, /64 channels, but .* 9 channels/],
    ['polarities', CAMERA, { ...CAMERA, polarities: 1 }, /6 × 4 pixels of one polarity, but/],
  ])('refuses a declared sensor of another %s', async (_, own, declared, message) => {
    const network = await loadNetwork((await deployed({ sensor: own })).bytes);
    const sensor = { width: 0, height: 0, ...declared };
    const call = () => new EventStream(network, { sensor, name: 'camera' });
    const { remedy } = await expectFailure(call, 'data', message, /camera/);
    expect(remedy).toMatch(/Feed it events of .*, or train a network/);
  });

  it('feeds events of opposite polarity to other inputs', async () => {
    const events = randomEvents(new Random(3, 'polarity'), 120);
    const swapped = { ...events, polarity: events.polarity.map((sign) => 1 - sign) };
    const [straight, crossed] = [await open(), await open()];
    pushAll(straight, events);
    pushAll(crossed, swapped);
    expect(straight.finish().scores).not.toEqual(crossed.finish().scores);
  });
});

test('a network that does not know its sensor takes no events, and says why', async () => {
  const old = await loadNetwork((await exported(PLANS.motif!)).bytes);
  expect(old.deployment).toBeNull();
  old.step([0, 19]);
  await expectFailure(() => new EventStream(old), 'artifact', /an older version/, /stream/);
});
