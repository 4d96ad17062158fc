/**
 * A spike set in one .npz, as speech front ends deliver it and `motifsmith data convert` writes it:
 * the arrays of `spike-columns.ts`, and if they are there
 *
 * - `sensor` [3]: width, height and polarities; otherwise a row of as many channels as occur;
 * - `ids` [recordings] text, `class_names` [classes] text;
 * - `splits` [recordings]: 0 for training, 1 for the test, 2 for neither;
 * - `speakers` [recordings] with `speaker_names` [speakers] text.
 */

import type { FileEntry, FileStore } from '../../formats/file-store.ts';
import type { NpyArray } from '../../formats/npy.ts';
import { decodeNpz, npzNames } from '../../formats/npz.ts';
import { type AddressEvents, channelCount, type Sensor } from '../events/address-events.ts';
import type { RecordingInfo, RecordingSet, Split } from './recording-set.ts';
import type { RecordingSetFormat } from './set-format.ts';
import {
  integerColumn,
  rangeOf,
  requireLength,
  SPIKE_MEMBERS,
  type SpikeColumns,
  spikeClassName,
  spikeColumns,
  spikeSetError,
  timesOf,
} from './spike-columns.ts';

/** Meaning of the values of `splits`. */
export const SPLIT_CODES: readonly (Split | null)[] = ['train', 'test', null];

const OPTIONAL = ['sensor', 'ids', 'class_names', 'splits', 'speakers', 'speaker_names'];

const isNpz = ({ path }: FileEntry) => path.toLowerCase().endsWith('.npz');

export const spikeNpz: RecordingSetFormat = {
  id: 'spike-npz',
  title: 'spike trains in one .npz',
  matches: (files) => files.filter(isNpz).length === 1,
  open: async (store: FileStore): Promise<RecordingSet> => {
    const entry = (await store.list()).find(isNpz);
    if (entry === undefined) {
      throw spikeSetError('There is no .npz file.', store.root, 'Give the file itself.');
    }
    return openSpikeNpz(await store.read(entry.path), `${store.root}/${entry.path}`, entry.path);
  },
};

/**
 * @param file names the file in errors
 * @param path of the file in its folder, from which the set takes its name
 * @throws MotifsmithError `data`
 */
export function openSpikeNpz(bytes: Uint8Array, file: string, path: string): RecordingSet {
  const names = npzNames(bytes, file);
  if (!names.includes('channel') && names.includes('data')) {
    throw spikeSetError(
      'The archive holds cochleagrams, not spike trains.',
      file,
      'Say so: --format cochleagram-npz or data.format=cochleagram-npz.',
    );
  }
  const arrays = decodeNpz(bytes, file, SPIKE_MEMBERS, OPTIONAL);
  const columns = spikeColumns(arrays, file);
  const { labels, offsets } = columns;
  const sensor = readSensor(arrays, columns, file);
  const given = texts(arrays, 'class_names', null, file);
  const classes = rangeOf(labels, 'labels', given?.length, file, 'class_names');
  return {
    name: path.slice(path.lastIndexOf('/') + 1).replace(/\.npz$/i, ''),
    description: `Spike trains of ${channelCount(sensor)} channels in ${path}.`,
    classNames: given ?? Array.from({ length: classes }, (_, c) => spikeClassName(c, classes)),
    sensor,
    recordings: readInfos(arrays, columns, file),
    warnings: [],
    read: async (k) => {
      const channels = columns.channel.subarray(offsets[k]!, offsets[k + 1]!);
      return events(sensor, timesOf(columns, k, file), channels);
    },
    close: async () => {},
  };
}

/** Cells and polarities of channels, as `channelOf` numbers them. */
function events(
  sensor: Sensor,
  times: ArrayLike<number>,
  channels: ArrayLike<number>,
): AddressEvents {
  const { width, height } = sensor;
  const cells = width * height;
  return {
    sensor,
    times: Float64Array.from(times, (ms) => 1000 * ms),
    x: Uint16Array.from(channels, (channel) => channel % width),
    y: Uint16Array.from(channels, (channel) => Math.floor((channel % cells) / width)),
    polarity: Uint8Array.from(channels, (channel) => Math.floor(channel / cells)),
  };
}

type Arrays = ReadonlyMap<string, NpyArray>;

function readSensor(arrays: Arrays, { channel }: SpikeColumns, file: string): Sensor {
  const array = arrays.get('sensor');
  if (array === undefined) {
    const width = rangeOf(channel, 'channel', undefined, file, 'sensor');
    return checkedSensor(width, 1, 1, file);
  }
  const values = integerColumn(array, file, 'sensor');
  requireLength('sensor', values.length, 3, 'width, height and polarities', file);
  const sensor = checkedSensor(values[0]!, values[1]!, values[2]!, file);
  rangeOf(channel, 'channel', channelCount(sensor), file, 'sensor');
  return sensor;
}

function checkedSensor(width: number, height: number, polarities: number, file: string): Sensor {
  const fits = (size: number) => size >= 1 && size <= 2 ** 16;
  if (fits(width) && fits(height) && (polarities === 1 || polarities === 2)) {
    return { width, height, polarities };
  }
  throw spikeSetError(
    `A sensor of ${width} × ${height} cells and ${polarities} polarities is not possible.`,
    `${file}, member sensor`,
    'Give 1 to 65,536 columns and rows and 1 or 2 polarities.',
  );
}

function readInfos(arrays: Arrays, { labels }: SpikeColumns, file: string): RecordingInfo[] {
  const count = labels.length;
  const ids = texts(arrays, 'ids', count, file);
  const splits = codes(arrays, 'splits', count, SPLIT_CODES.length, file);
  const names = texts(arrays, 'speaker_names', null, file);
  const speakers = codes(arrays, 'speakers', count, names?.length ?? 2 ** 32, file);
  if (ids !== null && new Set(ids).size < count) {
    throw spikeSetError(
      'Two recordings have the same id.',
      `${file}, member ids`,
      'Make them distinct, or leave the array out.',
    );
  }
  return Array.from(labels, (label, k) => ({
    id: ids?.[k] ?? String(k),
    label,
    split: splits === null ? null : SPLIT_CODES[splits[k]!]!,
    speaker: speakers === null ? null : (names?.[speakers[k]!] ?? String(speakers[k])),
  }));
}

/** A column of numbers below a limit, or null if it is not there. */
function codes(arrays: Arrays, member: string, count: number, limit: number, file: string) {
  const array = arrays.get(member);
  if (array === undefined) return null;
  const values = integerColumn(array, file, member);
  requireLength(member, values.length, count, 'as labels', file);
  const outside = values.findIndex((value) => value < 0 || value >= limit);
  if (outside < 0) return values;
  throw spikeSetError(
    `The value ${values[outside]} is outside 0 … ${limit - 1}.`,
    `${file}, member ${member}, element ${outside}`,
    'Correct the file.',
  );
}

/** A column of texts, or null if it is not there. */
function texts(arrays: Arrays, member: string, count: number | null, file: string) {
  const array = arrays.get(member);
  if (array === undefined) return null;
  if (array.dtype !== 'U' && array.dtype !== 'S') {
    throw spikeSetError(
      `Array "${member}" has element type ${array.dtype} instead of text.`,
      `${file}, member ${member}`,
      'Save it as an array of strings.',
    );
  }
  if (count !== null) requireLength(member, array.data.length, count, 'as labels', file);
  return array.data as readonly string[];
}
