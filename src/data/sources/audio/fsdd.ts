/**
 * The Free Spoken Digit Dataset (Jackson et al., CC BY-SA 4.0): `recordings/<digit>_<speaker>_<take>.wav`,
 * 8 kHz. Its authors' test set is takes 0 to 4 of each digit and speaker.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { isAudioName } from '../../audio/decode.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { type AudioRecording, openAudioSet } from './audio-set.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const RECORDING = /(?:^|\/)(([0-9])_([a-z]+)_(\d{1,5}))\.wav$/i;
const FIRST_TRAINING_TAKE = 5;

export const fsdd: RecordingSetFormat = {
  id: 'fsdd',
  title: 'Free Spoken Digit Dataset: <digit>_<speaker>_<take>.wav',
  matches: (files) => {
    const audio = files.filter(({ path }) => isAudioName(path));
    return audio.length > 0 && audio.every(({ path }) => RECORDING.test(path));
  },
  open: async (store, options) =>
    openAudioSet(store, options, {
      name: 'fsdd',
      description: 'Free Spoken Digit Dataset: English digits; test set: takes 0 to 4.',
      classNames: DIGITS,
      recordings: (await store.list())
        .filter(({ path }) => isAudioName(path))
        .map((file) => recordingOf(file, store)),
      warnings: [],
    }),
};

/** @throws MotifsmithError `data` for any other name: its label would be a guess */
function recordingOf({ path }: FileEntry, { root }: FileStore): AudioRecording {
  const [, id, digit, speaker, take] = RECORDING.exec(path) ?? [];
  if (id === undefined) {
    throw new MotifsmithError(
      'data',
      'The name does not have the form <digit>_<speaker>_<take>.wav.',
      {
        where: `${root}/${path}`,
        remedy: 'Move the file away, or read the folder as audio-folder.',
      },
    );
  }
  return {
    sound: path,
    id: id.toLowerCase(),
    label: Number(digit),
    split: Number(take) < FIRST_TRAINING_TAKE ? 'test' : 'train',
    speaker: speaker!.toLowerCase(),
  };
}
