/**
 * Spike trains in one .npz, as speech front ends deliver them and `motifsmith data convert` writes
 * them: the arrays of `spike-columns.ts`, or dense ones (`dense.ts`). What the set looks like to a network is either in the
 * archive (`self-description.ts`) or given by settings (`utterances.ts`).
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { npzNames } from '../../../formats/npz.ts';
import { areEventColumns } from '../../cameras/event-column-names.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import { inOrderOfTime } from '../../events/in-order.ts';
import { type Origin, type ReadingOptions, TIME_UNITS } from '../../events/reading.ts';
import { type Report, reportOn } from '../../events/report.ts';
import { NpzColumns } from '../npz-columns.ts';
import type { RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { denseParts, openDense } from './dense.ts';
import { describeItself, SELF_DESCRIPTION } from './self-description.ts';
import { SPIKE_MEMBERS, spikeColumns, timesOf } from './spike-columns.ts';
import { describeByUtterance, type SpikeNpzOptions } from './utterances.ts';

const isNpz = ({ path }: FileEntry) => path.toLowerCase().endsWith('.npz');

export const spikeNpz: RecordingSetFormat = {
  id: 'spike-npz',
  title: 'spike trains in one .npz',
  matches: (files) => files.filter(isNpz).length === 1,
  open: (store, options) => openSpikeStore(store, null, options),
};

/**
 * Opens the archive of a store: its only file, or its only .npz.
 * @param options how the set is described; null if it describes itself
 * @param reading how irregular recordings are read; times are ms unless it has a unit
 * @throws MotifsmithError `data`
 */
export async function openSpikeStore(
  store: FileStore,
  options: SpikeNpzOptions | null,
  reading: SpikeReading = {},
): Promise<RecordingSet> {
  const files = await store.list();
  const candidates = files.length === 1 ? files : files.filter(isNpz);
  const [entry] = candidates;
  if (entry === undefined || candidates.length > 1) {
    throw new MotifsmithError('data', `There are ${candidates.length || 'no'} .npz files.`, {
      where: store.root,
      remedy: 'Give the path of the file itself.',
    });
  }
  const bytes = await store.read(entry.path);
  return openSpikeNpz(bytes, `${store.root}/${entry.path}`, entry.path, options, reading);
}

/**
 * @param file names the file in errors
 * @param path of the file in its folder, from which a set that describes itself takes its name
 * @param options how the set is described; null if it describes itself
 * @param reading how irregular recordings are read; times are ms unless it has a unit
 * @throws MotifsmithError `data` for anything damaged, missing or contradictory, `usage` for an
 * option that is never possible
 */
export function openSpikeNpz(
  bytes: Uint8Array,
  file: string,
  path: string,
  options: SpikeNpzOptions | null = null,
  reading: SpikeReading = {},
): RecordingSet {
  const names = npzNames(bytes, file);
  const unitUs = TIME_UNITS[reading.timeUnit ?? 'ms'];
  if (!names.includes('channel') && !areEventColumns(names)) {
    const parts = denseParts(names);
    if (parts.length > 0 && options === null) return openDense(bytes, file, path, parts, unitUs);
  }
  if (!names.includes('channel') && names.includes('data')) {
    throw new MotifsmithError('data', 'The archive holds cochleagrams, not spike trains.', {
      where: file,
      remedy: 'Read it as cochleagrams: --format cochleagram-npz or data.format=cochleagram-npz.',
    });
  }
  if (!names.includes('channel') && areEventColumns(names)) {
    throw new MotifsmithError('data', 'The archive holds one recording of a camera, not a set.', {
      where: file,
      remedy: 'Give the folder with a folder per class, and --format camera-folder.',
    });
  }
  const archive =
    options === null
      ? new NpzColumns(bytes, file, SPIKE_MEMBERS, SELF_DESCRIPTION)
      : new NpzColumns(bytes, file, [...SPIKE_MEMBERS, 'utterances']);
  const columns = spikeColumns(archive);
  const description =
    options === null ? describeItself(archive, path) : describeByUtterance(archive, options);
  const { channel, offsets } = columns;
  return {
    ...description,
    warnings: [],
    read: async (k, onWarning = () => {}) => {
      const report = reportOn(`${file}, recording ${k}`, { ...reading, onWarning });
      const channels = channel.subarray(offsets[k]!, offsets[k + 1]!);
      const times = Float64Array.from(timesOf(archive, columns, k)).map((time) => unitUs * time);
      noteSteps(times, offsets[k]!, report);
      const events = inOrderOfTime(toEvents(description.sensor, times, channels));
      report.finish();
      return sinceOrigin(events, reading.origin ?? 'absolute', `${file}, recording ${k}`);
    },
    close: async () => {},
  };
}

/** How spike trains are read. */
export type SpikeReading = Partial<Pick<ReadingOptions, 'strict' | 'origin' | 'timeUnit'>>;

/** Counts times that are earlier than one before them. @param first element of the first */
function noteSteps(times: Float64Array, first: number, report: Report): void {
  let before = Number.NEGATIVE_INFINITY;
  for (let e = 0; e < times.length; e++) {
    if (times[e]! < before) report.timeBack(`element ${first + e}`, times[e]!, before);
    else before = times[e]!;
  }
}

/** @param events in order of time */
function sinceOrigin(events: AddressEvents, origin: Origin, where: string): AddressEvents {
  const begin = events.times[0] ?? 0;
  if (origin === 'first-event') {
    return { ...events, times: events.times.map((time) => time - begin) };
  }
  if (begin >= 0) return events;
  throw new MotifsmithError('data', `The recording begins at the negative time ${begin} µs.`, {
    where,
    remedy: 'Let time begin with the first spike (data.origin: first-event).',
  });
}

/** Cells and polarities of channels, the inverse of `channelOf`. */
function toEvents(sensor: Sensor, times: Float64Array, channels: ArrayLike<number>): AddressEvents {
  const { width, height } = sensor;
  const cells = width * height;
  const x = new Uint16Array(times.length);
  const y = new Uint16Array(times.length);
  const polarity = new Uint8Array(times.length);
  // A loop: `from` with a function takes several times as long, and a set has millions of spikes.
  for (let e = 0; e < times.length; e++) {
    const cell = channels[e]! % cells;
    x[e] = cell % width;
    y[e] = Math.floor(cell / width);
    polarity[e] = Math.floor(channels[e]! / cells);
  }
  return { sensor, times, x, y, polarity };
}
