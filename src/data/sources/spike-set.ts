/**
 * Reads a spike set into memory, split by utterance: the arrays of `spike-columns.ts` and
 * `utterances` [recordings], which repetition of the word it is. Other arrays (`speakers`,
 * `speaker_names`) may be present and are not read. No file access here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { NumericArray } from '../../formats/npy.ts';
import { decodeNpz } from '../../formats/npz.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { completeDataset } from '../datasets/fingerprint.ts';
import { type EventSample, sampleFromEvents, withoutRepeats } from '../events/sample.ts';
import { memorySource } from '../events/sample-source.ts';
import {
  integerColumn,
  rangeOf,
  requireLength,
  SPIKE_MEMBERS,
  type SpikeColumns,
  spikeClassName,
  spikeColumns,
  spikeSetError,
  timesOf,
} from './spike-columns.ts';

/** How a spike set is cut into steps and split. */
export interface SpikeSetOptions {
  /** Short name of the data set. */
  readonly name: string;
  readonly description?: string;
  /** Number of input channels; by default the highest channel that occurs, plus 1. */
  readonly inputs?: number;
  /** Number of classes; by default the highest label that occurs, plus 1. */
  readonly classes?: number;
  /** Length of a step in ms, a positive integer: a spike at time t falls in step ⌊t / binMs⌋. */
  readonly binMs: number;
  /** True keeps several spikes of a channel in one step; false lets them count once. */
  readonly counts: boolean;
  /** The utterances that make up the test split; all others are for training. */
  readonly testUtterances: readonly number[];
  /** Silent steps appended to every recording; 0 by default. */
  readonly stepsTail?: number;
}

/** Steps of all recordings together: they take 4 bytes each, so this is 1 GiB. */
const MOST_STEPS = 2 ** 28;

/**
 * Decodes a spike set. T of a recording is the step of its last spike, plus 1, plus `stepsTail`.
 * Train and test keep the order of the file.
 * @param file names the file in errors
 * @throws MotifsmithError `data` for anything in the file that is missing, damaged, out of range or
 * contradictory, `usage` for an option that makes no sense by itself
 */
export async function decodeSpikeSet(
  bytes: Uint8Array,
  file: string,
  options: SpikeSetOptions,
): Promise<Dataset> {
  const { name, binMs, counts, testUtterances, stepsTail = 0 } = options;
  requireInteger('binMs', binMs, 1);
  requireInteger('stepsTail', stepsTail, 0);
  if (options.inputs !== undefined) requireInteger('inputs', options.inputs, 1);
  if (options.classes !== undefined) requireInteger('classes', options.classes, 1);
  const arrays = decodeNpz(bytes, file, [...SPIKE_MEMBERS, 'utterances']);
  const columns = spikeColumns(arrays, file);
  const { channel, labels, offsets } = columns;
  const utterances = integerColumn(arrays.get('utterances')!, file, 'utterances');
  requireLength('utterances', utterances.length, labels.length, 'as labels', file);
  const inputs = rangeOf(channel, 'channel', options.inputs, file, 'inputs');
  const classes = rangeOf(labels, 'labels', options.classes, file, 'classes');
  checkUtterances(utterances, testUtterances, file);

  const steps = countSteps(columns, binMs, stepsTail, file);

  const train: EventSample[] = [];
  const test: EventSample[] = [];
  for (let k = 0; k < labels.length; k++) {
    const times = Uint32Array.from(timesOf(columns, k, file), (time) => Math.floor(time / binMs));
    const events = channel.subarray(offsets[k]!, offsets[k + 1]!);
    const sample = sampleFromEvents(steps[k]!, times, events, labels[k]!);
    const split = testUtterances.includes(utterances[k]!) ? test : train;
    split.push(counts ? sample : withoutRepeats(sample));
  }
  checkSplits(train, test, classes, file);
  const sensor = { width: inputs, height: 1, polarities: 1 } as const;
  return completeDataset({
    name,
    description:
      options.description ??
      `Spike trains of ${inputs} channels; test split: utterances ${testUtterances.join(', ')}.`,
    inputs,
    classNames: Array.from({ length: classes }, (_, label) => spikeClassName(label, classes)),
    stepMs: binMs,
    train: memorySource(train, sensor),
    test: memorySource(test, sensor),
  });
}

function requireInteger(option: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new MotifsmithError(
    'usage',
    `${option} is ${value}, not an integer of at least ${least}.`,
    {
      where: `spike set option ${option}`,
      remedy: `Give a whole number, ${least} or more.`,
    },
  );
}

function checkUtterances(utterances: NumericArray, asked: readonly number[], file: string): void {
  const absent = asked.find((utterance) => !utterances.includes(utterance));
  if (absent === undefined) return;
  const present = [...new Set(utterances)].sort((a, b) => a - b);
  throw spikeSetError(
    `No recording has the test utterance ${absent}.`,
    `${file}, member utterances`,
    `Choose testUtterances from ${present.join(', ') || 'none: the file is empty'}.`,
  );
}

/** T of each recording. Runs before any of them is built, so that absurd times allocate nothing. */
function countSteps(
  { time, offsets, labels }: SpikeColumns,
  binMs: number,
  stepsTail: number,
  file: string,
): number[] {
  let total = 0;
  return Array.from(labels, (_, k) => {
    const end = offsets[k + 1]!;
    if (offsets[k] === end) {
      throw spikeSetError(
        'A recording has no events.',
        `${file}, sample ${k}`,
        'Leave silent recordings out of the file.',
      );
    }
    const steps = Math.floor(time[end - 1]! / binMs) + 1 + stepsTail;
    total += steps;
    if (total > MOST_STEPS) {
      throw spikeSetError(
        `The recordings up to this one have ${total} steps, over ${MOST_STEPS}.`,
        `${file}, sample ${k}, member time, element ${end - 1}`,
        'Check the times, which are in ms, or raise binMs.',
      );
    }
    return steps;
  });
}

function checkSplits(
  train: readonly EventSample[],
  test: readonly EventSample[],
  classes: number,
  file: string,
): void {
  for (const [split, samples] of Object.entries({ train, test })) {
    if (samples.length > 0) continue;
    throw spikeSetError(
      `The ${split} split is empty.`,
      `${file}, member utterances`,
      'Let testUtterances name some, but not all, of the utterances.',
    );
  }
  const seen = new Set(train.map((sample) => sample.label));
  for (let label = 0; label < classes; label++) {
    if (seen.has(label)) continue;
    throw spikeSetError(
      `Class ${label} ("${spikeClassName(label, classes)}") has no training recording.`,
      `${file}, member labels`,
      'Correct classes or testUtterances, or number the classes without gaps.',
    );
  }
}
