/**
 * The process that holds the data of a run and sends its samples. Opening a data set may take minutes,
 * during which the server must keep answering; and the process frees all of its memory when it ends.
 */
import { adjustLimits, LIMITS_VARIABLE } from '../../core/limits.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { ExperimentData } from '../../experiment/experiment-data.ts';
import { openRunData } from '../../experiment/run-experiment.ts';
import { readRunRecord } from '../../run/run-record.ts';
import type { Sample, SampleList } from '../api.ts';
import { answerQuestions } from './answering.ts';
import { Refusal } from './refusal.ts';
import type { SampleQuestion } from './sample-messages.ts';

let opening: Promise<ExperimentData> | null = null;

async function open(folder: string): Promise<ExperimentData> {
  adjustLimits(process.env[LIMITS_VARIABLE] ?? '');
  return openRunData(await readRunRecord(folder), null, folder);
}

async function answer(question: SampleQuestion): Promise<SampleList | Sample> {
  opening ??= open(question.folder);
  const data = await opening;
  const source = data[question.split];
  if (source === null) {
    throw new Refusal('notFound', 'The run has no validation split.', {
      where: 'query split',
      remedy: 'Use test or train.',
    });
  }
  return question.ask === 'list'
    ? listSamples(data, source, question)
    : readSample(source, question);
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

function readSample(
  source: SampleSource,
  { split, index, most }: Extract<SampleQuestion, { ask: 'sample' }>,
): Sample {
  if (index >= source.length) {
    throw new Refusal('notFound', `The ${split} split has ${source.length} samples.`, {
      where: 'query index',
      remedy: `Give 0 … ${source.length - 1}.`,
    });
  }
  const { label, steps, offsets, channels } = source.read(index);
  if (channels.length > most || steps > most) {
    throw new Refusal('tooLarge', `The sample has ${channels.length} events.`, {
      where: `sample ${index}`,
      remedy: `At most ${most} are sent; see motifsmith data inspect.`,
    });
  }
  return { label, steps, offsets: Array.from(offsets), channels: Array.from(channels) };
}

answerQuestions(answer);
