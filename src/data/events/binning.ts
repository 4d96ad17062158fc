/** Cuts time into steps: a list of events with addresses becomes a sample. */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import { type AddressEvents, channelOf } from './address-events.ts';
import { LEFT_OUT } from './input-channel.ts';
import { type EventSample, sampleFromEvents, withoutRepeats } from './sample.ts';

/** How time is divided into steps. */
export const binningFields = {
  binMs: explain(
    whole(1, 1000),
    'Length of a step: an event at t ms is in step ⌊t / binMs⌋.',
    'ms',
  ).default(1),
  counts: explain(
    z.boolean(),
    'Whether several events of an input in one step all count (true) or count as one (false).',
  ).default(false),
  maxSteps: explain(
    whole(1).nullable(),
    'Events after this many steps are dropped; null for no limit.',
    'steps',
  ).default(null),
  stepsTail: explain(whole(0, 10_000), 'Silent steps appended to each recording.', 'steps').default(
    0,
  ),
};

/** How time is divided into steps. */
export interface BinningOptions extends Settings<z.ZodObject<typeof binningFields>> {}

/**
 * T of the sample is the step of the last event that is kept, plus 1 (or the duration of the
 * recording in steps, if that is known and longer), plus `stepsTail`.
 * @param table [channels of the sensor] input of each channel, or LEFT_OUT
 * @param where names the recording in errors
 * @throws MotifsmithError `data` if no event is kept, or the sample would have over `LIMITS.steps` steps
 */
export function binEvents(
  { sensor, times, x, y, polarity, durationUs = 0 }: AddressEvents,
  table: Int32Array,
  { binMs, counts, maxSteps, stepsTail }: BinningOptions,
  label: number,
  where: string,
): EventSample {
  const stepUs = 1000 * binMs;
  const end = maxSteps ?? Number.POSITIVE_INFINITY;
  const steps = new Uint32Array(times.length);
  const inputs = new Uint32Array(times.length);
  let kept = 0;
  for (let e = 0; e < times.length; e++) {
    const step = Math.floor(times[e]! / stepUs);
    if (step >= end) break;
    const input = table[channelOf(sensor, x[e]!, y[e]!, polarity[e]!)]!;
    if (input === LEFT_OUT) continue;
    if (step + 1 + stepsTail > LIMITS.steps) {
      throw tooLong(step + 1, `an event has the time ${times[e]} µs`, `${where}, event ${e}`);
    }
    steps[kept] = step;
    inputs[kept] = input;
    kept += 1;
  }
  if (kept === 0) {
    throw new MotifsmithError(
      'data',
      times.length === 0
        ? 'The recording has no events.'
        : `None of the ${times.length} events of the recording is kept.`,
      {
        where,
        remedy: 'Leave the recording out, or keep more of it (crop, polarity, maxSteps).',
      },
    );
  }
  const length = Math.max(steps[kept - 1]! + 1, Math.min(end, Math.ceil(durationUs / stepUs)));
  if (length + stepsTail > LIMITS.steps) throw tooLong(length, `it lasts ${durationUs} µs`, where);
  const sample = sampleFromEvents(
    length + stepsTail,
    steps.subarray(0, kept),
    inputs.subarray(0, kept),
    label,
  );
  return counts ? sample : withoutRepeats(sample);
}

function tooLong(steps: number, reason: string, where: string): MotifsmithError {
  return new MotifsmithError(
    'data',
    `The recording lasts ${steps} steps, over ${LIMITS.steps}: ${reason}.`,
    {
      where,
      remedy: `Check the time stamps, raise data.binMs, or cut recordings off with data.maxSteps. ${allowMore('steps')}.`,
    },
  );
}
