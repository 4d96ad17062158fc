/**
 * Spike trains in one .npz, as speech front ends deliver them and `motifsmith data convert` writes
 * them: the arrays of `spike-columns.ts`. What the set looks like to a network is either in the
 * archive (`self-description.ts`) or given by settings (`utterances.ts`).
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { npzNames } from '../../../formats/npz.ts';
import { areEventColumns } from '../../cameras/event-column-names.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import { TIME_UNITS, type TimeUnit } from '../../events/reading.ts';
import { NpzColumns } from '../npz-columns.ts';
import type { RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { describeItself, SELF_DESCRIPTION } from './self-description.ts';
import { SPIKE_MEMBERS, spikeColumns, timesOf } from './spike-columns.ts';
import { describeByUtterance, type SpikeNpzOptions } from './utterances.ts';

const isNpz = ({ path }: FileEntry) => path.toLowerCase().endsWith('.npz');

export const spikeNpz: RecordingSetFormat = {
  id: 'spike-npz',
  title: 'spike trains in one .npz',
  matches: (files) => files.filter(isNpz).length === 1,
  open: (store, { timeUnit = null }) => openSpikeStore(store, null, timeUnit),
};

/**
 * Opens the archive of a store: its only file, or its only .npz.
 * @param options how the set is described; null if it describes itself
 * @param timeUnit of the times in the file; null means ms
 * @throws MotifsmithError `data`
 */
export async function openSpikeStore(
  store: FileStore,
  options: SpikeNpzOptions | null,
  timeUnit: TimeUnit | null = null,
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
  return openSpikeNpz(bytes, `${store.root}/${entry.path}`, entry.path, options, timeUnit);
}

/**
 * @param file names the file in errors
 * @param path of the file in its folder, from which a set that describes itself takes its name
 * @param options how the set is described; null if it describes itself
 * @param timeUnit of the times in the file; null means ms
 * @throws MotifsmithError `data` for anything damaged, missing or contradictory, `usage` for an
 * option that is never possible
 */
export function openSpikeNpz(
  bytes: Uint8Array,
  file: string,
  path: string,
  options: SpikeNpzOptions | null = null,
  timeUnit: TimeUnit | null = null,
): RecordingSet {
  const names = npzNames(bytes, file);
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
  const unitUs = TIME_UNITS[timeUnit ?? 'ms'];
  return {
    ...description,
    warnings: [],
    read: async (k) => {
      const channels = channel.subarray(offsets[k]!, offsets[k + 1]!);
      const times = Float64Array.from(timesOf(archive, columns, k), (time) => unitUs * time);
      return toEvents(description.sensor, times, channels);
    },
    close: async () => {},
  };
}

/** Cells and polarities of channels, the inverse of `channelOf`. */
function toEvents(sensor: Sensor, times: Float64Array, channels: ArrayLike<number>): AddressEvents {
  const { width, height } = sensor;
  const cells = width * height;
  return {
    sensor,
    times,
    x: Uint16Array.from(channels, (channel) => channel % width),
    y: Uint16Array.from(channels, (channel) => Math.floor((channel % cells) / width)),
    polarity: Uint8Array.from(channels, (channel) => Math.floor(channel / cells)),
  };
}
