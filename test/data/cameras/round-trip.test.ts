/** Properties of the decoders that have a writer: what was written comes back, faults are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../../src/data/cameras/format.ts';
import { EVENT_FORMATS } from '../../../src/data/cameras/registry.ts';
import { type Note, noteText } from '../helpers.ts';
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
  const decode = (bytes: Uint8Array, options: DecodeOptions = {}) =>
    decodeRecording(format, bytes, 'written', {
      sensor: { width, height },
      origin: 'absolute',
      ...options,
    });
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

  it('gives back the events that were written', async () => {
    const check = async (events: Event[]) => {
      const decoded = await decode(write(listOf(events, width, height)));
      expect(decoded.sensor).toEqual({ width, height, polarities: 2 });
      expect([...decoded.times]).toEqual(events.map(({ time }) => time));
      expect([...decoded.x]).toEqual(events.map(({ x }) => x));
      expect([...decoded.y]).toEqual(events.map(({ y }) => y));
      expect([...decoded.polarity]).toEqual(events.map(({ polarity }) => polarity));
    };
    await fc.assert(fc.asyncProperty(sorted, check), { numRuns: 200, seed: 1 });
  });

  const refusal = async (events: Event[], where: RegExp, message: RegExp) => {
    let thrown: unknown;
    try {
      await decode(write(listOf(events, width, height)), { strict: true });
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

  const text = (events: readonly Event[]) =>
    events.map(({ time, x, y, polarity }) => `${time} ${x} ${y} ${polarity}`);

  it('puts times that go back in order, counts them, and refuses them if it must', async () => {
    const late = [
      good,
      { ...good, time: 70 },
      { ...good, time: 69, x: 2 },
      { ...good, time: 70, x: 3 },
    ];
    const notes: Note[] = [];
    const onWarning = (note: Note) => 'kind' in note && notes.push(note);
    const { times, x } = await decode(write(listOf(late, width, height)), { onWarning });
    expect([...times]).toEqual([5, 69, 70, 70]);
    expect([...x]).toEqual([1, 2, 1, 3]);
    expect(notes).toEqual([
      {
        kind: 'timeBack',
        count: 1,
        largest: 1,
        where: expect.stringMatching(/(byte|line|event) \d+$/),
      },
    ]);
    await refusal(late, /(byte|line|event) \d+$/, /back from 70 to 69/);
  });

  it('drops events outside the sensor, counts them, and refuses them if it must', async () => {
    for (const outside of [
      { ...good, x: width },
      { ...good, y: height },
    ]) {
      const notes: Note[] = [];
      const onWarning = (note: Note) => 'kind' in note && notes.push(note);
      const events = [good, outside, { ...good, time: 9 }];
      const { times } = await decode(write(listOf(events, width, height)), { onWarning });
      expect([...times]).toEqual([5, 9]);
      expect(notes.map(noteText)).toEqual(['outsideSensor × 1']);
      await refusal([good, outside], /(byte|line|event) \d+$/, /outside the sensor/);
    }
  });

  it('puts any events in order of time, those of one time in the order of the file', async () => {
    const near = event.map((one) => ({ ...one, time: one.time % 1000 }));
    const check = async (events: Event[]) => {
      const { times, x, y, polarity } = await decode(write(listOf(events, width, height)));
      const found = Array.from(times, (time, k) => ({
        time,
        x: x[k]!,
        y: y[k]!,
        polarity: polarity[k]!,
      }));
      expect(text(found)).toEqual(text(events.toSorted((a, b) => a.time - b.time)));
    };
    await fc.assert(fc.asyncProperty(fc.array(near, { minLength: 1, maxLength: 60 }), check), {
      seed: 2,
    });
  });
});
