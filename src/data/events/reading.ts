/** Settings of how recordings are read where they are not as their format wants them. */
import * as z from 'zod';
import { explain, type Settings } from '../../core/settings/declare.ts';
import { SALVAGES } from './salvages.ts';

/** What time 0 of a recording can be. */
export const ORIGINS = ['first-event', 'file', 'absolute'] as const;
/** What time 0 of a recording is. */
export type Origin = (typeof ORIGINS)[number];

/** Units in which files without one can give times, in µs. */
export const TIME_UNITS = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 } as const;
/** A unit in which files give times. */
export type TimeUnit = keyof typeof TIME_UNITS;

/** What files call the units, in lower case. */
const UNIT_NAMES: Readonly<Record<TimeUnit, RegExp>> = {
  s: /^(s|secs?|seconds?)$/,
  ms: /^(ms|msecs?|milliseconds?)$/,
  us: /^(us|µs|μs|usecs?|microseconds?)$/,
  ns: /^(ns|nsecs?|nanoseconds?)$/,
};

/** The unit that a file names; null if it is none. */
export function timeUnitNamed(name: string): TimeUnit | null {
  const units = Object.keys(UNIT_NAMES) as TimeUnit[];
  return units.find((unit) => UNIT_NAMES[unit].test(name.trim().toLowerCase())) ?? null;
}

/** How irregular recordings are read, and what their times mean. */
export const readingFields = {
  strict: explain(
    z.boolean(),
    'Whether irregular recordings (time that steps back, events outside the sensor, a cut end, …) are damaged (true) or read as far as they can be, with every irregularity counted (false).',
  ).default(false),
  salvage: explain(
    z.enum(SALVAGES),
    'What is kept of a recording whose end is cut: the whole events before the cut, which is counted, or nothing (the recording is damaged); also --salvage.',
  ).default('whole-events'),
  origin: explain(
    z.enum(ORIGINS).nullable(),
    "Time 0 of a recording: its first event, the beginning of the file, or that of the file's clock; null for what is usual in its format.",
  ).default(null),
  timeUnit: explain(
    z.enum(Object.keys(TIME_UNITS) as [TimeUnit, ...TimeUnit[]]).nullable(),
    'Unit of the times in files that do not say it; null for what is usual in their format.',
  ).default(null),
  columns: explain(
    z
      .array(z.enum(['x', 'y', 't', 'p', '-']))
      .min(2)
      .max(64)
      .nullable(),
    'What the columns of tables without known names are, in order; - for a column to ignore; null for what is usual in their format.',
  ).default(null),
};

/** How irregular recordings are read, and what their times mean. */
export interface ReadingOptions extends Settings<z.ZodObject<typeof readingFields>> {}

/** Everything as it is by default. */
export const READ_AS_USUAL: ReadingOptions = z.strictObject(readingFields).parse({});
