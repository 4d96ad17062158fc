/**
 * The arrays of a spike set: one .npz with the spike trains of many recordings, end to end, as speech
 * front ends (TI46-Alpha) deliver them. Each is of any integer type:
 *
 * - `channel` [events], `time` [events]: channel and time in ms of each spike; within a recording
 *   times do not descend;
 * - `offsets` [recordings + 1]: recording k has the spikes offsets[k] … offsets[k + 1] − 1;
 * - `labels` [recordings]: class.
 *
 * No file access here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { NpyArray, NumericArray } from '../../formats/npy.ts';

export interface SpikeColumns {
  readonly channel: NumericArray;
  readonly time: NumericArray;
  readonly offsets: NumericArray;
  readonly labels: NumericArray;
}

export const SPIKE_MEMBERS = ['channel', 'time', 'offsets', 'labels'] as const;

export function spikeSetError(message: string, where: string, remedy: string): MotifsmithError {
  return new MotifsmithError('data', message, { where, remedy });
}

/**
 * Takes the arrays out of an archive and checks that they fit each other.
 * @param file names the file in errors
 * @throws MotifsmithError `data`
 */
export function spikeColumns(arrays: ReadonlyMap<string, NpyArray>, file: string): SpikeColumns {
  const [channel, time, offsets, labels] = SPIKE_MEMBERS.map((member) =>
    integerColumn(arrays.get(member)!, file, member),
  ) as [NumericArray, NumericArray, NumericArray, NumericArray];
  requireLength('time', time.length, channel.length, 'as channel', file);
  requireLength('offsets', offsets.length, labels.length + 1, 'one more than labels', file);
  checkOffsets(offsets, channel.length, file);
  return { channel, time, offsets, labels };
}

/** @throws MotifsmithError `data` unless an array has the length that others ask for */
export function requireLength(
  member: string,
  actual: number,
  expected: number,
  reason: string,
  file: string,
): void {
  if (actual === expected) return;
  throw spikeSetError(
    `Array "${member}" has ${actual} elements instead of ${expected}.`,
    `${file}, member ${member}`,
    `It must have ${expected}, ${reason}; write the file again.`,
  );
}

/** @throws MotifsmithError `data` unless it is a flat array of integers */
export function integerColumn(array: NpyArray, file: string, member: string): NumericArray {
  const where = `${file}, member ${member}`;
  if (array.dtype === 'U' || array.dtype === 'S' || array.dtype.startsWith('f')) {
    throw spikeSetError(
      `Array "${member}" has element type ${array.dtype} instead of integers.`,
      where,
      'Save it as an integer array, e.g. array.astype("u2").',
    );
  }
  if (array.shape.length !== 1) {
    throw spikeSetError(
      `Array "${member}" has ${array.shape.length} dimensions instead of 1.`,
      where,
      'Save it as a flat array, e.g. array.ravel().',
    );
  }
  return array.data as NumericArray;
}

function checkOffsets(offsets: NumericArray, events: number, file: string): void {
  const where = (k: number) => `${file}, member offsets, element ${k}`;
  const remedy = 'offsets must run from 0 to the number of events without descending.';
  if (offsets[0] !== 0)
    throw spikeSetError(`offsets begin with ${offsets[0]}, not 0.`, where(0), remedy);
  for (let k = 1; k < offsets.length; k++) {
    if (offsets[k]! < offsets[k - 1]!) {
      const problem = `offsets descend from ${offsets[k - 1]} to ${offsets[k]}.`;
      throw spikeSetError(problem, where(k), remedy);
    }
  }
  const last = offsets.length - 1;
  if (offsets[last] === events) return;
  const problem = `offsets end with ${offsets[last]}, but there are ${events} events.`;
  throw spikeSetError(problem, where(last), remedy);
}

/**
 * The number of channels or classes, given or found; every value must lie below it.
 * @param option how a user gives it
 * @throws MotifsmithError `data` for a value outside
 */
export function rangeOf(
  values: NumericArray,
  member: 'channel' | 'labels',
  given: number | undefined,
  file: string,
  option: string,
): number {
  let limit = given ?? 0;
  if (given === undefined) for (const value of values) limit = Math.max(limit, value + 1);
  const outside = values.findIndex((value) => value < 0 || value >= limit);
  if (outside < 0) return limit;
  throw spikeSetError(
    `The value ${values[outside]} is outside 0 … ${limit - 1}.`,
    `${file}, member ${member}, element ${outside}`,
    `Correct the file, or set ${option} to what it holds.`,
  );
}

/**
 * Times of one recording, checked.
 * @returns a view, [events] ms, not descending
 * @throws MotifsmithError `data`
 */
export function timesOf({ time, offsets }: SpikeColumns, k: number, file: string): NumericArray {
  const begin = offsets[k]!;
  const end = offsets[k + 1]!;
  let before = 0;
  for (let e = begin; e < end; e++) {
    const now = time[e]!;
    if (now < before) {
      const problem =
        e === begin ? `A time is negative: ${now}.` : `Times descend from ${before} to ${now}.`;
      throw spikeSetError(
        problem,
        `${file}, sample ${k}, member time, element ${e}`,
        'Sort the events of each recording by time.',
      );
    }
    before = now;
  }
  return time.subarray(begin, end);
}

/** Name of a class in a file that names none: 26 classes are letters. */
export function spikeClassName(label: number, classes: number): string {
  return classes === 26 ? String.fromCharCode(97 + label) : String(label);
}
