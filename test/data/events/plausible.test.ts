/** Recordings that are read without an error and make no sense: what is said, and which setting it names. */
import { describe, expect, it } from 'vitest';
import type { AddressEvents } from '../../../src/data/events/address-events.ts';
import {
  doubtAbout,
  PLAUSIBLE,
  requirePlausibleSteps,
} from '../../../src/data/events/plausible.ts';
import { expectFailure } from '../helpers.ts';

const recording = (...times: number[]): AddressEvents => ({
  sensor: { width: 1, height: 1, polarities: 1 },
  times: Float64Array.from(times),
  x: new Uint16Array(times.length),
  y: new Uint16Array(times.length),
  polarity: new Uint8Array(times.length),
});
const evenly = (count: number, stepUs: number, begin = 0) =>
  recording(...Array.from({ length: count }, (_, k) => begin + k * stepUs));

describe('a recording', () => {
  it.each<[string, AddressEvents, RegExp, RegExp]>([
    ['of seconds taken for µs', evenly(500, 0.002), /over 1000000 a second/, /data\.timeUnit/],
    ['of ns taken for µs', evenly(500, 2e6), /lasts 998 s/, /data\.timeUnit/],
    [
      'whose clock starts at five minutes',
      evenly(500, 2000, 3e8),
      /first event is at 300 s/,
      /first-event/,
    ],
    ['all at once', recording(0, 0, 0), /at time 0/, /data\.timeUnit/],
    ['that is almost silent', evenly(5, 1e6), /only 5 events in 4 s/, /leastRate/],
  ])('%s is doubted', (_, events, problem, remedy) => {
    const doubt = doubtAbout(events, PLAUSIBLE);
    expect(doubt?.problem).toMatch(problem);
    expect(doubt?.remedy).toMatch(remedy);
  });

  it.each([
    ['with nothing in it', recording()],
    ['of one event', recording(0)],
    ['short and sparse', recording(0, 400_000)],
    ['as usual', evenly(500, 2000)],
  ])('%s is not', (_, events) => {
    expect(doubtAbout(events, PLAUSIBLE)).toBeNull();
  });

  it('is not doubted beyond what the user allows', () => {
    const any = {
      longest: null,
      leastRate: null,
      mostRate: null,
      leastSteps: null,
      mostSteps: null,
    };
    expect(doubtAbout(evenly(500, 2e6), any)).toBeNull();
    expect(doubtAbout(evenly(500, 0.002), any)).toBeNull();
  });
});

describe('a sample', () => {
  const sample = (steps: number, events: number) => ({ steps, channels: new Uint32Array(events) });

  it('of one step, or of very many, is refused', async () => {
    const few = () => requirePlausibleSteps(sample(6, 200), 5, PLAUSIBLE, 'a');
    await expectFailure(few, 'data', /All 200 events of the sample are in one step/, /^a$/);
    const many = () => requirePlausibleSteps(sample(10_001, 200), 0, PLAUSIBLE, 'a');
    await expectFailure(many, 'data', /10001 steps, over 10000/, /^a$/);
    requirePlausibleSteps(sample(1, 9), 0, PLAUSIBLE, 'a');
    requirePlausibleSteps(sample(10_000, 200), 0, PLAUSIBLE, 'a');
  });
});
