/** Feeds the events of a recorded file to a network, as training reads them. */

import { realpath } from 'node:fs/promises';
import { basename, extname, relative, sep } from 'node:path';
import { type SettingsOf, settingsOf } from '../../../config/data-settings.ts';
import type { ExperimentConfig } from '../../../config/schema.ts';
import { MotifsmithError } from '../../../core/errors.ts';
import { isAudioName } from '../../../data/audio/decode.ts';
import { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../../../data/cameras/registry.ts';
import type { AddressEvents, Sensor } from '../../../data/events/address-events.ts';
import { readingFields } from '../../../data/events/reading.ts';
import type { OnWarning } from '../../../data/events/warnings.ts';
import type { RecordingInfo } from '../../../data/sources/recording-set.ts';
import { openSingleRecording } from '../../../data/sources/single-recording.ts';
import { DiskStore } from '../../../data/store/disk.ts';
import { locateSet } from '../../../data/store/locate.ts';
import type { EventStream } from '../../../runtime/event-stream.ts';

/** Files that may hold lines of events, if they are no table of a camera. */
const LINES = /\.(csv|tsv|txt|ndjson|jsonl)$/i;

/** A recording, decoded. */
export interface Recording {
  readonly events: AddressEvents;
  /** Its sensor, as far as the file or its data set says so. */
  readonly sensor: Sensor | null;
  /** Its class, if it is of the data set of the run. */
  readonly label: string | null;
}

/**
 * How files are read: as the run reads them, with the settings of the command line.
 * @param data of the run; null for a file of a network
 * @param sets `data.key=value`
 * @throws MotifsmithError `usage`
 */
export function readingSettings(
  file: string,
  data: ExperimentConfig['data'] | null,
  sets: readonly string[],
): SettingsOf<'recordings'> {
  const ofRun = Object.entries(data ?? {}).filter(
    ([name]) => Object.hasOwn(readingFields, name) || name === 'ear',
  );
  return settingsOf('recordings', { ...Object.fromEntries(ofRun), path: file }, sets);
}

/**
 * @param own sensor of the network, for files that do not give theirs
 * @param data of the run; null for a file of a network
 * @returns null for a file that may hold lines of events
 * @throws MotifsmithError `data` if it is damaged, of no known format, or of another sensor
 */
export async function readRecording(
  settings: SettingsOf<'recordings'>,
  own: Sensor,
  data: ExperimentConfig['data'] | null,
  onWarning: OnWarning,
): Promise<Recording | null> {
  const { path } = settings;
  const ofRun = data?.source === 'recordings' ? await readFromSet(path, data, onWarning) : null;
  if (ofRun !== null) return ofRun;
  const store = await DiskStore.open(path);
  const [entry, ...others] = await store.list();
  if (entry === undefined || others.length > 0) {
    throw new MotifsmithError('data', `There are ${others.length + (entry ? 1 : 0)} files.`, {
      where: path,
      remedy: 'Give one recording.',
    });
  }
  const head = await store.head(entry.path, HEAD_BYTES);
  const format = guessFormat(head, entry.path, entry.size);
  if (format === null && LINES.test(path)) return null;
  if (format === null && data === null && isAudioName(path)) {
    throw new MotifsmithError('usage', 'The file of a network does not say how sound is heard.', {
      where: path,
      remedy: 'Give the run instead, which does: motifsmith stream RUN FILE.',
    });
  }
  const isSized = format?.givesSensor?.(head) ?? true;
  const sensor = isSized && format !== null ? own : null;
  const options = { ...settings, sensor: settings.sensor ?? sensor };
  const single = await openSingleRecording(store, entry, options);
  if (single === null) {
    throw new MotifsmithError('data', 'The file is of no known format of recordings.', {
      where: path,
      remedy: `Give one of ${EVENT_FORMATS.map(({ id }) => id).join(', ')}, or lines of events.`,
    });
  }
  // Lines of channels are fed as such: those of a network for cameras count through its rows and polarities.
  if (single.set.sensor.polarities === 1 && LINES.test(path)) return null;
  const events = await single.set.read(0, (warning) => {
    if ('kind' in warning && warning.kind === 'outsideSensor') {
      throw new MotifsmithError(
        'data',
        `The events are of another sensor: ${warning.count} are outside ${own.width} × ${own.height} pixels, which the network is for.`,
        {
          where: warning.where,
          remedy: 'Feed it events of its sensor, or train a network on recordings of this one.',
        },
      );
    }
    // That the size of the sensor is not known says nothing here: pixels are compared one by one.
    if ('kind' in warning || isSized) onWarning(warning);
  });
  return { events, sensor: isSized ? events.sensor : null, label: null };
}

/** The recording of a run's data set that a file is; null if it is none of them. */
async function readFromSet(
  file: string,
  data: SettingsOf<'recordings'>,
  onWarning: OnWarning,
): Promise<Recording | null> {
  const paths = await Promise.all([realpath(data.path), realpath(file)]).catch(() => null);
  if (paths === null) return null;
  const path = relative(paths[0], paths[1]).split(sep).join('/');
  if (path === '' || path.startsWith('..')) return null;
  const set = await (await locateSet(data)).open();
  try {
    const index = findRecording(set.recordings, path);
    if (index < 0) return null;
    const label = set.classNames[set.recordings[index]!.label] ?? null;
    return { events: await set.read(index, onWarning), sensor: set.sensor, label };
  } finally {
    await set.close();
  }
}

/** Number of the recording in a file: most sets name recordings by path, those of sound by file. */
function findRecording(recordings: readonly RecordingInfo[], path: string): number {
  const exact = recordings.findIndex(({ id }) => id === path);
  if (exact >= 0) return exact;
  const stem = basename(path, extname(path)).toLowerCase();
  return recordings.findIndex(({ id }) => id.toLowerCase() === stem);
}

/** Feeds all events. */
export function pushRecording(stream: EventStream, { times, x, y, polarity }: AddressEvents): void {
  for (let e = 0; e < times.length; e++) stream.push(x[e]!, y[e]!, polarity[e]!, times[e]!);
}
