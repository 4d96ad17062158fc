/**
 * Cochleagrams of many recordings, end to end in one .npz, as the authors of the paper keep those of
 * TI46. The arrays:
 *
 * - `data` [frames, channels] floats: the ear's output × 1000, one row every 16 ms;
 * - `offsets` [recordings + 1], `labels` [recordings] integers;
 * - optionally `speakers` and `utterances` [recordings] integers and `speaker_names` text.
 *
 * They are encoded as sound is, from the gain on.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { allowMore, LIMITS } from '../../../core/limits.ts';
import type { FileEntry } from '../../../formats/file-store.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import { readNpyHeader } from '../../../formats/npy-header.ts';
import { decodeNpyTable } from '../../../formats/npy-table.ts';
import { readZip } from '../../../formats/zip.ts';
import { checkEar, type EarOptions, encodeChannels } from '../../audio/ear.ts';
import { encodedSensor } from '../../encoders/encode.ts';
import { defaultClassName, NpzColumns } from '../npz-columns.ts';
import type { RecordingInfo, RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';

const SCALE = 1e-3;
/** No ear gives more; one such value would drown all others. */
const LARGEST = 2 ** 15;
const FRAME_US = 16_000;

const isCochleagram = ({ path }: FileEntry) => /cochleagram[^/]*\.npz$/i.test(path);

export const cochleagramNpz: RecordingSetFormat = {
  id: 'cochleagram-npz',
  title: 'cochleagrams × 1000 in one .npz',
  matches: (files) => files.filter(isCochleagram).length === 1,
  open: async (store, { ear }) => {
    const files = await store.list();
    const isNpz = ({ path }: FileEntry) => path.toLowerCase().endsWith('.npz');
    const entry = files.find(isCochleagram) ?? files.find(isNpz);
    if (entry === undefined) {
      throw new MotifsmithError('data', 'There is no .npz file.', {
        where: store.root,
        remedy: 'Give the path of the file itself.',
      });
    }
    return openCochleagrams(await store.read(entry.path), `${store.root}/${entry.path}`, ear);
  },
};

/**
 * @param file names the file in errors
 * @throws MotifsmithError `data` for anything missing, damaged or contradictory, `usage` for
 * impossible settings of the encoder
 */
export function openCochleagrams(bytes: Uint8Array, file: string, ear: EarOptions): RecordingSet {
  checkEar(ear);
  const archive = new NpzColumns(
    bytes,
    file,
    ['offsets', 'labels'],
    ['speakers', 'utterances', 'speaker_names'],
  );
  const { columns, frames } = readMatrix(archive, bytes, file);
  const channels = columns.length;
  const labels = archive.integers('labels');
  archive.requireBelow(
    'labels',
    labels,
    LIMITS.classes,
    `Number the classes from 0 without gaps. ${allowMore('classes')}.`,
  );
  const offsets = archive.integers('offsets');
  archive.requireLength('offsets', offsets.length, labels.length + 1, 'one more than labels');
  checkOffsets(archive, offsets, frames);
  let classes = 0;
  for (const label of labels) classes = Math.max(classes, label + 1);
  const recordings = readInfos(archive, labels, classes);
  return {
    name: 'cochleagrams',
    description: `Cochleagrams of ${channels} channels, encoded by ${ear.encoder.kind}.`,
    classNames: Array.from({ length: classes }, (_, label) => defaultClassName(label, classes)),
    sensor: encodedSensor(channels, ear.encoder),
    recordings,
    warnings: [],
    read: async (k) => {
      const begin = offsets[k]!;
      const values = new Float64Array((offsets[k + 1]! - begin) * channels);
      for (let i = 0; i < values.length; i++) {
        values[i] = SCALE * columns[i % channels]![begin + Math.floor(i / channels)]!;
      }
      const wrong = values.findIndex((value) => !(Math.abs(value) <= LARGEST));
      if (wrong >= 0) {
        const row = begin + Math.floor(wrong / channels);
        const value = columns[wrong % channels]![row]!;
        const problem = `A value is ${value}, not a number up to ±${LARGEST / SCALE}.`;
        const place = `row ${row}, column ${wrong % channels}`;
        throw archive.complain(problem, 'data', 'Correct it.', place);
      }
      return encodeChannels({ channels, frameUs: FRAME_US, values }, ear, recordings[k]!.id);
    },
    close: async () => {},
  };
}

/** The array `data`, whether its rows or its columns are contiguous: NumPy saves either. */
function readMatrix(
  archive: NpzColumns,
  bytes: Uint8Array,
  file: string,
): { columns: NumericArray[]; frames: number } {
  const member = readZip(bytes, file).find(({ name }) => name === 'data.npy');
  if (member === undefined) {
    throw archive.complain('The archive has no array "data".', 'data', 'Add it.');
  }
  const where = `${file}, member data`;
  const content = member.extract();
  const { descr } = readNpyHeader(content, where);
  if (typeof descr !== 'string' || !/f[248]$/.test(descr)) {
    const type = typeof descr === 'string' ? descr : 'records';
    throw archive.complain(`Array "data" holds ${type}, not floats.`, 'data', 'Save it as floats.');
  }
  const { names, rows, column } = decodeNpyTable(content, where);
  return { columns: names.map(column), frames: rows };
}

function checkOffsets(archive: NpzColumns, offsets: NumericArray, frames: number): void {
  const last = offsets.length - 1;
  for (let k = 0; k <= last; k++) {
    const ascends = k === 0 ? offsets[0] === 0 : offsets[k]! > offsets[k - 1]!;
    if (ascends && (k < last || offsets[k] === frames)) continue;
    throw archive.complain(
      `The offset ${offsets[k]} is out of order.`,
      'offsets',
      `Offsets must ascend from 0 to the number of frames, ${frames}.`,
      `element ${k}`,
    );
  }
}

function readInfos(archive: NpzColumns, labels: NumericArray, classes: number): RecordingInfo[] {
  const speakers = archive.codes('speakers', labels.length, LIMITS.classes);
  const utterances = archive.codes('utterances', labels.length, LIMITS.classes);
  const names = speakers === null ? null : archive.names('speaker_names');
  const speakerOf = (k: number) =>
    speakers === null ? null : (names?.[speakers[k]!] ?? String(speakers[k]));
  return Array.from(labels, (label, k) => {
    const parts = [defaultClassName(label, classes), speakerOf(k), utterances?.[k]];
    return {
      id: `${k}/${parts.filter((part) => part !== null && part !== undefined).join('-')}`,
      label,
      split: null,
      speaker: speakerOf(k),
    };
  });
}
