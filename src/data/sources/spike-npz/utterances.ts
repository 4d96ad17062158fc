/**
 * A spike archive described by settings rather than by itself: a row of channels, numbered classes,
 * and a split by `utterances` [recordings], which says which repetition of its word a recording is.
 */
import * as z from 'zod';
import { allowMore, LIMITS } from '../../../core/limits.ts';
import { checkSettings } from '../../../core/settings/check.ts';
import { explain, type Settings, whole } from '../../../core/settings/declare.ts';
import { refuse, valueProblem } from '../../../core/settings/problem.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import { defaultClassName, type NpzColumns } from '../npz-columns.ts';
import type { RecordingSetDescription } from '../recording-set.ts';
import { checkedSensor } from './self-description.ts';
import { rangeOf } from './spike-columns.ts';

/** How a spike archive that does not describe itself is read. */
export const spikeNpzFields = {
  name: explain(z.string().min(1), 'Name of the data set in reports.').default('spikes'),
  testUtterances: explain(
    z.array(whole(0)).min(1),
    'Utterances that make up the test split; all others are for training.',
  ).default([7, 8]),
  inputs: explain(
    whole(1).nullable(),
    'Number of input channels; null for the highest channel that occurs, plus 1.',
    'channels',
  ).default(null),
  classes: explain(
    whole(1).nullable(),
    'Number of classes; null for the highest label that occurs, plus 1.',
  ).default(null),
};

const spikeNpzSchema = z.object(spikeNpzFields);
type SpikeNpzSettings = Settings<typeof spikeNpzSchema>;

/** What the recordings of a spike archive are to a network. @interface */
export type SpikeNpzOptions = Pick<SpikeNpzSettings, 'name' | 'testUtterances'> &
  Partial<Pick<SpikeNpzSettings, 'inputs' | 'classes'>>;

/**
 * @throws MotifsmithError `data` if channels or labels are out of range or a split would be empty,
 * `usage` for an option out of range
 */
export function describeByUtterance(
  archive: NpzColumns,
  options: SpikeNpzOptions,
): RecordingSetDescription {
  const { name, inputs, classes, testUtterances } = checkSettings(spikeNpzSchema, options, 'data');
  if (classes !== null && classes > LIMITS.classes) {
    const allowed = `a whole number of at most ${LIMITS.classes}`;
    refuse(valueProblem(['data', 'classes'], classes, allowed, `${allowMore('classes')}.`));
  }
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
  if (utterances.every((utterance) => wanted.includes(utterance))) {
    throw complain('The train split is empty.', remedy);
  }
}
