/**
 * Samples of the data that a run was made with. Opening data takes time and memory, and many runs
 * share them: a few sets stay open, and all are closed with the server.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { SampleSource } from '../../data/sample-source.ts';
import type { ExperimentData } from '../../experiment/experiment-data.ts';
import { sha256 } from '../../experiment/files.ts';
import { readRunRecord } from '../../experiment/run-directory.ts';
import { openRunData } from '../../experiment/run-experiment.ts';
import type { Sample, SampleList, SplitName } from '../api.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

export class OpenSamples {
  readonly #limits: Limits;
  /** By what they were opened from; the one used last comes last. */
  readonly #open = new Map<string, Promise<ExperimentData>>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @param folder of the run; @throws MotifsmithError `data` if the data are not there any more */
  async list(folder: string, split: SplitName, from: number): Promise<SampleList> {
    const { data, source } = await this.#source(folder, split);
    const to = Math.min(source.length, from + this.#limits.samples);
    const samples: SampleList['samples'][number][] = [];
    for (let index = from; index < to; index++) {
      samples.push({ index, label: source.label(index), steps: source.read(index).steps });
    }
    const { classNames, inputs, stepMs } = data.dataset;
    return { samples, total: source.length, classNames, inputs, stepMs };
  }

  /** @throws Refusal `notFound` if the split has no such sample, `tooLarge` if it has too many events */
  async sample(folder: string, split: SplitName, index: number): Promise<Sample> {
    const { source } = await this.#source(folder, split);
    if (index >= source.length) {
      throw new Refusal('notFound', `The ${split} split has ${source.length} samples.`, {
        where: 'query index',
        remedy: `Give 0 … ${source.length - 1}.`,
      });
    }
    const { label, steps, offsets, channels } = source.read(index);
    const most = this.#limits.sampleEvents;
    if (channels.length > most || steps > most) {
      throw new Refusal('tooLarge', `The sample has ${channels.length} events.`, {
        where: `sample ${index}`,
        remedy: `At most ${most} are sent; see motifsmith data inspect.`,
      });
    }
    return { label, steps, offsets: Array.from(offsets), channels: Array.from(channels) };
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const opening of all) await opening.then(({ dataset }) => dataset.close()).catch(() => {});
  }

  async #source(
    folder: string,
    split: SplitName,
  ): Promise<{ data: ExperimentData; source: SampleSource }> {
    const record = await readRunRecord(folder);
    const key = sha256(JSON.stringify([record.plan.config.data, record.data.fingerprint]));
    const opening = this.#open.get(key) ?? openRunData(record, null, folder);
    this.#open.delete(key);
    this.#open.set(key, opening);
    // What cannot be opened may be there the next time.
    opening.catch(() => this.#open.delete(key));
    const data = await opening;
    await this.#closeOldest();
    const source = data[split];
    if (source === null) {
      throw new Refusal('notFound', 'The run has no validation split.', {
        where: 'query split',
        remedy: 'Use test or train.',
      });
    }
    return { data, source };
  }

  async #closeOldest(): Promise<void> {
    const surplus = [...this.#open.keys()].slice(0, -this.#limits.openData);
    for (const key of surplus) {
      const opening = this.#open.get(key)!;
      this.#open.delete(key);
      await opening.then(({ dataset }) => dataset.close()).catch(() => {});
    }
  }
}

/** @throws MotifsmithError `usage` */
export function splitName(text: string | undefined): SplitName {
  if (text === undefined || text === 'test') return 'test';
  if (text === 'train' || text === 'validation') return text;
  throw new MotifsmithError('usage', `There is no split ${JSON.stringify(text)}.`, {
    where: 'query split',
    remedy: 'Use test, train or validation.',
  });
}
