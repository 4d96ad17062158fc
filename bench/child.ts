/**
 * Processes that are measured. Each has its memory to itself, so that its peak is its own, and does
 * nothing until it is told to, so that it disturbs nobody else's time.
 */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { MotifsmithError } from '../src/core/errors.ts';

/** What a contender says of itself at the end. */
export interface ContenderReport {
  /** Peak resident memory, MB. */
  readonly rssMB: number;
  /** Of the weights after a fixed number of updates. */
  readonly hash: string;
  /** E of the batch before the first update. */
  readonly loss: number;
}

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Added to this process' own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A command that runs one of the compiled scripts of this folder in a Node of its own. */
export function nodeCommand(script: string, args: readonly string[]): Command {
  return {
    name: script,
    file: process.execPath,
    args: [`build/bench/${script}.mjs`, ...args],
    environment: {},
  };
}

const failed = (name: string, words: string): MotifsmithError =>
  new MotifsmithError('internal', `the measured process ${name} failed`, {
    where: words.trim().split('\n').slice(-12).join('\n'),
    remedy: 'run it alone, as bench/peers/README.md shows for peers',
  });

/**
 * A contender: a process that has warmed up, answers each `go` on its standard input with the
 * median milliseconds of a batch over a turn of some, and `end` with a report. Answers are lines of JSON.
 */
export class Contender {
  readonly #name: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  #words = '';

  private constructor(name: string, child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#name = name;
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-10_000);
    });
    // A process that is gone is reported by the answer that does not come.
    child.stdin.on('error', () => {});
  }

  /** Starts a process and waits until it has warmed up. */
  static async start({ name, file, args, environment }: Command): Promise<Contender> {
    const child = spawn(file, args, {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const gone = new Promise<never>((_, reject) => {
      child.once('error', (error) => reject(failed(name, error.message)));
    });
    const contender = new Contender(name, child);
    await Promise.race([contender.#answer(), gone]);
    return contender;
  }

  /** One turn: the median duration of its batches, ms. */
  async go(): Promise<number> {
    this.#child.stdin.write('go\n');
    const { ms } = (await this.#answer()) as { ms: number };
    return ms;
  }

  async end(): Promise<ContenderReport> {
    this.#child.stdin.end('end\n');
    return (await this.#answer()) as ContenderReport;
  }

  /** Ends the process without a report. */
  stop(): void {
    this.#child.kill();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done) throw failed(this.#name, this.#words);
    return JSON.parse(value);
  }
}

/** Runs a command to its end and returns the JSON that it printed. */
export async function runCommand({ name, file, args, environment }: Command): Promise<unknown> {
  const env = { ...process.env, ...environment };
  const run = promisify(execFile)(file, args, { env, maxBuffer: 2 ** 26 });
  const { stdout } = await run.catch((error: Error & { stderr?: string }) => {
    throw failed(name, error.stderr || error.message);
  });
  return JSON.parse(stdout);
}
