/**
 * N-MNIST (Orchard et al. 2015) as published: `Train/<digit>/<number>.bin` and `Test/…`, digits of
 * MNIST on a screen, recorded by a moving ATIS camera. The folder may hold one of the two or both,
 * or be one of them.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { FileStore } from '../../formats/file-store.ts';
import { ATIS_SENSOR, atis } from '../cameras/atis.ts';
import { decodeRecording } from '../cameras/decode-recording.ts';
import type { DecodeWarning } from '../events/warnings.ts';
import { compareCodeUnits } from './natural-order.ts';
import type { RecordingInfo, RecordingSet, Split } from './recording-set.ts';
import type { RecordingSetFormat, SetOptions } from './set-format.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const RECORDING = /^(?:(train|test)\/)?([0-9])\/[^/]+\.bin$/i;

export const atisFolder: RecordingSetFormat = {
  id: 'atis-folder',
  title: 'N-MNIST: Train and Test with .bin files by digit',
  matches: (files) => files.some(({ path }) => RECORDING.test(path)),
  open: openAtisFolder,
};

/**
 * @param options.sensor for sets that were made like N-MNIST with a larger part of the sensor
 * @throws MotifsmithError `data` if no recording is where it should be
 */
async function openAtisFolder(store: FileStore, options: SetOptions): Promise<RecordingSet> {
  const { sensor } = options;
  const files = [...(await store.list())].sort((a, b) => compareCodeUnits(a.path, b.path));
  const hasSplits = files.some(({ path }) => RECORDING.exec(path)?.[1] !== undefined);
  const recordings: RecordingInfo[] = [];
  const warnings: DecodeWarning[] = [];
  for (const { path } of files) {
    const info = recordingAt(path);
    if (info !== null && (info.split !== null) === hasSplits) recordings.push(info);
    else warnings.push(leftOut(store, path));
  }
  if (recordings.length === 0) {
    throw new MotifsmithError('data', 'The folder has no recordings of N-MNIST.', {
      where: `${store.root}, which has ${files.length} files`,
      remedy:
        'Give the folder that holds Train and Test, each with the folders 0 to 9 of .bin files.',
    });
  }
  return {
    name: 'nmnist',
    description: 'N-MNIST: handwritten digits on a screen, recorded by a moving ATIS event camera.',
    classNames: DIGITS,
    sensor: { ...(sensor ?? ATIS_SENSOR), polarities: 2 },
    recordings,
    warnings,
    read: async (index, onWarning = () => {}) => {
      const { id } = recordings[index]!;
      const bytes = await store.read(id);
      return decodeRecording(atis, bytes, `${store.root}/${id}`, { ...options, onWarning });
    },
    close: async () => {},
  };
}

function recordingAt(path: string): RecordingInfo | null {
  const [, folder, digit] = RECORDING.exec(path) ?? [];
  if (digit === undefined) return null;
  const split = folder === undefined ? null : (folder.toLowerCase() as Split);
  return { id: path, label: Number(digit), split, speaker: null };
}

function leftOut({ root }: FileStore, path: string): DecodeWarning {
  const what =
    'left out: not a .bin file in the folder of a digit, within Train or Test if there are any';
  return { where: `${root}/${path}`, what };
}
