/**
 * The process that holds the data of a run and sends its samples. Opening a data set may take minutes,
 * during which the server must keep answering; and the process frees all of its memory when it ends.
 */
import { adjustLimits, LIMITS_VARIABLE } from '../../core/limits.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import { openSounds } from '../../data/store/sounds.ts';
import type { ExperimentData } from '../../experiment/experiment-data.ts';
import { openRunData } from '../../experiment/run-experiment.ts';
import { readRunRecord } from '../../run/run-record.ts';
import type { RunSample, SampleList } from '../api/samples.ts';
import { answerQuestions } from './answering.ts';
import { Refusal } from './refusal.ts';
import type { SampleAnswer, SampleQuestion, SampleSound } from './sample-messages.ts';

interface Opened {
  readonly data: ExperimentData;
  readonly sounds: Awaited<ReturnType<typeof openSounds>>;
}

let opening: Promise<Opened> | null = null;

async function open(folder: string): Promise<Opened> {
  adjustLimits(process.env[LIMITS_VARIABLE] ?? '');
  const record = await readRunRecord(folder);
  const data = await openRunData(record, null, folder);
  return { data, sounds: await openSounds(record.plan.config.data) };
}

async function answer(question: SampleQuestion): Promise<SampleAnswer> {
  opening ??= open(question.folder);
  const { data, sounds } = await opening;
  const source = data[question.split];
  if (source === null) {
    throw new Refusal('notFound', 'The run has no validation split.', {
      where: 'query split',
      remedy: 'Use test or train.',
    });
  }
  switch (question.ask) {
    case 'list':
      return listSamples(data, source, question);
    case 'sample':
      return readSample(source, sounds, question);
    case 'sound':
      return readSound(source, sounds, question);
  }
}

function listSamples(
  { dataset: { classNames, inputs, stepMs } }: ExperimentData,
  source: SampleSource,
  { from, most }: Extract<SampleQuestion, { ask: 'list' }>,
): SampleList {
  const samples: SampleList['samples'][number][] = [];
  for (let index = from; index < Math.min(source.length, from + most); index++) {
    samples.push({ index, label: source.label(index), steps: source.read(index).steps });
  }
  return { samples, total: source.length, classNames, inputs, stepMs };
}

/** @throws Refusal `notFound` */
function requireSample(
  source: SampleSource,
  { split, index }: Pick<Extract<SampleQuestion, { ask: 'sample' }>, 'split' | 'index'>,
): void {
  if (index < source.length) return;
  throw new Refusal('notFound', `The ${split} split has ${source.length} samples.`, {
    where: 'query index',
    remedy: `Give 0 … ${source.length - 1}.`,
  });
}

function readSample(
  source: SampleSource,
  sounds: Opened['sounds'],
  question: Extract<SampleQuestion, { ask: 'sample' }>,
): RunSample {
  requireSample(source, question);
  const { index, most } = question;
  const { label, steps, offsets, channels } = source.read(index);
  if (channels.length > most || steps > most) {
    throw new Refusal('tooLarge', `The sample has ${channels.length} events.`, {
      where: `sample ${index}`,
      remedy: `At most ${most} are sent; see motifsmith data inspect.`,
    });
  }
  const recording = source.recording?.(index) ?? null;
  return {
    ...{ label, steps, recording },
    offsets: Array.from(offsets),
    channels: Array.from(channels),
    hasSound: recording !== null && sounds.has(recording),
  };
}

async function readSound(
  source: SampleSource,
  sounds: Opened['sounds'],
  question: Extract<SampleQuestion, { ask: 'sound' }>,
): Promise<SampleSound> {
  requireSample(source, question);
  const { index, most } = question;
  const hear = sounds.get(source.recording?.(index) ?? '');
  if (hear === undefined) {
    throw new Refusal('notFound', 'This sample was not made from a sound file.', {
      where: `sample ${index}`,
      remedy: 'Only data sets of sound files can be heard.',
    });
  }
  const wav = await hear();
  if (wav.length > most) {
    throw new Refusal('tooLarge', `The sound has ${wav.length} bytes.`, {
      where: `sample ${index}`,
      remedy: `At most ${most} are sent; play the file in another program.`,
    });
  }
  return { wav: Buffer.from(wav).toString('base64') };
}

answerQuestions(answer);
