/**
 * A study in a queue with all that takes part, each a process as a user starts it: store, workers, the study itself.
 * Faults disturb them; a study that ends must have the bytes of one that nothing disturbed, and leave nothing behind.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisServer } from '../study/redis-server.ts';
import { writeStudy } from '../study/tiny-study.ts';

/** Seconds without a sign of life until a cell goes to another worker. */
export const PATIENCE_S = 2;
/** The longest that a study may take once nothing disturbs it any more, in milliseconds. */
const END_MS = 90_000;

const SETTINGS = { seeds: [1, 2, 3], methods: ['hrmas', 'dense'] };

const LIBRARIES = '/usr/lib';
/** libfaketime, of Debian's package `faketime`; without it, no clock jumps. */
const FAKE_CLOCK = existsSync(LIBRARIES)
  ? readdirSync(LIBRARIES)
      .map((name) => join(LIBRARIES, name, 'faketime/libfaketime.so.1'))
      .find(existsSync)
  : undefined;
export const CLOCKS_JUMP = FAKE_CLOCK !== undefined;

/** Everything of a study that no clock decides. */
export function contents(folder: string): Record<string, string> {
  const decided =
    /^(results|failures)\.json$|^tables\/|\/(config|architecture|analysis)\.json$|\.jsonl$|\/weights\.safetensors$/;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => decided.test(name));
  return Object.fromEntries(
    files.sort().map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  );
}

/** A process and what it said. */
export interface Part {
  readonly process: ChildProcess;
  readonly said: () => string;
}

export class Harness {
  readonly server: RedisServer;
  readonly workers: Part[] = [];
  client: Part | null = null;
  readonly #main: string;
  readonly #file: string;
  readonly #data: string;
  readonly #folder: string;
  readonly #expected: Record<string, string>;
  readonly #clock: string;
  #study = 0;

  private constructor(main: string, folder: string, server: RedisServer) {
    this.#main = main;
    this.#folder = folder;
    this.server = server;
    this.#clock = join(folder, 'clock');
    this.setClock(0);
    const { file, data } = writeStudy(folder, SETTINGS);
    this.#file = file;
    this.#data = data;
    const local = join(folder, 'local');
    execFileSync(process.execPath, [main, ...this.#arguments(local), '--quiet'], {
      stdio: 'ignore',
    });
    this.#expected = contents(local);
  }

  /** @param main the compiled command line */
  static async open(main: string, folder: string, workers: number): Promise<Harness> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'store'), { recursive: true });
    const harness = new Harness(main, folder, await RedisServer.start(join(folder, 'store')));
    for (let k = 0; k < workers; k++) harness.startWorker();
    return harness;
  }

  #arguments(output: string): string[] {
    return ['study', this.#file, '--data', `letters=${this.#data}`, '--output', output];
  }

  #start(args: readonly string[]): Part {
    const clock = {
      LD_PRELOAD: FAKE_CLOCK,
      FAKETIME_TIMESTAMP_FILE: this.#clock,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const child = spawn(process.execPath, [this.#main, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(CLOCKS_JUMP ? clock : {}) },
    });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    return { process: child, said: () => said };
  }

  /** What all clocks but that of the store are ahead of the true time. */
  setClock(hours: number): void {
    writeFileSync(this.#clock, `${hours < 0 ? '' : '+'}${hours}h\n`);
  }

  startWorker(): void {
    const { url } = this.server;
    const data = `letters=${this.#data}`;
    const args = ['--queue', url, '--jobs', '1', '--data', data, '--patience', `${PATIENCE_S}`];
    this.workers.push(this.#start(['worker', ...args]));
  }

  /** Ends a worker in some way, and starts another. */
  async replaceWorker(k: number, signal: NodeJS.Signals): Promise<void> {
    const [worker] = this.workers.splice(k, 1);
    await end(worker!.process, signal);
    this.startWorker();
  }

  /** Starts the next study, or the same again. */
  startClient(again = false): void {
    if (!again) this.#study += 1;
    const output = join(this.#folder, `study-${this.#study}`);
    this.client = this.#start([...this.#arguments(output), '--queue', this.server.url]);
  }

  get isDone(): boolean {
    return this.client?.process.exitCode === 0;
  }

  /**
   * Waits for the end of the study, which is started again if something ended it.
   * @returns what is wrong
   */
  async finish(): Promise<string[]> {
    const deadline = performance.now() + END_MS;
    while (!this.isDone) {
      if (performance.now() > deadline) return [`no end: ${this.client?.said().slice(-2000)}`];
      const { exitCode, signalCode } = this.client!.process;
      if (exitCode !== null || signalCode !== null) this.startClient(true);
      await pause(50);
    }
    const output = join(this.#folder, `study-${this.#study}`);
    const found = contents(output);
    const names = new Set([...Object.keys(found), ...Object.keys(this.#expected)]);
    const wrong = [...names]
      .filter((name) => found[name] !== this.#expected[name])
      .map((name) => `${name} ${found[name] === undefined ? 'is missing' : 'differs'}`);
    let left: string[] = [];
    // Workers take a moment to see that the study has ended. Files on their way are forgotten by themselves.
    for (let look = 0; look === 0 || (left.length > 0 && look < 200); look++) {
      if (look > 0) await pause(50);
      const keys = await this.server.ask((redis) => redis.keys('*'));
      left = keys.filter((key) => !/^motifsmith-(upload|probe)/.test(key));
    }
    if (wrong.length === 0) rmSync(output, { recursive: true });
    return [...wrong, ...left.map((key) => `left in the store: ${key}`)];
  }

  async close(): Promise<void> {
    const parts = [...this.workers, ...(this.client === null ? [] : [this.client])];
    await Promise.all(parts.map(({ process }) => end(process, 'SIGKILL')));
    await this.server.kill();
  }
}

export async function end(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, 'exit');
  process.kill(signal);
  await ended;
}
