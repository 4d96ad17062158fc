/**
 * Runs that are begun from the studio. Each is a process of its own, `motifsmith search|train`, as
 * if typed in a terminal: it locks its folder, saves when it is asked to stop, and outlives whatever
 * happens to this server. A file takes what it prints, for a pipe would break with the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES } from '../../core/errors.ts';
import { writeJson } from '../../files/write-atomic.ts';
import type { ApiError } from '../api.ts';
import type { Limits } from './limits.ts';
import { inOneLine, Refusal } from './refusal.ts';
import type { RunFacts } from './run-facts.ts';
import type { Begun } from './run-state.ts';

/** A process to begin. */
export interface ChildTask {
  readonly id: string;
  readonly folder: string;
  readonly facts: RunFacts;
  /** JSON files that the process reads, by name; they are gone when it has ended. */
  readonly files: Readonly<Record<string, unknown>>;
  /** @param path where a file of `files` lies; @returns the arguments after `motifsmith` */
  arguments(path: (name: string) => string): readonly string[];
}

interface Child extends Begun {
  readonly folder: string;
  readonly process: ChildProcess | null;
  readonly ended: Promise<void>;
}

/** What is read of a message of failure. */
const MOST_OUTPUT = 65_536;

export class ChildRuns {
  /** The command that `motifsmith` is, with its first arguments. */
  readonly #program: readonly string[];
  readonly #limits: Limits;
  readonly #children = new Map<string, Child>();
  /** Those that have been asked to stop. */
  readonly #asked = new Set<string>();
  /** Places that are taken by processes that are about to begin. */
  #beginning = 0;
  #closed = false;

  constructor(program: readonly string[], limits: Limits) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Those at work, and those that failed. */
  begun(): readonly Begun[] {
    return [...this.#children.values()];
  }

  /** How many are at work. */
  get alive(): number {
    return this.begun().filter(({ alive }) => alive).length;
  }

  isAlive(id: string): boolean {
    return this.#children.get(id)?.alive === true;
  }

  /**
   * Begins a process, if there is a place for it.
   * @param prepare what has to be done before, in the place that is kept for it
   * @throws Refusal `busy` if there is none; whatever `prepare` throws
   */
  async begin(prepare: () => Promise<ChildTask>): Promise<string> {
    const { jobs } = this.#limits;
    if (this.#closed) throw new Refusal('busy', 'The studio is closing.');
    if (this.alive + this.#beginning >= jobs) {
      throw new Refusal('busy', `${jobs} runs are at work already.`, {
        remedy: 'Wait for one to end, or stop one; --jobs allows more.',
      });
    }
    this.#beginning += 1;
    try {
      const task = await prepare();
      await this.#spawn(task);
      return task.id;
    } finally {
      this.#beginning -= 1;
    }
  }

  /** Asks a process to save and to stop; that takes until the end of its batch. */
  stop(id: string): void {
    // Twice would make it quit without saving.
    if (this.isAlive(id) && !this.#asked.has(id)) {
      this.#asked.add(id);
      this.#children.get(id)!.process?.kill('SIGINT');
    }
  }

  /** Asks all to stop, begins no other, and waits until they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { id } of this.begun()) this.stop(id);
    await Promise.all([...this.#children.values()].map(({ ended }) => ended));
  }

  /** Ends all at once; what they have not saved is lost. */
  kill(): void {
    for (const { process, alive } of this.#children.values()) if (alive) process?.kill('SIGKILL');
  }

  async #spawn({ id, folder, facts, files, ...task }: ChildTask): Promise<void> {
    const own = await mkdtemp(join(tmpdir(), 'motifsmith-studio-'));
    const path = (name: string): string => join(own, name);
    for (const [name, value] of Object.entries(files)) await writeJson(path(name), value);
    const [stdout, stderr] = [await open(path('stdout'), 'w'), await open(path('stderr'), 'w')];
    const [command, ...first] = this.#program as [string, ...string[]];
    const process = spawn(command, [...first, ...task.arguments(path)], {
      stdio: ['ignore', stdout.fd, stderr.fd],
      // A group of its own: Ctrl-C in the terminal goes to the studio alone, which asks once.
      detached: true,
    });
    const ended = new Promise<void>((resolve) => {
      const end = async (problem: string | null): Promise<void> => {
        this.#end(id, problem);
        await rm(own, { recursive: true, force: true }).catch(() => {});
        // A process that failed before it wrote anything leaves its folder empty.
        await rmdir(folder).catch(() => {});
        resolve();
      };
      process.on('error', (error) => void end(`It could not be begun: ${error.message}.`));
      process.on('exit', async (code, signal) => {
        // One that has hardly begun does not know yet how to stop in good order.
        const early = signal === 'SIGINT' && this.#asked.has(id);
        await end(early ? null : await problemOf(own, code, signal));
      });
    });
    const since = Date.now();
    const child = { id, folder, facts, process, ended, alive: true, problem: null, since };
    this.#children.set(id, child);
    await Promise.all([stdout.close(), stderr.close()]);
  }

  #end(id: string, problem: string | null): void {
    const child = this.#children.get(id)!;
    this.#asked.delete(id);
    if (problem === null) this.#children.delete(id);
    else this.#children.set(id, { ...child, process: null, alive: false, problem });
  }
}

/** Why a process ended that did not do what it was to do; null for one that did, or was stopped. */
async function problemOf(
  own: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): Promise<string | null> {
  if (code === EXIT_CODES.ok || code === EXIT_CODES.interrupted) return null;
  if (signal !== null) return `Its process was ended by ${signal}.`;
  const output = async (name: string): Promise<string> =>
    (await readFile(join(own, name), 'utf8').catch(() => '')).slice(0, MOST_OUTPUT);
  try {
    return inOneLine((JSON.parse(await output('stdout')) as ApiError).error);
  } catch {
    const last = (await output('stderr')).trim().split('\n').at(-1);
    return `Its process ended with code ${code}${last ? `: ${last}` : '.'}`;
  }
}
