/**
 * Guards against data that are read without an error and are nonsense all the same: seconds taken for
 * microseconds, a clock that does not begin with the recording. They ask before hours are spent on it.
 */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { explain, type Settings } from '../../core/settings/declare.ts';
import type { AddressEvents } from './address-events.ts';
import type { EventSample } from './sample.ts';

/** A bound that can be lifted. */
const bound = (value: number, what: string, unit: string) =>
  explain(z.number().gt(0).nullable(), `${what}; null for no limit.`, unit).default(value);

/** What recordings are expected to be like; one that is not is taken for a mistake. */
export const plausibleSchema = z.strictObject({
  longest: bound(60, 'Longest recording, from time 0 to its last event', 's'),
  leastRate: bound(10, 'Least events per second of a recording of at least 1 s', 'Hz'),
  mostRate: bound(1e6, 'Most events per second of a recording', 'Hz'),
  leastSteps: bound(2, 'Least steps of a sample of at least 10 events', 'steps'),
  mostSteps: bound(10_000, 'Most steps of a sample', 'steps'),
});

/** What recordings are expected to be like. */
export interface Plausible extends Settings<typeof plausibleSchema> {}

/** The usual expectations. */
export const PLAUSIBLE: Plausible = plausibleSchema.parse({});

/** From this length on, the rate of a recording says something, µs. */
const TELLING_US = 1e6;

/** What makes a recording unlikely. */
export interface Doubt {
  readonly problem: string;
  readonly remedy: string;
}

const UNIT = 'Set data.timeUnit to the unit of its times (s, ms, us or ns)';

/** What is unlikely about a recording; null if nothing is. */
export function doubtAbout(
  { times }: AddressEvents,
  { longest, leastRate, mostRate }: Plausible,
): Doubt | null {
  const last = times.at(-1) ?? 0;
  if (times.length < 2) return null;
  const seconds = last / 1e6;
  const rate = times.length / seconds;
  const numbers = `${times.length} events in ${Number(seconds.toPrecision(3))} s`;
  if (last === 0) {
    return { problem: `All ${times.length} events are at time 0.`, remedy: `${UNIT}.` };
  }
  if (longest !== null && seconds > longest) {
    const late = times[0]! > last / 2;
    return {
      problem: `The recording lasts ${Number(seconds.toPrecision(6))} s, over ${longest} s${late ? `; its first event is at ${Number((times[0]! / 1e6).toPrecision(6))} s` : ''}.`,
      remedy: late
        ? 'Let time begin with the first event (data.origin: first-event).'
        : `${UNIT}, or allow it (--set data.plausible.longest=null).`,
    };
  }
  if (mostRate !== null && rate > mostRate) {
    return {
      problem: `The recording has ${numbers}, over ${mostRate} a second.`,
      remedy: `${UNIT}, or allow it (--set data.plausible.mostRate=null).`,
    };
  }
  if (leastRate !== null && last >= TELLING_US && rate < leastRate) {
    return {
      problem: `The recording has only ${numbers}, under ${leastRate} a second.`,
      remedy: `${UNIT}, or allow it (--set data.plausible.leastRate=null).`,
    };
  }
  return null;
}

/** @throws MotifsmithError `data` naming the setting, if a recording is unlikely */
export function requirePlausible(events: AddressEvents, bounds: Plausible, where: string): void {
  const doubt = doubtAbout(events, bounds);
  if (doubt === null) return;
  throw new MotifsmithError('data', doubt.problem, { where, remedy: doubt.remedy });
}

/** From this number of events on, the length of a sample says something. */
const TELLING_EVENTS = 10;

/**
 * @param tail silent steps that were appended
 * @throws MotifsmithError `data` naming the setting, if a sample has unlikely few or many steps
 */
export function requirePlausibleSteps(
  { steps, channels }: Pick<EventSample, 'steps' | 'channels'>,
  tail: number,
  { leastSteps, mostSteps }: Plausible,
  where: string,
): void {
  const own = steps - tail;
  if (leastSteps !== null && own < leastSteps && channels.length >= TELLING_EVENTS) {
    throw new MotifsmithError(
      'data',
      `All ${channels.length} events of the sample are in ${own === 1 ? 'one step' : `${own} steps`}.`,
      {
        where,
        remedy: `${UNIT}, lower data.binMs, or allow it (--set data.plausible.leastSteps=null).`,
      },
    );
  }
  if (mostSteps === null || steps <= mostSteps) return;
  throw new MotifsmithError('data', `The sample has ${steps} steps, over ${mostSteps}.`, {
    where,
    remedy:
      'Raise data.binMs, cut with data.maxSteps, or allow it (--set data.plausible.mostSteps=null).',
  });
}
