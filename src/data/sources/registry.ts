/** All kinds of data sets on a disk, specific ones before general ones. */
import { MotifsmithError } from '../../core/errors.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import type { FileEntry } from '../../formats/file-store.ts';
import { atisFolder } from './atis-folder.ts';
import { audioFolder } from './audio/audio-folder.ts';
import { cochleagramNpz } from './audio/cochleagram-npz.ts';
import { fsdd } from './audio/fsdd.ts';
import { heidelbergDigits } from './audio/heidelberg-digits.ts';
import { ti46Audio } from './audio/ti46-audio.ts';
import { cameraFolder } from './camera-folder.ts';
import { nTidigits, nTidigitsStrings } from './cochlea/n-tidigits.ts';
import { shd, ssc } from './cochlea/shd.ts';
import { dvsGesture } from './dvs-gesture/dvs-gesture.ts';
import { eventArrays } from './event-arrays/event-arrays.ts';
import { nearestFormats } from './nearest-formats.ts';
import { publishedCameras } from './published-cameras/published-cameras.ts';
import type { RecordingSetFormat } from './set-format.ts';
import { spikeNpz } from './spike-npz/spike-npz.ts';
import { tonicCache } from './tonic-cache.ts';

/** Those that are heard through the ear. */
export const SOUND_FORMATS: readonly RecordingSetFormat[] = [
  fsdd,
  ti46Audio,
  heidelbergDigits,
  audioFolder,
];

/** The kinds of data sets, in the order in which they are tried. */
export const SET_FORMATS: readonly RecordingSetFormat[] = [
  eventArrays,
  dvsGesture,
  ...publishedCameras,
  atisFolder,
  tonicCache,
  cameraFolder,
  nTidigits,
  nTidigitsStrings,
  shd,
  ssc,
  ...SOUND_FORMATS,
  cochleagramNpz,
  spikeNpz,
];

/**
 * The kind of a data set.
 * @param id its name; null to guess it from the files
 * @param root names the place in errors
 * @throws MotifsmithError `usage` for an unknown name, `data` if the files are not of any known kind
 */
export function findSetFormat(
  files: readonly FileEntry[],
  id: string | null,
  root: string,
): RecordingSetFormat {
  if (id !== null) {
    const named = SET_FORMATS.find((format) => format.id === id);
    if (named !== undefined) return named;
    const ids = SET_FORMATS.map((format) => format.id);
    const near = nearestWord(id, ids);
    throw new MotifsmithError('usage', `There is no data format ${JSON.stringify(id)}.`, {
      where: 'data.format',
      remedy: near === null ? `Use one of ${ids.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  const guessed =
    SET_FORMATS.find((format) => format.matches(files)) ??
    SET_FORMATS.find((format) => format.mayMatch?.(files));
  if (guessed !== undefined) return guessed;
  const first = files[0];
  if (first === undefined) {
    const remedy = 'Give the folder with the recordings.';
    throw new MotifsmithError('data', 'There are no files.', { where: root, remedy });
  }
  const inClass = files.map((file) => ({ ...file, path: `class/${file.path}` }));
  if (SET_FORMATS.some((format) => format.matches(inClass))) {
    throw new MotifsmithError(
      'data',
      `The recordings are not in folders of classes; the first is ${first.path}.`,
      {
        where: root,
        remedy:
          'Put the recordings of each class into a folder of its own, named like the class, and give the folder above.',
      },
    );
  }
  const nearest = nearestFormats(files, SET_FORMATS);
  const isFlat =
    files.every(({ path }) => !path.includes('/')) &&
    SET_FORMATS.some((format) => format.mayMatch?.(inClass));
  const column = Math.max(...nearest.map((format) => format.id.length));
  throw new MotifsmithError(
    'data',
    `The files are of no known kind of data set; the first is ${first.path}.`,
    {
      where: root,
      remedy: [
        ...(isFlat
          ? [
              'If they are recordings, put those of each class into a folder of its own, and give the folder above.',
            ]
          : []),
        `${isFlat ? 'Or give' : 'Give'} another folder, or lay out the files as one of the nearest kinds:`,
        ...nearest.map((format) => `  ${format.id.padEnd(column)}  ${format.title}`),
        'Name the kind with --format or data.format; `motifsmith data formats` lists all.',
      ].join('\n'),
    },
  );
}
