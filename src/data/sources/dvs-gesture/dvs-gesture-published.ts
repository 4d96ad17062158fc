/**
 * DVS-Gesture as IBM published it: recordings `user01_lab.aedat` (AEDAT 3.1) of about 11 gestures
 * each, tables `user01_lab_labels.csv` with the start and end of each gesture, and the lists
 * `trials_to_train.txt` and `trials_to_test.txt` of recordings. Here a recording is one gesture.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { complainAbout } from '../../../formats/complain.ts';
import type { FileStore } from '../../../formats/file-store.ts';
import { aedat3 } from '../../cameras/aedat3.ts';
import { decodeRecording } from '../../cameras/decode-recording.ts';
import type { DecodeOptions } from '../../cameras/format.ts';
import type { AddressEvents } from '../../events/address-events.ts';
import type { DecodeWarning, OnWarning } from '../../events/warnings.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import type { SetOptions } from '../set-format.ts';
import { type GestureInterval, readIntervals } from './dvs-gesture-table.ts';

const RECORDING = /^((?:.*\/)?)(user\d+)_[^/]+\.aedat$/;
const LISTS = { train: 'trials_to_train.txt', test: 'trials_to_test.txt' } as const;
/** Files that are published with the set and do not matter here. */
const COMPANIONS = /(?:^|\/)(?:gesture_mapping\.csv|readme[^/]*|licen[cs]e[^/]*|errata[^/]*)$/i;
const SENSOR = { width: 128, height: 128 };

/** Whether a file is such a recording. */
export function isPublishedPath(path: string): boolean {
  return RECORDING.test(path);
}

interface Trial {
  readonly info: RecordingInfo;
  readonly path: string;
  readonly interval: GestureInterval;
}

/**
 * @param paths of all files, sorted
 * @throws MotifsmithError `data` if a list or table is missing or damaged, or a list names a
 * recording that is missing
 */
export async function listPublished(
  store: FileStore,
  paths: readonly string[],
  options: SetOptions,
): Promise<Pick<RecordingSet, 'recordings' | 'warnings' | 'read'>> {
  const warnings: DecodeWarning[] = [];
  const present = new Set(paths);
  const splits = await readLists(store, paths);
  const trials: Trial[] = [];
  for (const path of paths) {
    const [, , user] = RECORDING.exec(path) ?? [];
    if (user === undefined) {
      if (!isExpected(path, present)) {
        const what = 'left out: not a recording, a table or a list of DVS-Gesture';
        warnings.push({ where: `${store.root}/${path}`, what });
      }
      continue;
    }
    const split = splits.get(path);
    if (split === undefined) {
      const what = `left out: in neither ${LISTS.train} nor ${LISTS.test}`;
      warnings.push({ where: `${store.root}/${path}`, what });
      continue;
    }
    const table = tableOf(path);
    if (!present.has(table)) {
      throw new MotifsmithError('data', 'The table of a recording is missing.', {
        where: `${store.root}/${table}`,
        remedy: `Copy it to the folder of ${path}.`,
      });
    }
    const intervals = readIntervals(await store.read(table), `${store.root}/${table}`);
    intervals.forEach((interval, k) => {
      const id = `${path}#${String(k + 1).padStart(2, '0')}`;
      trials.push({ info: { id, label: interval.label, split, speaker: user }, path, interval });
    });
  }
  const decode = decodeOnce(store, options);
  return {
    recordings: trials.map(({ info }) => info),
    warnings,
    read: async (index, onWarning = () => {}) => {
      const { info, path, interval } = trials[index]!;
      // What is odd about a file is said once, though several gestures are cut from it.
      const isFirst = trials[index - 1]?.path !== path;
      const events = cut(await decode(path, isFirst ? onWarning : () => {}), interval);
      if (events.times.length === 0) {
        onWarning({ where: `${store.root}/${info.id}`, what: 'no event is within its interval' });
      }
      return events;
    },
  };
}

const tableOf = (path: string) => path.replace(/\.aedat$/, '_labels.csv');

function isExpected(path: string, present: ReadonlySet<string>): boolean {
  if (path.endsWith('_labels.csv')) return present.has(path.replace(/_labels\.csv$/, '.aedat'));
  return COMPANIONS.test(path) || Object.values(LISTS).some((list) => path.endsWith(list));
}

/** Splits by path of the recordings that the lists name. */
async function readLists(
  store: FileStore,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Split>> {
  const present = new Set(paths);
  const [, folder] = RECORDING.exec(paths.find(isPublishedPath)!)!;
  const splits = new Map<string, Split>();
  for (const split of ['train', 'test'] as const) {
    const list = `${folder}${LISTS[split]}`;
    const complain = complainAbout(`${store.root}/${list}`, {
      remedy: 'Copy it to the folder of the .aedat files.',
    });
    if (!present.has(list)) throw complain('The list of recordings is missing.', null);
    const lines = new TextDecoder().decode(await store.read(list)).split(/\r\n|\r|\n/);
    lines.forEach((line, k) => {
      const name = line.trim();
      if (name === '') return;
      const path = `${folder}${name}`;
      const place = `line ${k + 1}`;
      if (!present.has(path)) {
        const remedy = 'Copy it to the folder, or delete the line to leave it out.';
        throw complain(`The recording ${JSON.stringify(name)} is missing.`, place, remedy);
      }
      if (splits.has(path)) {
        const remedy = 'Delete one of the lines.';
        throw complain(`The recording ${name} is listed twice.`, place, remedy);
      }
      splits.set(path, split);
    });
  }
  return splits;
}

/** Decodes files, keeping the last: the gestures of a recording are read one after another. */
function decodeOnce(store: FileStore, setOptions: SetOptions) {
  let last: {
    path: string;
    events: Promise<AddressEvents>;
    warnings: Parameters<OnWarning>[0][];
  } | null = null;
  return async (path: string, onWarning: OnWarning): Promise<AddressEvents> => {
    if (last?.path !== path) {
      const warnings: Parameters<OnWarning>[0][] = [];
      const options: DecodeOptions = {
        ...setOptions,
        // The tables of gestures count on the clock of the file.
        origin: 'absolute',
        sensor: SENSOR,
        onWarning: (warning) => warnings.push(warning),
      };
      const decode = async () =>
        decodeRecording(aedat3, await store.read(path), `${store.root}/${path}`, options);
      last = { path, events: decode(), warnings };
    }
    const { events, warnings } = last;
    const decoded = await events;
    for (const warning of warnings) onWarning(warning);
    return decoded;
  };
}

/** The events from `begin` up to but not including `end`, with times from `begin` on. */
function cut(
  { sensor, times, x, y, polarity }: AddressEvents,
  { begin, end }: GestureInterval,
): AddressEvents {
  const from = firstAtOrAfter(times, begin);
  const to = firstAtOrAfter(times, end);
  return {
    sensor,
    times: times.subarray(from, to).map((time) => time - begin),
    x: x.slice(from, to),
    y: y.slice(from, to),
    polarity: polarity.slice(from, to),
  };
}

/** Index of the first event that is not before a time, by bisection. */
function firstAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
