/** Which recordings of a set are for training and which for the test. */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { checkSettings } from '../../core/settings/check.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import type { DecodeWarning } from '../events/warnings.ts';
import type { RecordingInfo } from '../sources/recording-set.ts';
import { foldsOf } from './folds.ts';
import { GROUP_RULE, groupsOf } from './groups.ts';
import { cutIndices } from './split.ts';

/** Rules by which a set is divided into training and test. */
export const SPLIT_RULES = ['official', 'stratified', 'speakers', 'folds'] as const;

/** How a set is divided into training and test. */
export const splitSchema = z.strictObject({
  by: explain(
    z.enum(SPLIT_RULES),
    'official: as the set prescribes; stratified: a random fraction of each class; speakers: all recordings of some speakers; folds: one of several parts that have each class in equal number.',
  ).default('official'),
  testFraction: explain(
    z.number().gt(0).lt(1),
    'Stratified: fraction of all recordings held out for the test.',
  ).default(0.2),
  seed: explain(
    whole(0),
    'Stratified and folds: determines which recordings are held out.',
  ).default(0),
  testSpeakers: explain(
    z.array(z.string().min(1)),
    'Speakers: those whose recordings are for the test.',
  ).default([]),
  folds: explain(
    whole(2),
    'Folds: the number of parts, each of which is the test once. `motifsmith study` does all.',
  ).default(5),
  fold: explain(whole(1), 'Folds: the part that is the test, counted from 1.').default(1),
  group: explain(
    z.string().regex(GROUP_RULE).nullable(),
    'What no cut may part, validation samples and the halves of a search included: speakers, as the set names them, or what stands at {group} in the names of recordings; null: nothing. Official and speakers divide training and test without it.',
    'speaker, or a pattern such as */{group}_*.wav',
  ).default(null),
});

type SplitSettings = Settings<typeof splitSchema>;
type LaterSetting = 'folds' | 'fold' | 'group';

/** How a set is divided into training and test. */
export interface SplitOptions
  extends Omit<SplitSettings, LaterSetting>,
    Partial<Pick<SplitSettings, LaterSetting>> {}

/** The split that a set itself prescribes. */
export const OFFICIAL_SPLIT: SplitOptions = splitSchema.parse({});

export interface SplitIndices {
  /** Ascending. */
  readonly train: Uint32Array;
  readonly test: Uint32Array;
  /** [recordings] those of a number stay together in every further cut; null if none have to. */
  readonly groups: Uint32Array | null;
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
  const groups = options.group === null ? null : groupsOf(recordings, options.group);
  const split = divide(recordings, classNames, groups, options);
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
  return { ...split, groups };
}

/** What a division by speakers cannot place: it says so, as nothing else would. */
export function leftOutBySpeakers(
  recordings: readonly RecordingInfo[],
  { by }: Pick<SplitOptions, 'by'>,
  name: string,
): readonly DecodeWarning[] {
  if (by !== 'speakers') return [];
  const without = recordings.filter(({ speaker }) => speaker === null).length;
  if (without === 0) return [];
  const what = `left out: ${without} of ${recordings.length} recordings, whose speaker is not known`;
  return [{ where: `${name}, data.split.by speakers`, what }];
}

/** Speakers that a message names; TI-46 has 16. */
const NAMED = 20;

type Sides = Omit<SplitIndices, 'groups'>;

function divide(
  recordings: readonly RecordingInfo[],
  classNames: readonly string[],
  groups: Uint32Array | null,
  options: SplitSettings,
): Sides {
  switch (options.by) {
    case 'official':
      return officialSplit(recordings);
    case 'stratified': {
      const { testFraction, seed } = options;
      const random = new Random(seed, 'split');
      const at = 'data.split.testFraction';
      const [test, train] = cutIndices(labelsOf(recordings), groups, testFraction, random, at);
      return { train, test };
    }
    case 'folds': {
      const { folds, fold } = options;
      if (fold > folds) {
        throw new MotifsmithError('usage', `There is no fold ${fold} of ${folds}.`, {
          where: 'data.split.fold',
          remedy: `Use 1 to ${folds}.`,
        });
      }
      const number = foldsOf(labelsOf(recordings), groups, options, classNames);
      const all = Uint32Array.from(recordings, (_, k) => k);
      return {
        train: all.filter((k) => number[k] !== fold - 1),
        test: all.filter((k) => number[k] === fold - 1),
      };
    }
    case 'speakers':
      return speakerSplit(recordings, options.testSpeakers);
    default:
      return options.by satisfies never;
  }
}

const labelsOf = (recordings: readonly RecordingInfo[]): number[] =>
  recordings.map(({ label }) => label);

function indicesOf(
  recordings: readonly RecordingInfo[],
  belongs: (recording: RecordingInfo) => boolean,
): Uint32Array {
  return Uint32Array.from(recordings.flatMap((recording, k) => (belongs(recording) ? [k] : [])));
}

function officialSplit(recordings: readonly RecordingInfo[]): Sides {
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
): Sides {
  const known = [...new Set(recordings.map(({ speaker }) => speaker))]
    .filter((speaker) => speaker !== null)
    .sort();
  const fail = (message: string, remedy: string): never => {
    throw new MotifsmithError('data', message, { where: 'data.split.testSpeakers', remedy });
  };
  if (known.length === 0) fail('The set does not name speakers.', 'Use data.split.by=stratified.');
  const unknown = testSpeakers.find((speaker) => !known.includes(speaker));
  const held = new Set(testSpeakers).size;
  if (unknown !== undefined || held === 0 || held >= known.length) {
    const named = known.slice(0, NAMED).join(', ');
    const others = known.length > NAMED ? ` and ${known.length - NAMED} others` : '';
    fail(
      unknown === undefined ? 'One side of the split is empty.' : `There is no speaker ${unknown}.`,
      `Name some, but not all, of ${named}${others}.`,
    );
  }
  const isTest = ({ speaker }: RecordingInfo) => speaker !== null && testSpeakers.includes(speaker);
  return {
    train: indicesOf(recordings, (recording) => recording.speaker !== null && !isTest(recording)),
    test: indicesOf(recordings, isTest),
  };
}
