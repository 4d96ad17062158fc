/** Every event that `metrics.jsonl` may hold, whichever job wrote it. */

import { z } from 'zod';
import {
  type BaselineEvent,
  calibratedSchema,
  fittedSchema,
  generationSchema,
  recordedSchema,
  trialSchema,
} from '../../baselines/events.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { parseJson } from '../../core/parse-json.ts';
import { parse } from '../../core/schema.ts';
import {
  architectureEventSchema,
  candidateEventSchema,
  cutEventSchema,
  iterationSchema,
  type SearchEvent,
  searchEpochSchema,
  searchProbeSchema,
  strategySchema,
} from '../../search/events.ts';
import { keptSchema, probeSchema, testSchema, trainingEpochSchema } from '../../training/events.ts';

/** The supernet's epochs and those of training; a pipe, because the union below goes by the name. */
const epochSchema = z
  .looseObject({ event: z.literal('epoch') })
  .pipe(z.union([searchEpochSchema, trainingEpochSchema]));

const anyProbeSchema = z
  .looseObject({ event: z.literal('probe') })
  .pipe(z.union([searchProbeSchema, probeSchema]));

const runEventSchema = z.discriminatedUnion('event', [
  iterationSchema,
  epochSchema,
  anyProbeSchema,
  cutEventSchema,
  candidateEventSchema,
  architectureEventSchema,
  keptSchema,
  testSchema,
  strategySchema,
  calibratedSchema,
  recordedSchema,
  fittedSchema,
  generationSchema,
  trialSchema,
]);

/** One line of `metrics.jsonl`. */
export type RunEvent = BaselineEvent | SearchEvent;
export type EventKind = RunEvent['event'];
export type EventOf<Kind extends EventKind> = Extract<RunEvent, { readonly event: Kind }>;

/** All kinds of events. */
export const EVENT_KINDS = runEventSchema.options.flatMap((option) => [
  ...option._zod.propValues.event!,
]) as readonly EventKind[];

const REMEDY = 'Restore the file, or let `motifsmith runs repair` compute the run again.';

/** The error for a line of `metrics.jsonl` that cannot be an event. */
export function damagedLine(problem: string, where: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('artifact', `${problem}.`, { where, remedy: REMEDY, cause });
}

/**
 * One line of `metrics.jsonl`.
 * @param where names the file and the line
 * @param kinds events that are wanted
 * @returns null for an event that is not wanted
 * @throws MotifsmithError `artifact`, naming the field, if the line is not an event
 */
export function parseEvent<Kind extends EventKind = EventKind>(
  line: string,
  where: string,
  kinds: readonly Kind[] = EVENT_KINDS as readonly Kind[],
): EventOf<Kind> | null {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (cause) {
    throw damagedLine('The line is not JSON', where, cause);
  }
  const event: RunEvent = parse(runEventSchema, value, where, REMEDY);
  return (kinds as readonly EventKind[]).includes(event.event) ? (event as EventOf<Kind>) : null;
}

/**
 * All events of a `metrics.jsonl` that is in memory. A last line without a line feed is left out: the
 * run is still writing it, or was killed in the middle of it.
 * @param file names the text in errors
 * @throws MotifsmithError `artifact` naming line and field of the first line that is not an event
 */
export function parseMetrics(text: string, file: string): RunEvent[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, k) => parseEvent(line, `${file}, line ${k + 1}`)!);
}
