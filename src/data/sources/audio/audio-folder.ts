/**
 * Any folder of audio files by class: `<class>/…/<name>.wav`, or `train/<class>/…` and
 * `test/<class>/…` if the set has a split of its own.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { isAudioName } from '../../audio/decode.ts';
import { requireDistinctFolders } from '../distinct-names.ts';
import { compareNaturally } from '../natural-order.ts';
import type { Split } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { openAudioSet } from './audio-set.ts';

const SPLIT = /^(train|test)\/([^/]+)\/./i;
const CLASS = /^([^/]+)\/./;

export const audioFolder: RecordingSetFormat = {
  id: 'audio-folder',
  title: 'audio files by class: <class>/<name>.wav, or train/<class>/… and test/<class>/…',
  matches: (files) => files.some(({ path }) => isAudioName(path) && path.includes('/')),
  open: async (store, options) => {
    const files = (await store.list()).filter(({ path }) => isAudioName(path));
    const hasSplits = files.some(({ path }) => SPLIT.test(path));
    const found = files.map((file) => placeOf(file, hasSplits, store));
    const classNames = [...new Set(found.map(({ className }) => className))].sort(compareNaturally);
    requireDistinctFolders(classNames, store.root);
    const labels = new Map(classNames.map((name, label) => [name, label]));
    return openAudioSet(store, options, {
      name: 'audio-folder',
      description: `Audio files of ${classNames.length} classes.`,
      classNames,
      recordings: found.map(({ path, split, className }) => ({
        id: path,
        sound: path,
        split,
        label: labels.get(className)!,
        speaker: null,
      })),
      warnings: [],
    });
  },
};

/** @throws MotifsmithError `data` for a file outside the folders of classes */
function placeOf({ path }: FileEntry, hasSplits: boolean, { root }: FileStore) {
  const [, split] = hasSplits ? (SPLIT.exec(path) ?? []) : [];
  const className = (hasSplits ? SPLIT.exec(path)?.[2] : CLASS.exec(path)?.[1]) ?? null;
  if (className === null) {
    throw new MotifsmithError('data', 'The file is not in the folder of a class.', {
      where: `${root}/${path}`,
      remedy: hasSplits
        ? 'Move it to train/<class> or test/<class>, like the others.'
        : 'Move it to the folder of its class, or give the folder above.',
    });
  }
  return { path, split: split === undefined ? null : (split.toLowerCase() as Split), className };
}
