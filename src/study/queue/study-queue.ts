/**
 * The study's side of a queue: puts cells in, and waits for them as the pool waits for its processes. What it awaits
 * is compared with what is in the store again and again, so nothing depends on a message that might be missed: a cell
 * that a store has lost is put in again, and one that nobody awaits is taken out.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { MotifsmithError } from '../../core/errors.ts';
import { packageVersion } from '../../files/version.ts';
import type { FailureReport } from '../failures.ts';
import type { CellOutcome } from '../messages.ts';
import { RemoteCells, type RemoteWorker } from '../remote-cells.ts';
import type { Workplace } from '../run-study.ts';
import { type Cell, cellData, cellId, type StudyEntry } from '../study-record.ts';
import type { StartCell, Workforce } from '../workforce.ts';
import { acceptRun } from './accept-run.ts';
import { filesKey, jobId, queueName } from './keys.ts';
import {
  cellIdentity,
  encodePlan,
  type JobData,
  readOutcome,
  readProgress,
  readWorkerName,
} from './messages.ts';
import { StoreDamage } from './parcel.ts';
import { ensureQueueId } from './queue-file.ts';
import { openQueue, removeQueue } from './queues.ts';
import { dropJob, reconcile, STATES } from './reconcile.ts';
import { refusal, type Store } from './store.ts';

/** Least and most time between two looks at the queue. */
const LOOK_MS = [50, 1000] as const;
/** In between, looks may take this part of the time: a full queue is looked at less often. */
const LOOKING_PART = 20;
/** Between two comparisons of every single cell. */
const COMPARE_MS = 10_000;
/** Cells whose results are fetched in one look. */
const AT_ONCE = 100;

interface Awaited {
  readonly cell: Cell;
  readonly dataset: string;
  readonly job: Parameters<StartCell>[1];
  readonly tell: Parameters<StartCell>[2];
  readonly resolve: (outcome: CellOutcome) => void;
  readonly data: JobData;
  readonly planText: string;
  started: boolean;
}

export interface StudyQueueOptions extends Workplace {
  /** Something is wrong that may pass. */
  readonly onTrouble: (trouble: MotifsmithError) => void;
}

export class StudyQueue implements Workforce {
  /** All of them: the workers take them in the order of the study. */
  readonly jobs = Number.POSITIVE_INFINITY;
  readonly option: string;
  readonly #store: Store;
  readonly #options: StudyQueueOptions;
  readonly #version: string;
  readonly #entries: ReadonlyMap<string, StudyEntry>;
  /** By data set. */
  readonly #queues: ReadonlyMap<string, Queue>;
  /** By id of the job. */
  readonly #awaited = new Map<string, Awaited>();
  readonly #remote: RemoteCells;
  /** Of the cells that have an owner, by id, as seen in the present look. */
  #workers = new Map<string, RemoteWorker>();
  #watching: Promise<void> | null = null;
  /** Given when it is closed: ends the pause between two looks. */
  readonly #closing = new AbortController();
  #trouble = '';

  private constructor(store: Store, id: string, version: string, options: StudyQueueOptions) {
    const { study } = options;
    this.option = ` --queue ${store.address}`;
    this.#store = store;
    this.#options = options;
    this.#version = version;
    this.#remote = new RemoteCells(options.folder);
    this.#entries = new Map(study.entries.map((one) => [`${one.dataset}/${one.method}`, one]));
    this.#queues = new Map(
      study.datasets.map((dataset) => [
        dataset,
        openQueue(store, queueName(study.name, id, dataset)),
      ]),
    );
  }

  /** The caller holds the lock of the folder. */
  static async open(store: Store, options: StudyQueueOptions): Promise<StudyQueue> {
    const id = await ensureQueueId(options.folder);
    return new StudyQueue(store, id, await packageVersion(), options);
  }

  /** Puts a cell in, unless it is there; it stays in when the wait for it is stopped. */
  readonly start: StartCell = (cell, job, tell) => {
    const fingerprint = this.#options.fingerprints.get(cellData(cell)) ?? null;
    const { seed, fold } = cell;
    const entry = this.#entry(cell);
    const { hash, text } = encodePlan({ ...job.plan, config: entry.config });
    const id = jobId(cell, cellIdentity(job.plan, fingerprint, this.#version));
    const data: JobData = {
      plan: hash,
      seed,
      ...(fold === undefined ? {} : { fold }),
      fingerprint,
    };
    let resolve: (outcome: CellOutcome) => void = () => {};
    const ended = new Promise<CellOutcome>((done) => {
      resolve = done;
    });
    const { dataset } = cell;
    const awaited = { cell, dataset, job, tell, resolve, data, planText: text, started: false };
    this.#awaited.set(id, awaited);
    this.#watching ??= this.#watch();
    const stop = () => {
      if (this.#awaited.get(id) === awaited) this.#awaited.delete(id);
      resolve({ type: 'stopped' });
    };
    return { ended, stop, kill: stop };
  };

  /** @param finished whether nothing is left to be done, so that the queue is removed from the store */
  async close(finished: boolean): Promise<void> {
    this.#closing.abort();
    if (this.#store.isThere()) await this.#watching;
    for (const queue of this.#queues.values()) {
      if (finished) await removeQueue(this.#store, queue);
      if (this.#store.isThere()) await queue.close();
    }
    await this.#remote.remove();
  }

  #entry({ dataset, method }: Cell): StudyEntry {
    return this.#entries.get(`${dataset}/${method}`)!;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    let compared = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const began = performance.now();
      const compare = began - compared >= COMPARE_MS;
      if (compare) compared = began;
      this.#workers = new Map();
      const looked = await this.#eachQueue((queue, dataset) => this.#look(dataset, queue, compare));
      const wanted = LOOKING_PART * (performance.now() - began);
      await this.#remote.show(this.#workers).catch((error: unknown) => this.#report(error));
      const accepted = await this.#eachQueue((queue) => this.#acceptAll(queue));
      if (looked && accepted) this.#trouble = '';
      const ms = Math.min(Math.max(LOOK_MS[0], wanted), LOOK_MS[1]);
      await pause(ms, null, { signal }).catch(() => {});
    }
  }

  /** @returns whether nothing went wrong */
  async #eachQueue(action: (queue: Queue, dataset: string) => Promise<void>): Promise<boolean> {
    let fine = true;
    for (const [dataset, queue] of this.#queues) {
      try {
        await action(queue, dataset);
      } catch (error) {
        fine = false;
        this.#report(error);
      }
    }
    return fine;
  }

  async #look(dataset: string, queue: Queue, compare: boolean): Promise<void> {
    const own = [...this.#awaited.values()].filter((one) => one.dataset === dataset).length;
    const counts = Object.values(await queue.getJobCounts(...STATES));
    if (compare || counts.reduce((sum, count) => sum + count, 0) !== own) {
      await this.#reconcile(dataset, queue);
    }
    for (const id of await queue.getRanges(['active'], 0, -1)) await this.#follow(queue, id);
  }

  /** Takes the cells that have ended. */
  async #acceptAll(queue: Queue): Promise<void> {
    for (const id of await queue.getRanges(['completed'], 0, AT_ONCE - 1)) {
      if (this.#closing.signal.aborted) return;
      await this.#accept(queue, id);
    }
  }

  #reconcile(dataset: string, queue: Queue): Promise<void> {
    const { study } = this.#options;
    const offer = { version: this.#version, study: study.name, dataset };
    return reconcile(this.#store, queue, this.#awaited, offer);
  }

  #drop(queue: Queue, id: string): Promise<void> {
    return dropJob(this.#store, queue, id);
  }

  async #follow(queue: Queue, id: string): Promise<void> {
    const awaited = this.#awaited.get(id);
    if (awaited === undefined) return;
    const job = await queue.getJob(id);
    const worker = job?.processedBy && readWorkerName(job.processedBy);
    if (worker) this.#workers.set(cellId(awaited.cell), worker);
    const progress = readProgress(job?.progress);
    this.#begin(awaited);
    if (progress) awaited.tell({ type: 'progress', progress });
  }

  #begin(awaited: Awaited): void {
    if (awaited.started) return;
    awaited.started = true;
    awaited.tell({ type: 'started' });
  }

  /** A cell has ended: its files are fetched and put in place before anything is taken out of the store. */
  async #accept(queue: Queue, id: string): Promise<void> {
    const awaited = this.#awaited.get(id);
    if (awaited === undefined) return this.#drop(queue, id);
    this.#begin(awaited);
    let outcome: CellOutcome;
    try {
      outcome = await this.#fetch(queue, id, awaited);
    } catch (error) {
      const wrong = error instanceof MotifsmithError && error.kind === 'artifact';
      if (!wrong) throw error;
      await this.#drop(queue, id);
      // It goes in again with the next comparison; only what a worker did wrong counts as an attempt.
      if (error instanceof StoreDamage) return this.#report(error);
      const { kind, message, where = null, remedy = null } = error;
      outcome = { type: 'failed', failure: { kind, message, where, remedy } };
    }
    // The files of a cell that failed are kept: it is tried again from its last checkpoint.
    if (outcome.type === 'failed') await queue.remove(id);
    else await this.#drop(queue, id);
    if (!this.#awaited.delete(id)) return;
    awaited.resolve(outcome);
  }

  async #fetch(queue: Queue, id: string, { cell, job, data }: Awaited): Promise<CellOutcome> {
    const where = `${queue.name}: ${id}`;
    const outcome = readOutcome((await queue.getJob(id))?.returnvalue, where);
    const key = filesKey(queue.name, id);
    if (outcome.files !== null) {
      await acceptRun(this.#store.redis, key, outcome.files, job.folder, {
        finished: outcome.type === 'finished',
        cell,
        entry: this.#entry(cell),
        plan: job.plan,
        fingerprint: data.fingerprint,
        version: this.#version,
      });
    }
    if (outcome.type === 'finished') return { type: 'finished', accuracy: outcome.accuracy };
    return { type: 'failed', failure: inFolder(outcome.failure, cell, job.folder) };
  }

  /** Each kind of trouble once, until it has passed. */
  #report(error: unknown): void {
    const trouble = error instanceof MotifsmithError ? error : refusal(error, this.#store.address);
    if (this.#closing.signal.aborted || trouble.message === this.#trouble) return;
    this.#trouble = trouble.message;
    this.#options.onTrouble(trouble);
  }
}

/** A worker names the folder of its run by the cell; here it is where the run belongs. */
function inFolder(failure: FailureReport, cell: Cell, folder: string): FailureReport {
  const put = (text: string) => text.replaceAll(cellId(cell), folder);
  const { where } = failure;
  return { ...failure, message: put(failure.message), where: where && put(where) };
}
