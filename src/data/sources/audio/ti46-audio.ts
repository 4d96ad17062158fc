/**
 * TI46 as the Linguistic Data Consortium publishes it (LDC93S9): speech of 16 speakers, the words of
 * TI-20 (digits and commands) and of TI-ALPHA (letters). Only file names matter, not folders: eight
 * characters, in either case, of word (2), speaker (f1–f8, m1–m8), session and token (t0–t9).
 * Session `se` is enrolment, that is training; `s1` to `s8` are for the test.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { isAudioName } from '../../audio/decode.ts';
import type { Split } from '../recording-set.ts';
import type { RecordingSetFormat } from '../set-format.ts';
import { openAudioSet } from './audio-set.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Codes of the words as the documentation of the corpus lists them, and names of the classes. */
const WORDS: readonly (readonly [code: string, name: string])[] = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].map(
    (name, digit) => [`0${digit}`, name] as const,
  ),
  ...LETTERS.map((letter) => [`0${letter}`, letter] as const),
  ['en', 'enter'],
  ['er', 'erase'],
  ['go', 'go'],
  ['hp', 'help'],
  ['no', 'no'],
  ['rb', 'rubout'],
  ['rp', 'repeat'],
  ['sp', 'stop'],
  ['st', 'start'],
  ['ys', 'yes'],
];
const CODES = WORDS.map(([code]) => code);

const RECORDING = /(?:^|\/)(([a-z0-9]{2})([fm][1-8])(se|s[1-8])t\d)\.[a-z]+$/i;
/** The innermost folder that names the split too, if there is one. */
const SPLIT_FOLDER = /^(?:.*\/)?(train|test)\//i;

export const ti46Audio: RecordingSetFormat = {
  id: 'ti46-audio',
  title: 'TI46 audio (LDC93S9): 00f1set0.wav and the like',
  matches: (files) => {
    const audio = files.filter(({ path }) => isAudioName(path));
    return audio.length > 0 && audio.every(({ path }) => parse(path) !== null);
  },
  open: async (store, options) => {
    const found = (await store.list())
      .filter(({ path }) => isAudioName(path))
      .map((file) => utteranceOf(file, store));
    const words = WORDS.filter(([code]) => found.some(({ word }) => word === code));
    return openAudioSet(store, options, {
      name: 'ti46',
      description: `TI46: ${words.length} spoken words; test set: sessions 1 to 8.`,
      classNames: words.map(([, name]) => name),
      recordings: found.map(({ word, ...recording }) => ({
        ...recording,
        label: words.findIndex(([code]) => code === word),
      })),
      warnings: [],
    });
  },
};

function parse(path: string) {
  const [, id, word, speaker, session] =
    RECORDING.exec(path)?.map((part) => part.toLowerCase()) ?? [];
  if (id === undefined || !CODES.includes(word!)) return null;
  const split: Split = session === 'se' ? 'train' : 'test';
  return { sound: path, id, word: word!, speaker: speaker!, split };
}

/** @throws MotifsmithError `data` for any other name, or in the folder of the other split */
function utteranceOf({ path }: FileEntry, { root }: FileStore) {
  const utterance = parse(path);
  if (utterance === null) {
    throw new MotifsmithError('data', 'The name is not that of a TI46 utterance.', {
      where: `${root}/${path}`,
      remedy:
        'Names consist of word, speaker, session and token, e.g. 00f1set0.wav or 0am3s1t1.wav: move other files away, or read the folder as audio-folder.',
    });
  }
  const folder = SPLIT_FOLDER.exec(path)?.[1]?.toLowerCase();
  if (folder !== undefined && folder !== utterance.split) {
    throw new MotifsmithError('data', `The name says ${utterance.split}, the folder ${folder}.`, {
      where: `${root}/${path}`,
      remedy: 'Put the file back where the corpus has it.',
    });
  }
  return utterance;
}
