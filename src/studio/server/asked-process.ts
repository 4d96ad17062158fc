/**
 * A process that answers questions, for work that takes time or memory: the server keeps answering meanwhile, and
 * all of the memory is free when the process has ended. `answering.ts` is the other side.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorKind, MotifsmithError } from '../../core/errors.ts';
import { loaderArguments } from '../../study/fork.ts';
import type { ApiError } from '../api/protocol.ts';
import { isRefusalKind, Refusal } from './refusal.ts';

export interface Asked<Question> {
  readonly number: number;
  readonly question: Question;
}

export interface Answered<Answer> {
  readonly number: number;
  readonly answer: Answer | ApiError;
}

/** Next to this file and with its extension: .js in the package, .ts in the sources. */
const EXTENSION = extname(fileURLToPath(import.meta.url));

export class AskedProcess<Question, Answer extends object> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer | ApiError | null) => void>();
  readonly ended: Promise<void>;
  #number = 0;

  /** @param name of the file without its extension */
  constructor(name: string) {
    this.#process = fork(fileURLToPath(new URL(`./${name}${EXTENSION}`, import.meta.url)), [], {
      execArgv: loaderArguments(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', ({ number, answer }: Answered<Answer>) => {
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

  /**
   * @param patience milliseconds after which the question is given up; the work continues
   * @throws whatever the process answers with; Refusal `busy` if it takes too long, or ends before
   */
  async ask(question: Question, patience: number): Promise<Answer> {
    const answer = await withPatience(this.#ask(question), patience);
    if (answer === null) {
      throw new Refusal('busy', 'The process that held the data has ended.', {
        remedy: 'Ask again; the terminal in which the studio runs may say more.',
      });
    }
    if ('error' in answer) throw revived(answer as ApiError);
    return answer as Answer;
  }

  end(): Promise<void> {
    this.#process.kill('SIGKILL');
    return this.ended;
  }

  /** @returns null if it ends before it has an answer */
  #ask(question: Question): Promise<Answer | ApiError | null> {
    this.#number += 1;
    const message: Asked<Question> = { number: this.#number, question };
    return new Promise((resolve) => {
      this.#waiting.set(message.number, resolve);
      this.#process.send(message, (error) => {
        if (error !== null) resolve(null);
      });
    });
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
