/**
 * Samples of the data that a run was made with, from a process that holds them. Many runs share their
 * data: a few processes stay open, and the least recently used one is closed first.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorKind, MotifsmithError } from '../../core/errors.ts';
import { sha256 } from '../../files/sha256.ts';
import { readRunRecord } from '../../run/run-record.ts';
import { loaderArguments } from '../../study/fork.ts';
import type { ApiError, Sample, SampleList, SplitName } from '../api.ts';
import type { Limits } from './limits.ts';
import { isRefusalKind, Refusal } from './refusal.ts';
import type { FromReader, SampleQuestion, ToReader } from './sample-messages.ts';

const EXTENSION = extname(fileURLToPath(import.meta.url));
const READER = fileURLToPath(new URL(`./sample-reader${EXTENSION}`, import.meta.url));

/** A process and the questions that it has not answered yet. */
class Reader {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: FromReader['answer'] | null) => void>();
  readonly ended: Promise<void>;
  #number = 0;

  constructor() {
    this.#process = fork(READER, [], {
      execArgv: loaderArguments(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', ({ number, answer }: FromReader) => {
      this.#waiting.get(number)?.(answer);
      this.#waiting.delete(number);
    });
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        for (const settle of this.#waiting.values()) settle(null);
        this.#waiting.clear();
        resolve();
      };
      this.#process.on('error', end).on('exit', end);
    });
  }

  /** @returns null if it ends before it has an answer */
  ask(folder: string, question: SampleQuestion): Promise<FromReader['answer'] | null> {
    this.#number += 1;
    const message: ToReader = { number: this.#number, folder, question };
    return new Promise((resolve) => {
      this.#waiting.set(message.number, resolve);
      this.#process.send(message, (error) => {
        if (error !== null) resolve(null);
      });
    });
  }

  end(): Promise<void> {
    this.#process.kill('SIGKILL');
    return this.ended;
  }
}

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
    return (await this.#ask(folder, { ask: 'list', split, from, most })) as SampleList;
  }

  /** @throws as `list`; Refusal `notFound` or `tooLarge` about the sample */
  async sample(folder: string, split: SplitName, index: number): Promise<Sample> {
    const most = this.#limits.sampleEvents;
    return (await this.#ask(folder, { ask: 'sample', split, index, most })) as Sample;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.end()));
  }

  async #ask(folder: string, question: SampleQuestion): Promise<SampleList | Sample> {
    const { plan, data } = await readRunRecord(folder);
    const key = sha256(JSON.stringify([plan.config.data, data.fingerprint]));
    const reader = this.#readers.get(key) ?? new Reader();
    this.#readers.delete(key);
    this.#readers.set(key, reader);
    void reader.ended.then(() => this.#forget(key, reader));
    const surplus = [...this.#readers.keys()].slice(0, -this.#limits.openData);
    for (const old of surplus) void this.#forget(old, this.#readers.get(old)!);
    const answer = await withPatience(reader.ask(folder, question), this.#limits.openDataMs);
    if (answer === null) {
      throw new Refusal('busy', 'The process that held the data has ended.', {
        remedy: 'Ask again; the terminal in which the studio runs may say more.',
      });
    }
    if (!('error' in answer)) return answer;
    // Data that could not be opened may be available next time.
    if (answer.error.kind === 'data' || answer.error.kind === 'artifact') this.#forget(key, reader);
    throw revived(answer);
  }

  #forget(key: string, reader: Reader): void {
    if (this.#readers.get(key) === reader) this.#readers.delete(key);
    void reader.end();
  }
}

/** @throws Refusal `busy` if it takes too long; the work continues */
async function withPatience<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Refusal('busy', 'The data are still being opened.', { remedy: 'Ask again soon.' }),
        ),
      milliseconds,
    );
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(timer));
}

function revived({ error: { kind, message, where, remedy } }: ApiError): Error {
  const details = { ...(where === null ? {} : { where }), ...(remedy === null ? {} : { remedy }) };
  return isRefusalKind(kind)
    ? new Refusal(kind, message, details)
    : new MotifsmithError(kind as ErrorKind, message, details);
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
