/**
 * Runs that are started from the studio. Each is a process of its own, `motifsmith search|train`, as if
 * typed in a terminal: it locks its folder, saves when it is asked to stop, and survives whatever
 * happens to this server. Its output goes to files, because a pipe would break with the server.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT_CODES } from '../../core/errors.ts';
import { parseJson } from '../../core/parse-json.ts';
import { writeJson } from '../../files/write-atomic.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { ApiError } from '../api/protocol.ts';
import { makeChildFolder, noteChild } from './child-folder.ts';
import type { Limits } from './limits.ts';
import { openLog, removeLoneLog, trimLog } from './log-file.ts';
import { inOneLine, Refusal } from './refusal.ts';
import type { RunFacts } from './run-facts.ts';
import type { StartedHere } from './run-state.ts';

/** A process to start. */
export interface ChildTask {
  readonly id: string;
  readonly folder: string;
  readonly facts: RunFacts;
  /** JSON files that the process reads, by name; they are removed when it has ended. */
  readonly files: Readonly<Record<string, unknown>>;
  /** @param path where a file of `files` is; @returns the arguments after `motifsmith` */
  arguments(path: (name: string) => string): readonly string[];
}

interface Child extends StartedHere {
  readonly folder: string;
  readonly process: ChildProcess | null;
  readonly ended: Promise<void>;
}

/** Characters that are read of an error message. */
const MOST_OUTPUT = 65_536;
/** Between two looks at how long a log has become. */
const TRIM_MS = 60_000;

export class ChildRuns {
  /** The command that runs `motifsmith`, with its first arguments. */
  readonly #program: readonly string[];
  readonly #limits: Limits;
  readonly #children = new Map<string, Child>();
  /** Those that have been asked to stop. */
  readonly #asked = new Set<string>();
  /** Slots taken by processes that are about to start. */
  #beginning = 0;
  #closed = false;

  constructor(program: readonly string[], limits: Limits) {
    this.#program = program;
    this.#limits = limits;
  }

  /** Those that are running, and those that failed. */
  started(): readonly StartedHere[] {
    return [...this.#children.values()];
  }

  /** How many are running. */
  get alive(): number {
    return this.started().filter(({ alive }) => alive).length;
  }

  isAlive(id: string): boolean {
    return this.#children.get(id)?.alive === true;
  }

  /**
   * Starts a process, if there is a free slot.
   * @param prepare what has to be done first, with the slot reserved
   * @throws Refusal `busy` if there is none; whatever `prepare` throws
   */
  async start(prepare: () => Promise<ChildTask>): Promise<string> {
    const { jobs } = this.#limits;
    if (this.#closed) throw new Refusal('busy', 'The studio is closing.');
    if (this.alive + this.#beginning >= jobs) {
      throw new Refusal('busy', `${jobs} runs are already running.`, {
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

  /** Says no more why a run failed. */
  forget(id: string): void {
    if (!this.isAlive(id)) this.#children.delete(id);
  }

  /** Asks a process to save and stop, which it does at the end of its batch. */
  stop(id: string): void {
    // A second signal would make it quit without saving.
    if (this.isAlive(id) && !this.#asked.has(id)) {
      this.#asked.add(id);
      this.#children.get(id)!.process?.kill('SIGINT');
    }
  }

  /** Asks all to stop, starts no other, and waits until they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { id } of this.started()) this.stop(id);
    await Promise.all([...this.#children.values()].map(({ ended }) => ended));
  }

  /** Kills all of them; what they have not saved is lost. */
  kill(): void {
    for (const { process, alive } of this.#children.values()) if (alive) process?.kill('SIGKILL');
  }

  async #spawn({ id, folder, facts, files, ...task }: ChildTask): Promise<void> {
    const own = await makeChildFolder();
    const path = (name: string): string => join(own, name);
    for (const [name, value] of Object.entries(files)) await writeJson(path(name), value);
    await trimLog(folder, this.#limits).catch(() => {});
    const stdout = await open(path('stdout'), 'w');
    // Where it cannot be kept, the run is not worse for it.
    const stderr = await openLog(folder).catch(() => open(path('stderr'), 'w'));
    const [command, ...first] = this.#program as [string, ...string[]];
    const process = spawn(command, [...first, ...task.arguments(path)], {
      stdio: ['ignore', stdout.fd, stderr.fd],
      // A group of its own: Ctrl-C in the terminal reaches only the studio, which asks once.
      detached: true,
    });
    // A process that could not be started has no number.
    const noted = process.pid === undefined ? Promise.resolve() : noteChild(own, process.pid);
    const trimming = setInterval(
      () => void trimLog(folder, this.#limits).catch(() => {}),
      TRIM_MS,
    ).unref();
    const ended = new Promise<void>((resolve) => {
      const end = async (problem: string | null): Promise<void> => {
        clearInterval(trimming);
        this.#end(id, problem);
        await noted.catch(() => {});
        await rm(own, { recursive: true, force: true }).catch(() => {});
        // A process that failed before it wrote anything leaves its folder empty.
        await removeLoneLog(folder).catch(() => {});
        await rmdir(folder).catch(() => {});
        resolve();
      };
      process.on('error', (error) => void end(`It could not be started: ${error.message}.`));
      process.on('exit', async (code, signal) => {
        // One that has only just started cannot yet stop cleanly.
        const early = signal === 'SIGINT' && this.#asked.has(id);
        await end(early ? null : await problemOf(own, folder, code, signal));
      });
    });
    const since = Date.now();
    const child = { id, folder, facts, process, ended, alive: true, problem: null, since };
    this.#children.set(id, child);
    await Promise.all([noted, stdout.close(), stderr.close()]);
  }

  #end(id: string, problem: string | null): void {
    const child = this.#children.get(id)!;
    this.#asked.delete(id);
    if (problem === null) this.#children.delete(id);
    else this.#children.set(id, { ...child, process: null, alive: false, problem });
  }
}

/** Why a process failed; null for one that finished or was stopped. */
async function problemOf(
  own: string,
  folder: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): Promise<string | null> {
  if (code === EXIT_CODES.ok || code === EXIT_CODES.interrupted) return null;
  if (signal !== null) return `Its process was killed by ${signal}.`;
  const output = async (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  try {
    const printed = (await output(join(own, 'stdout'))).slice(0, MOST_OUTPUT);
    return inOneLine((parseJson(printed) as ApiError).error);
  } catch {
    const last = (await output(join(folder, RUN_FILES.log))).trim().split('\n').at(-1);
    return `Its process ended with code ${code}${last ? `: ${last}` : '.'}`;
  }
}
