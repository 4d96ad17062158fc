/**
 * Carries out a study: every cell in its own process, a limited number at a time, each tried at most twice.
 * A run that fails is recorded and the others continue.
 */

import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { classCounts, unevenText } from '../data/events/class-balance.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { openData } from '../experiment/experiment-data.ts';
import { exists } from '../files/read.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { type FolderLock, lockFolder } from '../run/lock/lock.ts';
import type { Plan } from '../run/schema/plan.ts';
import type { JobProgress } from '../training/job.ts';
import { FactReader } from './cell-facts.ts';
import type { CellFailure, FailureReport } from './failures.ts';
import { type CellProcess, forkCell } from './fork.ts';
import { openStudy, requireOwnFolder } from './open-study.ts';
import { orderedCells } from './order.ts';
import type { StudyResults } from './results.ts';
import {
  type Cell,
  cellConfig,
  cellData,
  cellFolder,
  STUDY_FILES,
  type Study,
  type StudyEntry,
} from './study-record.ts';
import { writeStudyFiles } from './write-study-files.ts';

/** How often a run is tried per start of the study. */
const ATTEMPTS = 2;

/** Observes a study in progress. */
export interface StudyObserver {
  /** The folder is open; `waiting` are the cells to be done, in order. */
  begin?(waiting: readonly Cell[], finished: number, restarted: readonly Cell[]): void;
  /** It takes a while to find out whether the process that holds the lock is alive. */
  waiting?(notice: MotifsmithError): void;
  /** Classes of a data set are uneven, and a method gives them no weights; `text` names them. */
  uneven?(dataset: string, text: string): void;
  /** The data of a data set are being read. */
  reading?(dataset: string, progress: ReadingProgress): void;
  start?(cell: Cell, attempt: number): void;
  progress?(cell: Cell, progress: JobProgress): void;
  warn?(cell: Cell, warning: FailureReport): void;
  /** A run has finished. */
  finish?(cell: Cell, accuracy: number): void;
  /** A run has failed; `again` if it is tried once more. */
  fail?(cell: Cell, failure: FailureReport, again: boolean): void;
}

export interface StudyOptions {
  /** Processes at a time; each computes with one thread. */
  readonly jobs: number;
  readonly signal?: AbortSignal | undefined;
  readonly observer?: StudyObserver | undefined;
}

/** The outcome of a study. */
export interface StudyOutcome {
  readonly results: StudyResults;
  readonly failures: readonly CellFailure[];
}

/**
 * Starts or resumes a study.
 * @param folder of the study, new or its own
 * @throws MotifsmithError `usage` if the folder or what is finished there does not fit, `data` if the
 * data cannot be read, `interrupted` if the signal stopped it
 */
export async function runStudy(
  folder: string,
  study: Study,
  options: StudyOptions,
): Promise<StudyOutcome> {
  await requireOwnFolder(folder, study.name);
  const { signal, observer } = options;
  const onWait = (notice: MotifsmithError) => observer?.waiting?.(notice);
  const lock = await lockFolder(folder, { signal, onWait });
  try {
    return await runLocked(folder, study, options, lock);
  } finally {
    await lock.release();
  }
}

async function runLocked(
  folder: string,
  study: Study,
  { jobs, signal, observer = {} }: StudyOptions,
  lock: FolderLock,
): Promise<StudyOutcome> {
  await removeLeftovers(folder);
  const tables = join(folder, STUDY_FILES.tables);
  if (await exists(tables)) await removeLeftovers(tables);
  const { finished, restarted, fingerprints } = await openStudy(folder, study);
  const done = new Set(finished.map(cellFolder));
  const waiting = orderedCells(study).filter((cell) => !done.has(cellFolder(cell)));
  await readDataOnce(study, waiting, fingerprints, { signal, observer });
  observer.begin?.(waiting, finished.length, restarted);
  const pool = new Pool(folder, study, observer, lock);
  await pool.run(waiting, jobs, signal);
  const results = await pool.settle();
  if (signal?.aborted) {
    throw new MotifsmithError('interrupted', 'Stopped; everything so far is saved.', {
      where: folder,
      remedy: `Resume it with: motifsmith study --resume ${shellWord(folder)}`,
    });
  }
  return { results, failures: pool.failures };
}

/**
 * Opens the data before any process does: problems show at once and only once, and the cache is built by
 * one process instead of all.
 */
async function readDataOnce(
  { entries }: Study,
  waiting: readonly Cell[],
  fingerprints: ReadonlyMap<string, string>,
  { signal, observer }: { signal: AbortSignal | undefined; observer: StudyObserver },
): Promise<void> {
  // Each fold as well: one that lacks a class shows before anything is computed.
  const different = new Map(waiting.map((cell) => [cellData(cell), cell]));
  const unweighted = new Set(
    entries
      .filter(({ config }) => config.training.classWeights === 'none')
      .map(({ dataset }) => dataset),
  );
  for (const [name, cell] of different) {
    const { data } = cellConfig(entries.find(({ dataset }) => dataset === cell.dataset)!, cell);
    // Sources without files make their samples again in every process.
    if (!('path' in data)) continue;
    const onProgress = (progress: ReadingProgress) => observer.reading?.(cell.dataset, progress);
    const { dataset, train } = await openData(data, { signal, onProgress });
    dataset.close();
    const { classNames } = dataset;
    const uneven = unevenText(classCounts(train, classNames.length), classNames);
    if (uneven !== null && unweighted.delete(cell.dataset)) observer.uneven?.(cell.dataset, uneven);
    const known = fingerprints.get(name) ?? dataset.fingerprint;
    if (known === dataset.fingerprint) continue;
    throw new MotifsmithError('artifact', `The data of ${name} are not those of its runs.`, {
      where: `${data.path}: ${dataset.fingerprint}, the runs have ${known}`,
      remedy: `Give the same data with --data ${cell.dataset}=PATH, or use another --output.`,
    });
  }
}

/** The processes at work and what is left for them. */
class Pool {
  readonly #folder: string;
  readonly #study: Study;
  readonly #entries: ReadonlyMap<string, StudyEntry>;
  readonly #observer: StudyObserver;
  readonly #lock: FolderLock;
  readonly #reader: FactReader;
  readonly #running = new Set<CellProcess>();
  readonly #failures = new Map<string, CellFailure>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string, study: Study, observer: StudyObserver, lock: FolderLock) {
    this.#lock = lock;
    this.#folder = folder;
    this.#study = study;
    this.#observer = observer;
    this.#reader = new FactReader(folder);
    this.#entries = new Map(study.entries.map((one) => [`${one.dataset}/${one.method}`, one]));
  }

  /** In the order of the study, not of arrival. */
  get failures(): CellFailure[] {
    return orderedCells(this.#study).flatMap((cell) => this.#failures.get(cellFolder(cell)) ?? []);
  }

  /** Does all cells, `jobs` at a time, until the signal is given. */
  async run(cells: readonly Cell[], jobs: number, signal: AbortSignal | undefined): Promise<void> {
    const queue = [...cells];
    const stop = () => {
      for (const process of this.#running) process.stop();
    };
    signal?.addEventListener('abort', stop);
    const lane = async (): Promise<void> => {
      while (!signal?.aborted) {
        const cell = queue.shift();
        if (cell === undefined) return;
        await this.#do(cell, signal);
      }
    };
    try {
      await Promise.all(Array.from({ length: jobs }, lane));
    } finally {
      signal?.removeEventListener('abort', stop);
      for (const process of this.#running) process.kill();
    }
  }

  async #do(cell: Cell, signal: AbortSignal | undefined): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS && !signal?.aborted; attempt++) {
      this.#observer.start?.(cell, attempt);
      const process = forkCell(
        { folder: join(this.#folder, cellFolder(cell)), plan: this.#plan(cell) },
        (message) => {
          if (message.type === 'progress') this.#observer.progress?.(cell, message.progress);
          else this.#observer.warn?.(cell, message.failure);
        },
      );
      this.#running.add(process);
      const outcome = await process.ended;
      this.#running.delete(process);
      if (outcome.type === 'stopped') return;
      if (outcome.type === 'finished') {
        this.#observer.finish?.(cell, outcome.accuracy);
        this.#refresh();
        return;
      }
      // Ctrl-C may end a process that is not listening yet; it has not failed.
      if (signal?.aborted) return;
      const again = attempt < ATTEMPTS;
      this.#observer.fail?.(cell, outcome.failure, again);
      if (again) continue;
      this.#failures.set(cellFolder(cell), { ...cell, attempts: attempt, ...outcome.failure });
      this.#refresh();
    }
  }

  #plan(cell: Cell): Plan {
    const { dataset, method } = cell;
    const entry = this.#entries.get(`${dataset}/${method}`)!;
    return { name: `${dataset}-${method}`, task: entry.task, config: cellConfig(entry, cell) };
  }

  /** Tables are written after each run, one at a time. */
  #refresh(): void {
    this.#writing = this.#writing.then(() => this.#write());
    // A failure surfaces in `settle`.
    this.#writing.catch(() => {});
  }

  /** Writes everything for the last time. @throws MotifsmithError `inputOutput`, `artifact` */
  async settle(): Promise<StudyResults> {
    await this.#writing;
    return this.#write();
  }

  async #write(): Promise<StudyResults> {
    await this.#lock.requireOwn();
    return writeStudyFiles(this.#folder, this.#study, this.failures, this.#reader);
  }
}
