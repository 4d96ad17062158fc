/**
 * Carries out a sweep: round after round, every run in a process of its own, and results after each. A run that fails
 * is recorded and the others continue.
 */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { meanOf } from '../core/math.ts';
import { shellWord } from '../core/shell-word.ts';
import { exists } from '../files/read.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { type FolderLock, lockFolder } from '../run/lock/lock.ts';
import { FactReader } from '../study/cell-facts.ts';
import { CellPool } from '../study/cell-pool.ts';
import type { CellFailure } from '../study/failures.ts';
import { findRun, noteFingerprint, othersOf } from '../study/open-study.ts';
import { orderedCells } from '../study/order.ts';
import { readDataOnce } from '../study/read-data-once.ts';
import { heedingRequests } from '../study/stop-request.ts';
import type { StudyObserver } from '../study/study-observer.ts';
import { type Cell, cellFolder, cellId, entryFinder } from '../study/study-record.ts';
import { localWorkforce } from '../study/workforce.ts';
import { recordSweep, requireSweepFolder } from './open-sweep.ts';
import type { SweepResults } from './results.ts';
import { nextRound, type Scored, type TrialRuns } from './rounds.ts';
import { SWEEP_FILES } from './sweep-files.ts';
import type { Sweep } from './sweep-record.ts';
import { type TrialCells, trialCells, trialName } from './trial-cells.ts';
import { writeSweepFiles } from './write-sweep-files.ts';

export interface SweepOptions {
  /** Processes at a time; each computes with one thread. No result depends on it. */
  readonly jobs: number;
  readonly signal?: AbortSignal | undefined;
  /** `begin` comes once a round. */
  readonly observer?: StudyObserver & { impossible?(trial: number, problem: string): void };
}

export interface SweepOutcome {
  readonly results: SweepResults;
  readonly failures: readonly CellFailure[];
}

/**
 * Starts or resumes a sweep.
 * @param folder of the sweep, new or its own
 * @throws MotifsmithError `usage` if the folder or what is there does not fit, `data` if the data cannot be read,
 * `artifact` if a run is damaged, `interrupted` if the signal stopped it
 */
export async function runSweep(
  folder: string,
  sweep: Sweep,
  options: SweepOptions,
): Promise<SweepOutcome> {
  await requireSweepFolder(folder, sweep);
  const { signal, observer } = options;
  const onWait = (notice: MotifsmithError) => observer?.waiting?.(notice);
  const lock = await lockFolder(folder, { signal, onWait });
  try {
    return await heedingRequests(folder, signal, (stop) =>
      new SweepRun(folder, sweep, { ...options, signal: stop }, lock).run(),
    );
  } finally {
    await lock.release();
  }
}

class SweepRun {
  readonly #folder: string;
  readonly #sweep: Sweep;
  readonly #options: SweepOptions;
  readonly #lock: FolderLock;
  readonly #reader: FactReader;
  readonly #fingerprints = new Map<string, string>();
  readonly #versions = new Set<string>();
  readonly #failures: CellFailure[] = [];
  #runs: readonly TrialRuns[] = [];
  #cells: TrialCells;
  /** Results are written one after another; runs that end meanwhile share the next time. */
  #writing: Promise<unknown> = Promise.resolve();
  #due = false;

  constructor(folder: string, sweep: Sweep, options: SweepOptions, lock: FolderLock) {
    this.#folder = folder;
    this.#sweep = sweep;
    this.#options = options;
    this.#lock = lock;
    this.#reader = new FactReader(folder);
    this.#cells = trialCells(sweep, []);
  }

  async run(): Promise<SweepOutcome> {
    const { signal } = this.#options;
    await removeLeftovers(this.#folder);
    const tables = join(this.#folder, SWEEP_FILES.tables);
    if (await exists(tables)) await removeLeftovers(tables);
    await recordSweep(this.#folder, this.#sweep);
    const scored: Scored[] = [];
    for (;;) {
      const round = nextRound(this.#sweep, scored);
      if (round.length === 0 || signal?.aborted) break;
      await this.#doRound(round);
      if (signal?.aborted) break;
      for (const one of round) scored.push({ ...one, score: await this.#score(one) });
      if (nextRound(this.#sweep, scored).length > 0) this.#requireOwnFailures();
    }
    await this.#writing;
    const results = await this.#write();
    if (signal?.aborted) {
      throw new MotifsmithError('interrupted', 'Stopped; everything so far is saved.', {
        where: this.#folder,
        remedy: `Resume it with: motifsmith sweep --resume ${shellWord(this.#folder)}`,
      });
    }
    return { results, failures: this.#failures };
  }

  async #doRound(round: readonly TrialRuns[]): Promise<void> {
    const { jobs, signal, observer } = this.#options;
    this.#runs = [...this.#runs, ...round];
    const before = new Set(this.#cells.impossible.map(({ trial }) => trial));
    this.#cells = trialCells(this.#sweep, this.#runs);
    for (const { trial, problem } of this.#cells.impossible) {
      if (!before.has(trial)) observer?.impossible?.(trial, problem);
    }
    const own = new Set(round.flatMap((one) => this.#cells.cellsOf(one)).map(cellId));
    const cells = orderedCells(this.#cells).filter((cell) => own.has(cellId(cell)));
    const finished = await this.#findFinished(cells);
    const waiting = cells.filter((cell) => !finished.has(cellId(cell)));
    await readDataOnce(this.#cells, waiting, this.#fingerprints, signal, observer);
    observer?.begin?.(waiting, finished.size, []);
    // Whoever looks into the folder sees which trials there are.
    this.#writeSoon();
    const pool = new CellPool(this.#folder, this.#cells, {
      workforce: localWorkforce(jobs),
      signal,
      observer,
      shared: false,
      onEnd: () => this.#writeSoon(),
    });
    await pool.run(waiting);
    this.#failures.push(...pool.failures);
  }

  /** @returns the ids of cells that are done @throws MotifsmithError `usage` if what is there does not fit */
  async #findFinished(cells: readonly Cell[]): Promise<ReadonlySet<string>> {
    const entryOf = entryFinder(this.#cells);
    const finished = new Set<string>();
    const known = this.#versions.size;
    for (const cell of cells) {
      const found = await findRun(this.#folder, entryOf(cell), cell);
      if (found === null) continue;
      if (found.difference !== null) {
        throw new MotifsmithError(
          'usage',
          `A run here does not fit the sweep: ${found.difference.replace("the study's", "the sweep's")}.`,
          { where: found.run, remedy: 'Delete its folder, or use another --output.' },
        );
      }
      noteFingerprint(this.#fingerprints, cell, found);
      this.#versions.add(found.version);
      if (found.analysed) finished.add(cellId(cell));
    }
    const others = await othersOf(this.#versions);
    if (this.#versions.size > known && others.length > 0) this.#options.observer?.mixed?.(others);
    return finished;
  }

  /** Mean accuracy over the seeds; null if a run failed, or none was possible. */
  async #score(one: TrialRuns): Promise<number | null> {
    const cells = this.#cells.cellsOf(one);
    const facts = await Promise.all(cells.map((cell) => this.#reader.read(cell)));
    if (facts.length === 0 || facts.includes(null)) return null;
    return meanOf(facts.map((found) => found!.summary.test.accuracy));
  }

  /**
   * Trials that come later are chosen by those before: they must not depend on a disk that was full for a while.
   * @throws MotifsmithError if a run failed for another reason than its settings
   */
  #requireOwnFailures(): void {
    const foreign = this.#failures.find(
      ({ kind }) => kind === 'inputOutput' || kind === 'internal',
    );
    if (foreign === undefined) return;
    throw new MotifsmithError(
      foreign.kind === 'inputOutput' ? 'inputOutput' : 'internal',
      `${trialName(foreign)} could not be done, and the rest of the sweep depends on it: ${foreign.message}`,
      {
        where: join(this.#folder, cellFolder(foreign)),
        remedy: `Mend it, then: motifsmith sweep --resume ${shellWord(this.#folder)}`,
      },
    );
  }

  #writeSoon(): void {
    if (this.#due) return;
    this.#due = true;
    this.#writing = this.#writing.then(() => {
      this.#due = false;
      return this.#write();
    });
    // A failure surfaces where it is awaited.
    this.#writing.catch(() => {});
  }

  async #write(): Promise<SweepResults> {
    await this.#lock.requireOwn();
    return writeSweepFiles(this.#folder, this.#sweep, this.#runs, this.#cells, this.#reader);
  }
}
