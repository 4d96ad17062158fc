/**
 * The Heidelberg Digits, the sound from which SHD was made (Cramer et al. 2020): `lang-english_speaker-00_trial-0_digit-0.flac`,
 * spoken digits of twelve people in English and German, with lists of the files of each split. Labels are those of SHD:
 * English digits, then German ones.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { isAudioName } from '../../audio/decode.ts';
import { filesNamed } from '../files-by-name.ts';
import type { Split } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { type AudioRecording, openAudioSet } from './audio-set.ts';

const DIGITS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  ...['null', 'eins', 'zwei', 'drei', 'vier', 'fuenf', 'sechs', 'sieben', 'acht', 'neun'],
];
const RECORDING =
  /(?:^|\/)(lang-(english|german)_speaker-(\d{1,4})_trial-\d{1,6}_digit-([0-9]))\.[a-z0-9]+$/i;
const LISTS = [
  ['train_filenames.txt', 'train'],
  ['test_filenames.txt', 'test'],
] as const;

export const heidelbergDigits: RecordingSetFormat = {
  id: 'heidelberg-digits',
  title: 'Heidelberg Digits, the sound of SHD: lang-english_speaker-00_trial-0_digit-0.flac',
  matches: (files) => files.some(({ path }) => isAudioName(path) && RECORDING.test(path)),
  open: async (store, options) => {
    const files = await store.list();
    const splits = await readLists(store, files);
    const recordings = files
      .filter(({ path }) => isAudioName(path))
      .map((file) => recordingOf(file, splits, store));
    return openAudioSet(store, options, {
      name: 'heidelberg-digits',
      description: 'Heidelberg Digits: spoken English and German digits.',
      classNames: DIGITS,
      recordings,
      warnings: [],
    });
  },
};

/** Splits by the names of recordings in lower case; null without lists. */
async function readLists(
  store: FileStore,
  files: readonly FileEntry[],
): Promise<ReadonlyMap<string, Split> | null> {
  const splits = new Map<string, Split>();
  for (const [name, split] of LISTS) {
    for (const { path } of filesNamed(files, name)) {
      const text = new TextDecoder().decode(await store.read(path));
      for (const line of text.split('\n')) {
        const id = RECORDING.exec(line.trim())?.[1]?.toLowerCase();
        if (id === undefined) continue;
        if ((splits.get(id) ?? split) !== split) {
          throw new MotifsmithError('data', `The recording ${id} is in both splits.`, {
            where: `${store.root}/${path}`,
            remedy: 'Download the lists again: train_filenames.txt and test_filenames.txt.',
          });
        }
        splits.set(id, split);
      }
    }
  }
  return splits.size === 0 ? null : splits;
}

/** @throws MotifsmithError `data` for any other name, or one that is in neither list */
function recordingOf(
  { path }: FileEntry,
  splits: ReadonlyMap<string, Split> | null,
  { root }: FileStore,
): AudioRecording {
  const [, name, language, speaker, digit] = RECORDING.exec(path) ?? [];
  const id = name?.toLowerCase();
  if (id === undefined) {
    throw new MotifsmithError(
      'data',
      'The name does not have the form lang-<language>_speaker-<n>_trial-<n>_digit-<n>.flac.',
      {
        where: `${root}/${path}`,
        remedy: 'Move the file away, or read the folder as audio-folder.',
      },
    );
  }
  const split = splits?.get(id) ?? null;
  if (splits !== null && split === null) {
    throw new MotifsmithError('data', 'The recording is in neither list of the splits.', {
      where: `${root}/${path}`,
      remedy:
        'Download train_filenames.txt and test_filenames.txt again, or delete them and set data.split.by.',
    });
  }
  const label = Number(digit) + (language!.toLowerCase() === 'german' ? 10 : 0);
  return { sound: path, id, label, split, speaker: String(Number(speaker)) };
}
