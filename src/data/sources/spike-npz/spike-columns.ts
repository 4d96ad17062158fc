/**
 * The spike trains in a spike archive, end to end. Each array is of any integer type, times also of any
 * float type:
 *
 * - `channel` [events], `time` [events]: channel and time of each spike, in ms unless `data.timeUnit` says
 *   otherwise; times within a recording do not descend;
 * - `offsets` [recordings + 1]: recording k has the spikes offsets[k] … offsets[k + 1] − 1;
 * - `labels` [recordings]: class.
 */
import { allowMore, LIMITS } from '../../../core/limits.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import type { NpzColumns } from '../npz-columns.ts';

export interface SpikeColumns {
  readonly channel: NumericArray;
  readonly time: NumericArray;
  readonly offsets: NumericArray;
  readonly labels: NumericArray;
}

export const SPIKE_MEMBERS = ['channel', 'time', 'offsets', 'labels'] as const;

/** @throws MotifsmithError `data` unless the arrays fit each other */
export function spikeColumns(archive: NpzColumns): SpikeColumns {
  const channel = archive.integers('channel');
  const time = archive.numbers('time');
  const offsets = archive.integers('offsets');
  const labels = archive.integers('labels');
  archive.requireLength('time', time.length, channel.length, 'as channel');
  if (labels.length > LIMITS.recordings) {
    throw archive.complain(
      `There are ${labels.length} recordings, over ${LIMITS.recordings}.`,
      'labels',
      `Split the set. ${allowMore('recordings')}.`,
    );
  }
  archive.requireLength('offsets', offsets.length, labels.length + 1, 'one more than labels');
  const unlabelled = labels.findIndex((label) => label < 0);
  if (unlabelled >= 0) {
    throw archive.complain(
      `The label ${labels[unlabelled]} is none of a class: classes are numbered from 0.`,
      'labels',
      'Leave out recordings without a class, or give them a class of their own after the others.',
      `element ${unlabelled}`,
    );
  }
  archive.requireBelow(
    'labels',
    labels,
    LIMITS.classes,
    `Number the classes from 0 without gaps. ${allowMore('classes')}.`,
  );
  checkOffsets(archive, offsets, channel.length);
  return { channel, time, offsets, labels };
}

function checkOffsets(archive: NpzColumns, offsets: NumericArray, events: number): void {
  const complain = (problem: string, element: number) =>
    archive.complain(
      problem,
      'offsets',
      'offsets must run from 0 to the number of events without descending.',
      `element ${element}`,
    );
  if (offsets[0] !== 0) throw complain(`offsets begin with ${offsets[0]}, not 0.`, 0);
  for (let k = 1; k < offsets.length; k++) {
    if (offsets[k]! >= offsets[k - 1]!) continue;
    throw complain(`offsets descend from ${offsets[k - 1]} to ${offsets[k]}.`, k);
  }
  const last = offsets.length - 1;
  if (offsets[last] === events) return;
  throw complain(`offsets end with ${offsets[last]}, but there are ${events} events.`, last);
}

/**
 * The number of channels or classes: as given, or the highest that occurs plus 1.
 * @param setting the name of what gives it
 * @throws MotifsmithError `data` for a value beyond it
 */
export function rangeOf(
  archive: NpzColumns,
  name: 'channel' | 'labels',
  given: number | null,
  setting: string,
): number {
  const values = archive.integers(name);
  let limit = given ?? 0;
  if (given === null) for (const value of values) limit = Math.max(limit, value + 1);
  archive.requireBelow(name, values, limit, `Correct the file, or set ${setting} to match it.`);
  return limit;
}

/**
 * The times of recording k.
 * @returns a view, [events] in the unit of the file, finite, in any order
 * @throws MotifsmithError `data`
 */
export function timesOf(
  archive: NpzColumns,
  { time, offsets }: SpikeColumns,
  k: number,
): NumericArray {
  const [begin, end] = [offsets[k]!, offsets[k + 1]!];
  for (let e = begin; e < end; e++) {
    if (Math.abs(time[e]!) <= Number.MAX_SAFE_INTEGER) continue;
    throw archive.complain(
      `A spike of recording ${k} has the time ${time[e]}.`,
      'time',
      'Correct the file.',
      `element ${e}`,
    );
  }
  return time.subarray(begin, end);
}
