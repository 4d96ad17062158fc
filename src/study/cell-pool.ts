/** Has the cells of a study done: a limited number at a time, each run tried at most twice. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAtWork, lockHolder } from '../run/lock/lock.ts';
import { type CellFailure, writeFailure } from './failures.ts';
import type { CellProcess } from './fork.ts';
import type { CellJob } from './messages.ts';
import { isFinished } from './open-study.ts';
import { orderedCells } from './order.ts';
import type { StudyObserver } from './study-observer.ts';
import {
  type Cell,
  type CellPlan,
  cellConfig,
  cellFolder,
  cellId,
  entryFinder,
  type StudyEntry,
} from './study-record.ts';
import type { Workforce } from './workforce.ts';

/** How often a run is tried per start of the study. */
const ATTEMPTS = 2;
/** Between two looks at runs that other processes are working on, in milliseconds. */
const LOOK_MS = 1000;

export interface PoolOptions {
  readonly workforce: Workforce;
  readonly signal?: AbortSignal | undefined;
  readonly observer?: StudyObserver | undefined;
  /**
   * Whether runs that other processes are working on are left to them. Otherwise they are put off until those have
   * ended.
   */
  readonly shared: boolean;
  /** A run has finished, or failed for good. */
  readonly onEnd?: () => void;
}

export class CellPool {
  readonly #folder: string;
  readonly #study: CellPlan;
  readonly #options: PoolOptions;
  readonly #observer: StudyObserver;
  readonly #entryOf: (cell: Cell) => StudyEntry;
  readonly #running = new Set<CellProcess>();
  /** Cells that other processes were at work on. */
  readonly #putOff = new Set<Cell>();
  readonly #failures = new Map<string, CellFailure>();
  /** Why a failure could not be written down, the first time. */
  #unwritten: unknown = null;

  /** @param folder of the study */
  constructor(folder: string, study: CellPlan, options: PoolOptions) {
    this.#folder = folder;
    this.#study = study;
    this.#options = options;
    this.#observer = options.observer ?? {};
    this.#entryOf = entryFinder(study);
  }

  /** In the order of the study, not of arrival. */
  get failures(): CellFailure[] {
    return orderedCells(this.#study).flatMap((cell) => this.#failures.get(cellId(cell)) ?? []);
  }

  /** Does all cells until the signal is given. @throws MotifsmithError `inputOutput` if a failure cannot be recorded */
  async run(cells: readonly Cell[]): Promise<void> {
    const { workforce, signal } = this.#options;
    const lanes = Math.min(workforce.jobs, cells.length);
    const queue = [...cells];
    const stop = () => {
      for (const process of this.#running) process.stop();
    };
    signal?.addEventListener('abort', stop);
    const lane = async (): Promise<void> => {
      while (!signal?.aborted) {
        const cell = queue.shift() ?? (await this.#nextPutOff());
        if (cell === null) return;
        await this.#do(cell);
      }
    };
    try {
      await Promise.all(Array.from({ length: lanes }, lane));
    } finally {
      signal?.removeEventListener('abort', stop);
      for (const process of this.#running) process.kill();
    }
    if (this.#unwritten !== null) throw this.#unwritten;
  }

  /** Waits until another process has ended. @returns null if no cell was put off */
  async #nextPutOff(): Promise<Cell | null> {
    const { signal } = this.#options;
    while (this.#putOff.size > 0 && !signal?.aborted) {
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
      for (const cell of this.#putOff) {
        const busy = isAtWork(await lockHolder(this.#runOf(cell)));
        // Another lane may have taken it meanwhile.
        if (!busy && this.#putOff.delete(cell)) return cell;
      }
    }
    return null;
  }

  #runOf(cell: Cell): string {
    return join(this.#folder, cellFolder(cell));
  }

  async #do(cell: Cell): Promise<void> {
    const { workforce, signal, shared, onEnd } = this.#options;
    if (await isFinished(this.#runOf(cell))) {
      this.#observer.left?.(cell, 'Another process has done this run.');
      onEnd?.();
      return;
    }
    for (let attempt = 1; attempt <= ATTEMPTS && !signal?.aborted; attempt++) {
      const process = workforce.start(cell, this.#job(cell), (news) => {
        if (news.type === 'started') this.#observer.start?.(cell, attempt);
        else if (news.type === 'progress') this.#observer.progress?.(cell, news.progress);
        else if (news.type === 'warning') this.#observer.warn?.(cell, news.failure);
      });
      this.#running.add(process);
      const outcome = await process.ended;
      this.#running.delete(process);
      if (outcome.type === 'stopped') return;
      if (outcome.type === 'finished') {
        this.#observer.finish?.(cell, outcome.accuracy);
        onEnd?.();
        return;
      }
      if (outcome.type === 'busy') {
        if (shared) this.#observer.left?.(cell, outcome.failure.message);
        else {
          this.#putOff.add(cell);
          this.#observer.putOff?.(cell, outcome.failure.message);
        }
        return;
      }
      // Ctrl-C may end a process that is not listening yet; it has not failed.
      if (signal?.aborted) return;
      const again = attempt < ATTEMPTS;
      this.#observer.fail?.(cell, outcome.failure, again);
      if (again) continue;
      const failure = { ...cell, attempts: attempt, ...outcome.failure };
      this.#failures.set(cellId(cell), failure);
      await writeFailure(this.#folder, failure).catch((error: unknown) => {
        this.#unwritten ??= error;
      });
      onEnd?.();
    }
  }

  #job(cell: Cell): CellJob {
    const { dataset, method } = cell;
    const entry = this.#entryOf(cell);
    const plan = {
      name: `${dataset}-${method}`,
      task: entry.task,
      config: cellConfig(entry, cell),
    };
    return { folder: this.#runOf(cell), plan };
  }
}
