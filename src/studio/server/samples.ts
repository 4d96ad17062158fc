/**
 * Samples of the data that a run was made with, from a process that holds them. Many runs share their
 * data: a few processes stay open, and the least recently used one is closed first.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { sha256 } from '../../files/sha256.ts';
import { readRunRecord } from '../../run/run-record.ts';
import type { RunSample, SampleList, SplitName } from '../api/samples.ts';
import { AskedProcess } from './asked-process.ts';
import type { Limits } from './limits.ts';
import type { SampleAnswer, SampleQuestion, SampleSound } from './sample-messages.ts';

type Reader = AskedProcess<SampleQuestion, SampleAnswer>;

export class OpenSamples {
  readonly #limits: Limits;
  /** By the data that they hold, least recently used first. */
  readonly #readers = new Map<string, Reader>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * @param folder of the run
   * @throws MotifsmithError `data` if its data have moved, `artifact` if they are other data;
   * Refusal `notFound` for a split that it does not have, `busy` while they are still being opened
   */
  async list(folder: string, split: SplitName, from: number): Promise<SampleList> {
    const most = this.#limits.samples;
    return (await this.#ask({ folder, ask: 'list', split, from, most })) as SampleList;
  }

  /** @throws as `list`; Refusal `notFound` or `tooLarge` about the sample */
  async sample(folder: string, split: SplitName, index: number): Promise<RunSample> {
    const most = this.#limits.sampleEvents;
    return (await this.#ask({ folder, ask: 'sample', split, index, most })) as RunSample;
  }

  /** @returns the sound of a sample as RIFF/WAVE @throws as `sample`; MotifsmithError `data` if its file cannot be read */
  async sound(folder: string, split: SplitName, index: number): Promise<Uint8Array<ArrayBuffer>> {
    const most = this.#limits.soundBytes;
    const { wav } = (await this.#ask({ folder, ask: 'sound', split, index, most })) as SampleSound;
    return Uint8Array.from(Buffer.from(wav, 'base64'));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.end()));
  }

  async #ask(question: SampleQuestion): Promise<SampleAnswer> {
    const { plan, data } = await readRunRecord(question.folder);
    const key = sha256(JSON.stringify([plan.config.data, data.fingerprint]));
    const reader = this.#readers.get(key) ?? new AskedProcess('sample-reader');
    this.#readers.delete(key);
    this.#readers.set(key, reader);
    void reader.ended.then(() => this.#forget(key, reader));
    const surplus = [...this.#readers.keys()].slice(0, -this.#limits.openData);
    for (const old of surplus) void this.#forget(old, this.#readers.get(old)!);
    return reader.ask(question, this.#limits.openDataMs).catch((error: unknown) => {
      const { kind } = error as Partial<MotifsmithError>;
      // Data that could not be opened may be available next time.
      if (kind === 'data' || kind === 'artifact') this.#forget(key, reader);
      throw error;
    });
  }

  #forget(key: string, reader: Reader): void {
    if (this.#readers.get(key) === reader) this.#readers.delete(key);
    void reader.end();
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
