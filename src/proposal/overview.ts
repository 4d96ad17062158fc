/**
 * What the settings of a search depend on: how many recordings of how many classes there are, how long
 * they last, and which of them are for the test. Data that no search can learn from are refused here.
 */
import { MotifsmithError } from '../core/errors.ts';
import {
  OFFICIAL_SPLIT,
  type SplitOptions,
  splitRecordings,
} from '../data/datasets/recording-split.ts';
import type { Sensor } from '../data/events/address-events.ts';
import type { Inspection } from '../data/inspect/inspect-set.ts';
import type { Spread } from '../data/inspect/spread.ts';
import type { RecordingInfo, RecordingSet } from '../data/sources/recording-set.ts';
import { count, counted } from '../view/format.ts';

/** Recordings as far as the settings of a search depend on them. */
export interface Overview {
  readonly sensor: Sensor;
  /** Recordings of each class that can be used, by its name. */
  readonly perClass: ReadonlyMap<string, number>;
  /** Recordings for training and for the test. */
  readonly train: number;
  readonly test: number;
  readonly split: SplitOptions;
  /** Whether people are in both parts of the split. */
  readonly sharedSpeakers: boolean;
  /** Time of the last event of a recording, ms. */
  readonly durationMs: Spread;
  /** Events of a recording. */
  readonly events: Spread;
  /** Recordings that a run would refuse, and what is wrong with the first. */
  readonly refused: { readonly recordings: number; readonly first: string | null };
}

/** More than this share of useless recordings is a mistake in the settings rather than damage. */
const MOST_REFUSED = 0.1;

/** Names that a message lists. */
const MOST_NAMES = 10;

/**
 * @param path of the data, for messages
 * @param given split that the user has asked for; null to use the set's own, or else a part of each class
 * @throws MotifsmithError `data` if a search could not learn from the recordings
 */
export function overviewOf(
  set: Pick<RecordingSet, 'recordings' | 'classNames' | 'sensor'>,
  { bad, unusable, durationMs, events }: Inspection,
  path: string,
  given: SplitOptions | null = null,
): Overview {
  const first = bad[0] ?? unusable[0];
  const refused = new Set([...bad, ...unusable].map(({ id }) => id));
  const usable = set.recordings.filter(({ id }) => !refused.has(id));
  const { length: total } = set.recordings;
  if (first && total - usable.length > MOST_REFUSED * total) {
    throw new MotifsmithError(
      'data',
      `A run would refuse ${count(total - usable.length)} of ${counted(total, 'recording')}. The first: ${first.problem}`,
      {
        where: first.where,
        remedy:
          bad[0]?.remedy ??
          'Change how they are read (--set data.…), or take them out: `motifsmith data verify` lists all.',
      },
    );
  }
  if (usable.length === 0 || durationMs === null || events.perSample === null) {
    throw new MotifsmithError('data', 'There are no recordings with events.', {
      where: path,
      remedy: 'Check the path; `motifsmith data inspect` shows what is there.',
    });
  }
  const perClass = recordingsPerClass(usable, set.classNames);
  requireClasses(perClass, path);
  const split = given ?? proposedSplit(usable);
  const { train, test } = splitRecordings(usable, set.classNames, split);
  const speakers = new Set(Array.from(train, (k) => usable[k]!.speaker));
  const shared = ({ speaker }: RecordingInfo) => speaker !== null && speakers.has(speaker);
  return {
    sensor: set.sensor,
    perClass,
    train: train.length,
    test: test.length,
    split,
    sharedSpeakers: Array.from(test, (k) => usable[k]!).some(shared),
    durationMs,
    events: events.perSample,
    refused: { recordings: total - usable.length, first: first?.problem ?? null },
  };
}

function recordingsPerClass(
  recordings: readonly RecordingInfo[],
  classNames: readonly string[],
): Map<string, number> {
  const counts = classNames.map(() => 0);
  for (const { label } of recordings) counts[label]! += 1;
  return new Map(classNames.map((name, label) => [name, counts[label]!]));
}

/** @throws MotifsmithError `data` unless there are two classes, each with one recording for training and one for the test */
function requireClasses(perClass: ReadonlyMap<string, number>, path: string): void {
  const names = [...perClass.keys()];
  if (names.length < 2) {
    throw new MotifsmithError(
      'data',
      `All recordings are of one class${names[0] === undefined ? '' : `, ${names[0]}`}: there is nothing to tell apart.`,
      {
        where: path,
        remedy:
          'Put the recordings of each class into a folder of its own, and give the folder above.',
      },
    );
  }
  const poor = names.filter((name) => perClass.get(name)! < 2);
  if (poor.length === 0) return;
  const rest = names.filter((name) => !poor.includes(name));
  const more = poor.length > MOST_NAMES ? ', …' : '';
  throw new MotifsmithError(
    'data',
    `${counted(poor.length, 'class has', 'classes have')} fewer than two recordings: ${poor.slice(0, MOST_NAMES).join(', ')}${more}.`,
    {
      where: path,
      remedy:
        rest.length < 2
          ? 'Record more: at least two of each class, one for training and one for the test; ten or more are better.'
          : `Record more, or keep the other classes only: --set data.only='${JSON.stringify(rest)}'.`,
    },
  );
}

/** The split of the set itself if it has both parts, or else a fifth of each class held out. */
function proposedSplit(recordings: readonly RecordingInfo[]): SplitOptions {
  const has = (part: string) => recordings.some(({ split }) => split === part);
  return has('train') && has('test') ? OFFICIAL_SPLIT : { ...OFFICIAL_SPLIT, by: 'stratified' };
}
