/**
 * Cochleagrams of many recordings, end to end in one .npz, as the authors of the paper keep those of
 * TI46. The arrays:
 *
 * - `data` [frames, channels] floats: the ear's output × 1000, one row every 16 ms;
 * - `offsets` [recordings + 1], `labels` [recordings] integers;
 * - if they are there, `speakers` and `utterances` [recordings] integers and `speaker_names` text.
 *
 * They are encoded as sound is, from the gain on.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry } from '../../../formats/file-store.ts';
import type { NpyArray, NumericArray } from '../../../formats/npy.ts';
import { readNpyHeader } from '../../../formats/npy-header.ts';
import { decodeNpyTable } from '../../../formats/npy-table.ts';
import { decodeNpz } from '../../../formats/npz.ts';
import { readZip } from '../../../formats/zip.ts';
import { checkEar, type EarOptions, encodeChannels } from '../../audio/ear.ts';
import { encodedSensor } from '../../encoders/encode.ts';
import type { RecordingInfo, RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { integerColumn, requireLength, spikeClassName } from '../spike-columns.ts';

const SCALE = 1e-3;
const FRAME_US = 16_000;
/** Classes and speakers are counted from 0; beyond this, a number is damage. */
const MOST_CODES = 10_000;

const isCochleagram = ({ path }: FileEntry) => /cochleagram[^/]*\.npz$/i.test(path);

export const cochleagramNpz: RecordingSetFormat = {
  id: 'cochleagram-npz',
  title: 'cochleagrams × 1000 in one .npz',
  matches: (files) => files.filter(isCochleagram).length === 1,
  open: async (store, { ear }) => {
    const files = await store.list();
    const isNpz = ({ path }: FileEntry) => path.toLowerCase().endsWith('.npz');
    const entry = files.find(isCochleagram) ?? files.find(isNpz);
    if (entry === undefined)
      throw refuse('There is no .npz file.', store.root, 'Give the file itself.');
    return openCochleagrams(await store.read(entry.path), `${store.root}/${entry.path}`, ear);
  },
};

/**
 * @param file names the file in errors
 * @throws MotifsmithError `data` for anything missing, damaged or contradictory, `usage` for
 * impossible settings of the encoder
 */
export function openCochleagrams(bytes: Uint8Array, file: string, ear: EarOptions): RecordingSet {
  checkEar(ear, 'ear');
  const arrays = decodeNpz(
    bytes,
    file,
    ['offsets', 'labels'],
    ['speakers', 'utterances', 'speaker_names'],
  );
  const { columns, frames } = readMatrix(bytes, file);
  const channels = columns.length;
  const labels = codes(arrays, 'labels', null, file)!;
  const offsets = integerColumn(arrays.get('offsets')!, file, 'offsets');
  requireLength('offsets', offsets.length, labels.length + 1, 'one more than labels', file);
  checkOffsets(offsets, frames, file);
  let classes = 0;
  for (const label of labels) classes = Math.max(classes, label + 1);
  const recordings = readInfos(arrays, labels, classes, file);
  return {
    name: 'cochleagrams',
    description: `Cochleagrams of ${channels} channels, encoded by ${ear.encoder.kind}.`,
    classNames: Array.from({ length: classes }, (_, label) => spikeClassName(label, classes)),
    sensor: encodedSensor(channels, ear.encoder),
    recordings,
    warnings: [],
    read: async (k) => {
      const begin = offsets[k]!;
      const values = new Float64Array((offsets[k + 1]! - begin) * channels);
      for (let i = 0; i < values.length; i++) {
        values[i] = SCALE * columns[i % channels]![begin + Math.floor(i / channels)]!;
      }
      const odd = values.findIndex((value) => !Number.isFinite(value));
      if (odd >= 0) {
        const where = `${file}, member data, row ${begin + Math.floor(odd / channels)}`;
        throw refuse('A value is not a finite number.', where, 'Correct the file.');
      }
      return encodeChannels({ channels, frameUs: FRAME_US, values }, ear, recordings[k]!.id);
    },
    close: async () => {},
  };
}

const refuse = (message: string, where: string, remedy: string) =>
  new MotifsmithError('data', message, { where, remedy });

/** The array `data`, in either order of its two indices: NumPy keeps what was transposed as it was. */
function readMatrix(bytes: Uint8Array, file: string): { columns: NumericArray[]; frames: number } {
  const member = readZip(bytes, file).find(({ name }) => name === 'data.npy');
  if (member === undefined) {
    throw refuse('The archive has no array "data".', file, 'Add it, frames × channels.');
  }
  const where = `${file}, member data`;
  const content = member.extract();
  const { descr } = readNpyHeader(content, where);
  if (typeof descr !== 'string' || !/f[248]$/.test(descr)) {
    throw refuse(
      `Array "data" holds ${typeof descr === 'string' ? descr : 'records'}, not floats.`,
      where,
      'Save it as floats.',
    );
  }
  const { names, rows, column } = decodeNpyTable(content, where);
  return { columns: names.map(column), frames: rows };
}

function checkOffsets(offsets: NumericArray, frames: number, file: string): void {
  const last = offsets.length - 1;
  for (let k = 0; k <= last; k++) {
    const least = k === 0 ? 0 : offsets[k - 1]! + 1;
    const right = k === 0 ? offsets[0] === 0 : offsets[k]! >= least;
    if (right && (k < last || offsets[k] === frames)) continue;
    throw refuse(
      `offsets have ${offsets[k]} there.`,
      `${file}, member offsets, element ${k}`,
      `They must ascend from 0 to the number of frames, ${frames}.`,
    );
  }
}

type Arrays = ReadonlyMap<string, NpyArray>;

/** A column of small whole numbers, or null if it is not there. */
function codes(arrays: Arrays, member: string, count: number | null, file: string) {
  const array = arrays.get(member);
  if (array === undefined) return null;
  const values = integerColumn(array, file, member);
  if (count !== null) requireLength(member, values.length, count, 'as labels', file);
  const outside = values.findIndex((value) => value < 0 || value >= MOST_CODES);
  if (outside < 0) return values;
  throw refuse(
    `The value ${values[outside]} is outside 0 … ${MOST_CODES - 1}.`,
    `${file}, member ${member}, element ${outside}`,
    'Correct the file.',
  );
}

function readInfos(
  arrays: Arrays,
  labels: NumericArray,
  classes: number,
  file: string,
): RecordingInfo[] {
  const speakers = codes(arrays, 'speakers', labels.length, file);
  const utterances = codes(arrays, 'utterances', labels.length, file);
  const names = arrays.get('speaker_names');
  const speakerOf = (k: number) => {
    if (speakers === null) return null;
    const name =
      names?.dtype === 'U' || names?.dtype === 'S' ? names.data[speakers[k]!] : undefined;
    return name ?? String(speakers[k]);
  };
  return Array.from(labels, (label, k) => {
    const parts = [spikeClassName(label, classes), speakerOf(k), utterances?.[k]];
    return {
      id: `${k}/${parts.filter((part) => part !== null && part !== undefined).join('-')}`,
      label,
      split: null,
      speaker: speakerOf(k),
    };
  });
}
