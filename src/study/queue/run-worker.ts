/**
 * A worker of a queue: takes cells that it can do, a limited number at a time, from all queues of the store whose
 * version is its own and whose data it has, until it is stopped. This process only waits and renews locks; every
 * cell is computed in a process of its own, as locally.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import { removeTemporaries, temporaryName } from '../../files/temporary.ts';
import { packageVersion } from '../../files/version.ts';
import type { Plan } from '../../run/schema/plan.ts';
import type { JobProgress } from '../../training/job.ts';
import { describeFailure, type FailureReport } from '../failures.ts';
import { cellPlan } from './cell-plan.ts';
import { HeldCell, type Release } from './held-cell.ts';
import { cellOfJob, OFFERS_KEY, PREFIX, plansKey } from './keys.ts';
import { unsuitable, wrongData } from './leave-to-others.ts';
import {
  decodePlan,
  type JobData,
  type Offer,
  readJobData,
  readOffer,
  workerName,
} from './messages.ts';
import { forgetQueue } from './queues.ts';
import { refusal, type Store } from './store.ts';

/** Sees what a worker does. `cell` is as people name it; `study` is its study. */
interface WorkerObserver {
  take?(study: string, cell: string): void;
  progress?(study: string, cell: string, progress: JobProgress): void;
  release?(study: string, cell: string, how: Release): void;
  /** Cells that this worker leaves to others, and why. */
  leave?(notice: MotifsmithError): void;
  trouble?(trouble: MotifsmithError): void;
}

export interface WorkerOptions {
  /** Cells at a time, each on one thread. */
  readonly jobs: number;
  /** Where the data of each data set are, by its name. */
  readonly dataPaths: ReadonlyMap<string, string>;
  /** How long a worker may give no sign of life before its cells go to others, in milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly observer?: WorkerObserver | undefined;
}

/** Between two looks for cells when there are none. */
const LOOK_MS = 100;
/** The name of the folder of a worker; one whose process is gone is removed. */
const FOLDER = 'motifsmith-worker';

/**
 * Works until the signal is given; then the cells go back, with all that was computed.
 * @throws MotifsmithError `inputOutput` if this machine cannot write; its cells are left to others
 */
export async function runWorker(store: Store, options: WorkerOptions): Promise<void> {
  const stem = join(tmpdir(), FOLDER);
  await removeTemporaries(stem);
  const folder = await temporaryName(stem);
  await ensureFolder(folder);
  const worker = new QueueWorker(store, folder, await packageVersion(), options);
  try {
    await worker.run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A queue that this worker takes from. */
interface Source {
  readonly queue: string;
  readonly offer: Offer;
  readonly taker: Worker;
}

/** A job that this worker owns. */
interface Taken {
  readonly source: Source;
  readonly job: Job;
  readonly token: string;
}

class QueueWorker {
  readonly #store: Store;
  readonly #folder: string;
  readonly #version: string;
  readonly #options: WorkerOptions;
  readonly #observer: WorkerObserver;
  readonly #sources = new Map<string, Source>();
  /** Offers that this worker leaves to others. */
  readonly #left = new Set<string>();
  /** By hash: the cells of a method share one. */
  readonly #plans = new Map<string, Plan>();
  /** Data that were right here, by name and fingerprint. */
  readonly #compared = new Set<string>();
  readonly #held = new Set<HeldCell>();
  /** Why this worker can do nothing more. */
  #broken: MotifsmithError | null = null;
  /** Ends the pause between two looks. */
  #wake = new AbortController();

  constructor(store: Store, folder: string, version: string, options: WorkerOptions) {
    this.#store = store;
    this.#folder = folder;
    this.#version = version;
    this.#options = options;
    this.#observer = options.observer ?? {};
  }

  async run(): Promise<void> {
    const { signal, jobs } = this.#options;
    const running = new Set<Promise<void>>();
    const aborted = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null));
    });
    const stop = () => {
      this.#wake.abort();
      for (const cell of this.#held) cell.stop();
    };
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && this.#broken === null) {
        const work = running.size < jobs ? await Promise.race([this.#next(), aborted]) : null;
        if (work) {
          const done: Promise<void> = this.#do(work).finally(() => {
            running.delete(done);
            this.#wake.abort();
          });
          running.add(done);
          continue;
        }
        await pause(LOOK_MS, null, { signal: this.#wake.signal }).catch(() => {});
        this.#wake = new AbortController();
      }
      stop();
      // Without the store nothing can be given back; it gives the cells to others by itself.
      if (this.#store.isThere()) await Promise.all(running);
    } finally {
      signal.removeEventListener('abort', stop);
      for (const cell of this.#held) cell.kill();
      const closing = [...this.#sources.values()].map(({ taker }) => taker.close());
      if (this.#store.isThere()) await Promise.all(closing);
    }
    if (this.#broken !== null) throw this.#broken;
  }

  #next(): Promise<Taken | null> {
    return this.#take().catch((error: unknown) => this.#trouble(error));
  }

  #trouble(error: unknown): null {
    this.#observer.trouble?.(
      error instanceof MotifsmithError ? error : refusal(error, this.#store.address),
    );
    return null;
  }

  /** The next cell, from the queues in turn. */
  async #take(): Promise<Taken | null> {
    await this.#look();
    for (const [name, source] of this.#sources) {
      const token = `${hostname()}-${process.pid}-${randomUUID()}`;
      const job = await source.taker.getNextJob(token, { block: false });
      if (job?.id === undefined) continue;
      this.#sources.delete(name);
      this.#sources.set(name, source);
      return { source, job, token };
    }
    return null;
  }

  /** Compares the queues that there are with those that this worker takes from. */
  async #look(): Promise<void> {
    const offers = await this.#store.redis.hgetall(OFFERS_KEY);
    for (const [queue, { taker }] of this.#sources) {
      if (Object.hasOwn(offers, queue) && !this.#left.has(queue)) continue;
      this.#sources.delete(queue);
      await taker.close();
      if (!Object.hasOwn(offers, queue)) await forgetQueue(this.#store, queue);
    }
    for (const [queue, text] of Object.entries(offers)) {
      if (this.#sources.has(queue) || this.#left.has(queue)) continue;
      const offer = readOffer(text, `${OFFERS_KEY}: ${queue}`);
      const reason = unsuitable(offer, this.#version, this.#options.dataPaths);
      if (reason === null) this.#sources.set(queue, { queue, offer, taker: this.#open(queue) });
      else this.#leave(queue, reason);
    }
  }

  #leave(queue: string, reason: MotifsmithError): void {
    this.#left.add(queue);
    this.#observer.leave?.(reason);
  }

  #open(queue: string): Worker {
    const { redis, bullmq } = this.#store;
    const { patienceMs } = this.#options;
    const taker = new bullmq.Worker(queue, null, {
      connection: redis,
      prefix: PREFIX,
      autorun: false,
      name: workerName({ host: hostname(), pid: process.pid }),
      lockDuration: patienceMs,
      stalledInterval: patienceMs,
      // Counted by whoever takes it next.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    taker.on('error', (error) => this.#trouble(error));
    void taker.startStalledCheckTimer();
    return taker;
  }

  async #do(taken: Taken): Promise<void> {
    const { offer } = taken.source;
    const cell = cellOfJob(taken.job.id!);
    const folder = join(this.#folder, randomUUID());
    this.#observer.take?.(offer.study, cell);
    const how = await this.#carryOut(taken, folder).catch((error: unknown): Release => {
      this.#trouble(error);
      return { type: 'lost' };
    });
    await rm(folder, { recursive: true, force: true });
    this.#observer.release?.(offer.study, cell, how);
  }

  /** After a failure that is this worker's own: wrong data are those of one queue, all else ends it. */
  #stopTaking({ queue, offer }: Source, failure: FailureReport): void {
    if (failure.kind === 'data') {
      this.#leave(queue, wrongData(offer, failure));
      return;
    }
    const { message, where, remedy } = failure;
    this.#broken = new MotifsmithError('inputOutput', message, {
      where: where ?? this.#folder,
      remedy: remedy ?? 'Start the worker elsewhere.',
    });
  }

  async #carryOut({ source, job, token }: Taken, folder: string): Promise<Release> {
    const { queue, offer } = source;
    const { dataPaths, patienceMs, signal } = this.#options;
    const cell = cellOfJob(job.id!);
    let data: JobData;
    let plan: Plan;
    try {
      data = readJobData(job.data, `${queue}: ${job.id}`);
      plan = cellPlan(await this.#plan(queue, data.plan), data, dataPaths.get(offer.dataset));
    } catch (error) {
      // No worker can do it, so it must not go to the next.
      if (!(error instanceof MotifsmithError)) throw error;
      const failure = describeFailure(error);
      await job.moveToCompleted({ type: 'failed', failure, files: null }, token, false);
      return { type: 'failed', failure };
    }
    const comparison = `${offer.dataset} ${data.fingerprint}`;
    const held = new HeldCell({
      store: this.#store,
      queue,
      job,
      token,
      fingerprint: this.#compared.has(comparison) ? null : data.fingerprint,
      plan,
      folder,
      patienceMs,
      needsData: offer.needsData,
      onUnable: (failure) => this.#stopTaking(source, failure),
      onProgress: (progress) => this.#observer.progress?.(offer.study, cell, progress),
      onTrouble: (trouble) => this.#observer.trouble?.(trouble),
    });
    this.#held.add(held);
    if (signal.aborted) held.stop();
    const how = await held.run().finally(() => this.#held.delete(held));
    if (how.type === 'finished') this.#compared.add(comparison);
    return how;
  }

  async #plan(queue: string, hash: string): Promise<Plan> {
    const known = this.#plans.get(hash);
    if (known) return known;
    const key = plansKey(queue);
    const plan = decodePlan(await this.#store.redis.hget(key, hash), hash, key);
    this.#plans.set(hash, plan);
    return plan;
  }
}
