/**
 * Reads a spike set: one .npz with the spike trains of many recordings, end to end, as speech
 * front ends (TI46-Alpha) deliver them. The arrays, each of any integer type:
 *
 * - `channel` [events], `time` [events]: channel and time in ms of each spike; within a recording
 *   times do not descend;
 * - `offsets` [recordings + 1]: recording k has the spikes offsets[k] … offsets[k + 1] − 1;
 * - `labels` [recordings], `utterances` [recordings]: class, and which repetition of the word.
 *
 * Other arrays (`speakers`, `speaker_names`) may be present and are not read. No file access here.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Dataset } from './dataset.ts';
import { completeDataset } from './fingerprint.ts';
import type { NpyArray, NumericArray } from './npy.ts';
import { decodeNpz } from './npz.ts';
import { type EventSample, sampleFromEvents, withoutRepeats } from './sample.ts';
import { memorySource } from './sample-source.ts';

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

const MEMBERS = ['channel', 'time', 'offsets', 'labels', 'utterances'] as const;
type Columns = Record<(typeof MEMBERS)[number], NumericArray>;

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
  const columns = readColumns(bytes, file);
  const { channel, labels, utterances } = columns;
  checkOffsets(columns, file);
  const inputs = checkRange(columns, 'channel', 'inputs', options.inputs, file);
  const classes = checkRange(columns, 'labels', 'classes', options.classes, file);
  checkUtterances(utterances, testUtterances, file);

  const steps = countSteps(columns, binMs, stepsTail, file);

  const train: EventSample[] = [];
  const test: EventSample[] = [];
  for (let k = 0; k < labels.length; k++) {
    const times = binnedTimes(columns, k, binMs, file);
    const events = channel.subarray(columns.offsets[k]!, columns.offsets[k + 1]!);
    const sample = sampleFromEvents(steps[k]!, times, events, labels[k]!);
    const split = testUtterances.includes(utterances[k]!) ? test : train;
    split.push(counts ? sample : withoutRepeats(sample));
  }
  checkSplits(train, test, classes, file);
  return completeDataset({
    name,
    description:
      options.description ??
      `Spike trains of ${inputs} channels; test split: utterances ${testUtterances.join(', ')}.`,
    inputs,
    classNames: Array.from({ length: classes }, (_, label) => className(label, classes)),
    stepMs: binMs,
    train: memorySource(train),
    test: memorySource(test),
  });
}

function fail(message: string, where: string, { remedy }: { remedy: string }): MotifsmithError {
  return new MotifsmithError('data', message, { where, remedy });
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

function readColumns(bytes: Uint8Array, file: string): Columns {
  const arrays = decodeNpz(bytes, file, MEMBERS);
  const columns = Object.fromEntries(
    MEMBERS.map((member) => [member, integers(arrays.get(member)!, file, member)]),
  ) as Columns;
  const { channel, time, offsets, labels, utterances } = columns;
  const lengths: readonly [string, number, number, string][] = [
    ['time', time.length, channel.length, 'as channel'],
    ['offsets', offsets.length, labels.length + 1, 'one more than labels'],
    ['utterances', utterances.length, labels.length, 'as labels'],
  ];
  for (const [member, actual, expected, reason] of lengths) {
    if (actual === expected) continue;
    throw fail(
      `Array "${member}" has ${actual} elements instead of ${expected}.`,
      `${file}, member ${member}`,
      {
        remedy: `It must have ${expected}, ${reason}; write the file again.`,
      },
    );
  }
  return columns;
}

function integers(array: NpyArray, file: string, member: string): NumericArray {
  const where = `${file}, member ${member}`;
  if (array.dtype === 'U' || array.dtype === 'S' || array.dtype.startsWith('f')) {
    throw fail(`Array "${member}" has element type ${array.dtype} instead of integers.`, where, {
      remedy: 'Save it as an integer array, e.g. array.astype("u2").',
    });
  }
  if (array.shape.length !== 1) {
    throw fail(`Array "${member}" has ${array.shape.length} dimensions instead of 1.`, where, {
      remedy: 'Save it as a flat array, e.g. array.ravel().',
    });
  }
  return array.data as NumericArray;
}

function checkOffsets({ offsets, channel }: Columns, file: string): void {
  const where = (k: number) => `${file}, member offsets, element ${k}`;
  const remedy = 'offsets must run from 0 to the number of events without descending.';
  if (offsets[0] !== 0)
    throw fail(`offsets begin with ${offsets[0]}, not 0.`, where(0), { remedy });
  for (let k = 1; k < offsets.length; k++) {
    if (offsets[k]! < offsets[k - 1]!) {
      throw fail(`offsets descend from ${offsets[k - 1]} to ${offsets[k]}.`, where(k), { remedy });
    }
  }
  const last = offsets.length - 1;
  if (offsets[last] !== channel.length) {
    throw fail(
      `offsets end with ${offsets[last]}, but there are ${channel.length} events.`,
      where(last),
      {
        remedy,
      },
    );
  }
}

/** The number of channels or classes, given or found; every value must lie below it. */
function checkRange(
  columns: Columns,
  member: 'channel' | 'labels',
  option: 'inputs' | 'classes',
  given: number | undefined,
  file: string,
): number {
  if (given !== undefined) requireInteger(option, given, 1);
  const values = columns[member];
  let limit = given ?? 0;
  if (given === undefined) for (const value of values) limit = Math.max(limit, value + 1);
  const outside = values.findIndex((value) => value < 0 || value >= limit);
  if (outside < 0) return limit;
  throw fail(
    `The value ${values[outside]} is outside 0 … ${limit - 1}.`,
    `${file}, member ${member}, element ${outside}`,
    { remedy: `Correct the file, or set ${option} to what it holds.` },
  );
}

function checkUtterances(utterances: NumericArray, asked: readonly number[], file: string): void {
  const absent = asked.find((utterance) => !utterances.includes(utterance));
  if (absent === undefined) return;
  const present = [...new Set(utterances)].sort((a, b) => a - b);
  throw fail(`No recording has the test utterance ${absent}.`, `${file}, member utterances`, {
    remedy: `Choose testUtterances from ${present.join(', ') || 'none: the file is empty'}.`,
  });
}

/** T of each recording. Runs before any of them is built, so that absurd times allocate nothing. */
function countSteps(
  { time, offsets, labels }: Columns,
  binMs: number,
  stepsTail: number,
  file: string,
): number[] {
  let total = 0;
  return Array.from(labels, (_, k) => {
    const end = offsets[k + 1]!;
    if (offsets[k] === end) {
      throw fail('A recording has no events.', `${file}, sample ${k}`, {
        remedy: 'Leave silent recordings out of the file.',
      });
    }
    const steps = Math.floor(time[end - 1]! / binMs) + 1 + stepsTail;
    total += steps;
    if (total > MOST_STEPS) {
      throw fail(
        `The recordings up to this one have ${total} steps, over ${MOST_STEPS}.`,
        `${file}, sample ${k}, member time, element ${end - 1}`,
        { remedy: 'Check the times, which are in ms, or raise binMs.' },
      );
    }
    return steps;
  });
}

/** Steps of the events of recording k. [events], ascending. */
function binnedTimes(
  { time, offsets }: Columns,
  k: number,
  binMs: number,
  file: string,
): Uint32Array {
  const begin = offsets[k]!;
  const end = offsets[k + 1]!;
  const steps = new Uint32Array(end - begin);
  let before = 0;
  for (let e = begin; e < end; e++) {
    const now = time[e]!;
    if (now < before) {
      const problem =
        e === begin ? `A time is negative: ${now}.` : `Times descend from ${before} to ${now}.`;
      throw fail(problem, `${file}, sample ${k}, member time, element ${e}`, {
        remedy: 'Sort the events of each recording by time.',
      });
    }
    before = now;
    steps[e - begin] = Math.floor(now / binMs);
  }
  return steps;
}

function className(label: number, classes: number): string {
  return classes === 26 ? String.fromCharCode(97 + label) : String(label);
}

function checkSplits(
  train: readonly EventSample[],
  test: readonly EventSample[],
  classes: number,
  file: string,
): void {
  for (const [split, samples] of Object.entries({ train, test })) {
    if (samples.length > 0) continue;
    throw fail(`The ${split} split is empty.`, `${file}, member utterances`, {
      remedy: 'Let testUtterances name some, but not all, of the utterances.',
    });
  }
  const seen = new Set(train.map((sample) => sample.label));
  for (let label = 0; label < classes; label++) {
    if (seen.has(label)) continue;
    throw fail(
      `Class ${label} ("${className(label, classes)}") has no training recording.`,
      `${file}, member labels`,
      { remedy: 'Correct classes or testUtterances, or number the classes without gaps.' },
    );
  }
}
