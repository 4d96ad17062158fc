/** Which recordings of a set are for training and which for the test. */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { checkSettings } from '../../core/settings/check.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import type { RecordingInfo } from '../sources/recording-set.ts';
import { stratifiedIndices } from './split.ts';

/** Rules by which a set is divided into training and test. */
export const SPLIT_RULES = ['official', 'stratified', 'speakers'] as const;

/** How a set is divided into training and test. */
export const splitSchema = z.strictObject({
  by: explain(
    z.enum(SPLIT_RULES),
    'official: as the set prescribes; stratified: a random fraction of each class; speakers: all recordings of some speakers.',
  ).default('official'),
  testFraction: explain(
    z.number().gt(0).lt(1),
    'Stratified: fraction of all recordings held out for the test.',
  ).default(0.2),
  seed: explain(whole(0), 'Stratified: determines which recordings are held out.').default(0),
  testSpeakers: explain(
    z.array(z.string().min(1)),
    'Speakers: those whose recordings are for the test.',
  ).default([]),
});

/** How a set is divided into training and test. */
export interface SplitOptions extends Settings<typeof splitSchema> {}

/** The split that a set itself prescribes. */
export const OFFICIAL_SPLIT: SplitOptions = splitSchema.parse({});

export interface SplitIndices {
  /** Ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * @param classNames for messages, and because each class must have training recordings
 * @throws MotifsmithError `data` if the recordings cannot be split like this, `usage` for an option out
 * of range
 */
export function splitRecordings(
  recordings: readonly RecordingInfo[],
  classNames: readonly string[],
  given: SplitOptions,
): SplitIndices {
  const options = checkSettings(splitSchema, given, 'data.split');
  const split = divide(recordings, options);
  const seen = new Set(Array.from(split.train, (k) => recordings[k]!.label));
  const missing = classNames.findIndex((_, label) => !seen.has(label));
  if (missing >= 0) {
    throw new MotifsmithError(
      'data',
      `Class ${JSON.stringify(classNames[missing])} has no training recording.`,
      {
        where: `data.split.by ${options.by}`,
        remedy: 'Split differently, or leave the class out.',
      },
    );
  }
  return split;
}

function divide(recordings: readonly RecordingInfo[], options: SplitOptions): SplitIndices {
  switch (options.by) {
    case 'official':
      return officialSplit(recordings);
    case 'stratified': {
      const labels = recordings.map(({ label }) => label);
      const random = new Random(options.seed, 'split');
      const [test, train] = stratifiedIndices(
        labels,
        options.testFraction,
        random,
        'data.split.testFraction',
      );
      return { train, test };
    }
    case 'speakers':
      return speakerSplit(recordings, options.testSpeakers);
    default:
      return options.by satisfies never;
  }
}

function indicesOf(
  recordings: readonly RecordingInfo[],
  belongs: (recording: RecordingInfo) => boolean,
): Uint32Array {
  return Uint32Array.from(recordings.flatMap((recording, k) => (belongs(recording) ? [k] : [])));
}

function officialSplit(recordings: readonly RecordingInfo[]): SplitIndices {
  const [train, test] = (['train', 'test'] as const).map((split) => {
    const indices = indicesOf(recordings, (recording) => recording.split === split);
    if (indices.length > 0) return indices;
    const found = recordings.some((recording) => recording.split !== null);
    throw new MotifsmithError(
      'data',
      found ? `The set has no ${split} recordings.` : 'The set prescribes no split.',
      {
        where: 'data.split.by official',
        remedy: 'Hold recordings out: --set data.split.by=stratified, or by speakers.',
      },
    );
  });
  return { train: train!, test: test! };
}

function speakerSplit(
  recordings: readonly RecordingInfo[],
  testSpeakers: readonly string[],
): SplitIndices {
  const known = [...new Set(recordings.map(({ speaker }) => speaker))]
    .filter((speaker) => speaker !== null)
    .sort();
  const fail = (message: string, remedy: string): never => {
    throw new MotifsmithError('data', message, { where: 'data.split.testSpeakers', remedy });
  };
  if (known.length === 0) fail('The set does not name speakers.', 'Use data.split.by=stratified.');
  const unknown = testSpeakers.find((speaker) => !known.includes(speaker));
  if (unknown !== undefined || testSpeakers.length === 0 || testSpeakers.length >= known.length) {
    fail(
      unknown === undefined ? 'One side of the split is empty.' : `There is no speaker ${unknown}.`,
      `Name some, but not all, of ${known.join(', ')}.`,
    );
  }
  const isTest = ({ speaker }: RecordingInfo) => speaker !== null && testSpeakers.includes(speaker);
  return {
    train: indicesOf(recordings, (recording) => recording.speaker !== null && !isTest(recording)),
    test: indicesOf(recordings, isTest),
  };
}
