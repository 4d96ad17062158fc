/**
 * A spike archive described by settings rather than by itself: a row of channels, numbered classes,
 * and a split by `utterances` [recordings], which says which repetition of its word a recording is.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import { defaultClassName, type NpzColumns } from '../npz-columns.ts';
import type { RecordingSetDescription } from '../recording-set.ts';
import { checkedSensor } from './self-description.ts';
import { rangeOf } from './spike-columns.ts';

/** What the recordings of a spike archive are to a network. */
export interface SpikeNpzOptions {
  /** Short name of the data set. */
  readonly name: string;
  /** Number of input channels; by default the highest channel that occurs, plus 1. */
  readonly inputs?: number | null;
  /** Number of classes; by default the highest label that occurs, plus 1. */
  readonly classes?: number | null;
  /** The utterances that make up the test split; all others are for training. */
  readonly testUtterances: readonly number[];
}

/**
 * @throws MotifsmithError `data` if channels or labels are out of range or a split would be empty,
 * `usage` for a number of inputs or classes that is never possible
 */
export function describeByUtterance(
  archive: NpzColumns,
  { name, inputs = null, classes = null, testUtterances }: SpikeNpzOptions,
): RecordingSetDescription {
  requireCount('inputs', inputs);
  requireCount('classes', classes);
  const channels = rangeOf(archive, 'channel', inputs, 'inputs');
  const classCount = rangeOf(archive, 'labels', classes, 'classes');
  const labels = archive.integers('labels');
  const utterances = archive.integers('utterances');
  archive.requireLength('utterances', utterances.length, labels.length, 'as labels');
  checkUtterances(archive, utterances, testUtterances);
  return {
    name,
    description: `Spike trains of ${channels} channels; test split: utterances ${testUtterances.join(', ')}.`,
    classNames: Array.from({ length: classCount }, (_, c) => defaultClassName(c, classCount)),
    sensor: checkedSensor(archive, channels, 1, 1),
    recordings: Array.from(labels, (label, k) => ({
      id: String(k),
      label,
      split: testUtterances.includes(utterances[k]!) ? ('test' as const) : ('train' as const),
      speaker: null,
    })),
  };
}

function requireCount(option: string, value: number | null): void {
  if (value === null || (Number.isSafeInteger(value) && value >= 1)) return;
  throw new MotifsmithError('usage', `${option} is ${value}, not a positive whole number.`, {
    where: `spike archive, option ${option}`,
    remedy: 'Give a whole number, 1 or more, or null.',
  });
}

function checkUtterances(
  archive: NpzColumns,
  utterances: NumericArray,
  wanted: readonly number[],
): void {
  const complain = (problem: string, remedy: string) =>
    archive.complain(problem, 'utterances', remedy);
  const absent = wanted.find((utterance) => !utterances.includes(utterance));
  if (absent !== undefined) {
    const present = [...new Set(utterances)].sort((a, b) => a - b);
    throw complain(
      `No recording has the test utterance ${absent}.`,
      `Choose testUtterances from ${present.join(', ') || 'none: the file is empty'}.`,
    );
  }
  const remedy = 'Let testUtterances name some, but not all, of the utterances.';
  if (wanted.length === 0) throw complain('The test split is empty.', remedy);
  if (utterances.every((utterance) => wanted.includes(utterance))) {
    throw complain('The train split is empty.', remedy);
  }
}
