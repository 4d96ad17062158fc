/** Properties of the decoders that have a writer: what was written comes back, faults are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { EVENT_FORMATS } from '../../../src/data/cameras/registry.ts';
import { type EventList, WRITERS } from './writers.ts';

interface Event {
  readonly time: number;
  readonly x: number;
  readonly y: number;
  readonly polarity: number;
}

const listOf = (events: readonly Event[], width: number, height: number): EventList => ({
  width,
  height,
  times: events.map(({ time }) => time),
  x: events.map(({ x }) => x),
  y: events.map(({ y }) => y),
  polarity: events.map(({ polarity }) => polarity),
});

describe.each(EVENT_FORMATS.filter(({ id }) => id in WRITERS))('$id', (format) => {
  const { write, width, height, latest } = WRITERS[format.id]!;
  const decode = (bytes: Uint8Array) =>
    format.decode(bytes, 'written', { sensor: { width, height }, onWarning: () => {} });
  const event = fc.record({
    time: fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: latest })),
    x: fc.nat(width - 1),
    y: fc.nat(height - 1),
    polarity: fc.nat(1),
  });
  const sorted = fc
    .array(event, { minLength: 1, maxLength: 60 })
    .map((events) => events.toSorted((a, b) => a.time - b.time))
    // EVT 3.0 tells a wrap of its clock only by steps of less than half of it.
    .filter(
      (events) =>
        format.id !== 'evt3' ||
        events.every(({ time }, i) => i === 0 || time - events[i - 1]!.time < 2 ** 23),
    );

  it('gives back the events that were written', () => {
    const check = (events: Event[]) => {
      const decoded = decode(write(listOf(events, width, height)));
      expect(decoded.sensor).toEqual({ width, height, polarities: 2 });
      expect([...decoded.times]).toEqual(events.map(({ time }) => time));
      expect([...decoded.x]).toEqual(events.map(({ x }) => x));
      expect([...decoded.y]).toEqual(events.map(({ y }) => y));
      expect([...decoded.polarity]).toEqual(events.map(({ polarity }) => polarity));
    };
    fc.assert(fc.property(sorted, check), { numRuns: 200, seed: 1 });
  });

  const refusal = (events: Event[], where: RegExp, message: RegExp) => {
    let thrown: unknown;
    try {
      decode(write(listOf(events, width, height)));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MotifsmithError);
    expect((thrown as MotifsmithError).kind).toBe('data');
    expect((thrown as MotifsmithError).where).toMatch(where);
    expect((thrown as MotifsmithError).message).toMatch(message);
    expect((thrown as MotifsmithError).remedy).toBeTruthy();
  };
  const good = { time: 5, x: 1, y: 1, polarity: 1 };

  it('refuses times that go back', () => {
    refusal(
      [good, { ...good, time: 70 }, { ...good, time: 69 }],
      /byte \d+$/,
      /back from 70 to 69/,
    );
  });

  it('refuses events outside the sensor', () => {
    refusal([good, { ...good, x: width }], /byte \d+$/, /outside the sensor/);
    refusal([good, { ...good, y: height }], /byte \d+$/, /outside the sensor/);
  });
});
