/** Has the cells of a study done: a limited number at a time, each run tried at most twice. */
import { join } from 'node:path';
import { type CellFailure, writeFailure } from './failures.ts';
import type { CellProcess } from './fork.ts';
import type { CellJob } from './messages.ts';
import { isFinished } from './open-study.ts';
import { orderedCells } from './order.ts';
import type { StudyObserver } from './study-observer.ts';
import {
  type Cell,
  cellConfig,
  cellFolder,
  cellId,
  entryFinder,
  type Study,
  type StudyEntry,
} from './study-record.ts';
import type { Workforce } from './workforce.ts';

/** How often a run is tried per start of the study. */
const ATTEMPTS = 2;

export interface PoolOptions {
  readonly workforce: Workforce;
  readonly signal?: AbortSignal | undefined;
  readonly observer?: StudyObserver | undefined;
  /** Whether other processes may be doing cells of the study: runs they work on are left to them. */
  readonly shared: boolean;
  /** A run has finished, or failed for good. */
  readonly onEnd?: () => void;
}

export class CellPool {
  readonly #folder: string;
  readonly #study: Study;
  readonly #options: PoolOptions;
  readonly #observer: StudyObserver;
  readonly #entryOf: (cell: Cell) => StudyEntry;
  readonly #running = new Set<CellProcess>();
  readonly #failures = new Map<string, CellFailure>();
  /** Why a failure could not be written down, the first time. */
  #unwritten: unknown = null;

  /** @param folder of the study */
  constructor(folder: string, study: Study, options: PoolOptions) {
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
        const cell = queue.shift();
        if (cell === undefined) return;
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

  async #do(cell: Cell): Promise<void> {
    const { workforce, signal, shared, onEnd } = this.#options;
    const run = join(this.#folder, cellFolder(cell));
    if (shared && (await isFinished(run))) {
      this.#observer.left?.(cell, 'Another process has done this run.');
      return;
    }
    for (let attempt = 1; attempt <= ATTEMPTS && !signal?.aborted; attempt++) {
      const process = workforce.start(cell, this.#job(cell, shared), (news) => {
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
        this.#observer.left?.(cell, outcome.failure.message);
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

  #job(cell: Cell, shared: boolean): CellJob {
    const { dataset, method } = cell;
    const entry = this.#entryOf(cell);
    const plan = {
      name: `${dataset}-${method}`,
      task: entry.task,
      config: cellConfig(entry, cell),
    };
    return { folder: join(this.#folder, cellFolder(cell)), plan, shared };
  }
}
