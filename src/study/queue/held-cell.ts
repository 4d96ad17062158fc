/**
 * A cell that a worker has taken: it is computed in a process of its own, and its files go to the store with each
 * checkpoint. The token that it was taken with is its fence: the store replaces files and accepts an end only from
 * the owner of the present token, in one step. An owner that has lost it stops and leaves no trace.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from 'bullmq';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import type { Plan } from '../../run/schema/plan.ts';
import type { JobProgress } from '../../training/job.ts';
import { describeFailure, type FailureReport } from '../failures.ts';
import { type CellProcess, forkCell } from '../fork.ts';
import { cellOfJob, filesKey, lockKey, uploadKey } from './keys.ts';
import type { JobOutcome } from './messages.ts';
import { commitFolder, receiveFolder, StoreDamage, sendFolder } from './parcel.ts';
import { refusal, type Store } from './store.ts';

/** How a worker is done with a cell. */
export type Release =
  | { readonly type: 'finished'; readonly accuracy: number }
  | { readonly type: 'failed'; readonly failure: FailureReport }
  /** It went back to the queue: the worker stops, or cannot do it, as the failure says. */
  | { readonly type: 'returned'; readonly failure: FailureReport | null }
  /** It belongs to another now. */
  | { readonly type: 'lost' };

export interface HeldCellOptions {
  readonly store: Store;
  readonly queue: string;
  readonly job: Job;
  readonly token: string;
  /** What the store cannot know of `plan` has been put in: where the data are. */
  readonly plan: Plan;
  /** Of its data, if they are to be compared. */
  readonly fingerprint: string | null;
  /** A folder for its run alone. */
  readonly folder: string;
  /** Milliseconds that the store waits for a sign of life. */
  readonly patienceMs: number;
  /** Whether the data are files, which may not be the right ones here. */
  readonly needsData: boolean;
  /** This worker cannot do the cell, which is about to go back to the queue. */
  readonly onUnable: (failure: FailureReport) => void;
  readonly onProgress: (progress: JobProgress) => void;
  /** Something is wrong that may pass. */
  readonly onTrouble: (trouble: MotifsmithError) => void;
}

/** Sending may take this part of the time: after a second of it, 20 seconds without. */
const SENDING_PART = 20;
/** Between two attempts at what the store refuses. */
const AGAIN_MS = 1000;
/** Between two reports of progress. */
const REPORT_MS = 1000;
/** Owners that may vanish with a cell before it is taken for one that nobody survives. */
const MOST_VANISHED = 20;

class Lost extends Error {}

export class HeldCell {
  readonly #options: HeldCellOptions;
  #process: CellProcess | null = null;
  #lost = false;
  #stopping = false;
  #trouble = '';
  #sending: Promise<void> | null = null;
  #sendAfter = 0;
  #reported = 0;

  constructor(options: HeldCellOptions) {
    this.#options = options;
  }

  /** Asks it to save and give the cell back. */
  stop(): void {
    this.#stopping = true;
    this.#process?.stop();
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process?.kill();
  }

  /** Does the cell, and renews its lock until it is done. */
  async run(): Promise<Release> {
    const timer = setInterval(() => void this.#renew(), this.#options.patienceMs / 3);
    try {
      return await this.#work().catch((error: unknown) => this.#giveUp(error));
    } catch (error) {
      if (error instanceof Lost) return { type: 'lost' };
      throw error;
    } finally {
      clearInterval(timer);
      this.kill();
    }
  }

  async #renew(): Promise<void> {
    const { job, token, patienceMs } = this.#options;
    try {
      if ((await job.extendLock(token, patienceMs)) === 1) return;
      this.#lost = true;
      this.kill();
    } catch (error) {
      this.#report(error);
    }
  }

  async #work(): Promise<Release> {
    const { job, folder, plan, fingerprint, needsData } = this.#options;
    if (job.stalledCounter >= MOST_VANISHED) throw vanished(job);
    await this.#receive();
    if (this.#stopping) return this.#giveBack(null);
    this.#process = forkCell({ folder, plan, fingerprint }, (message) => {
      if (message.type === 'progress') this.#progress(message.progress);
      else if (message.type === 'checkpoint') this.#saveSoon();
    });
    if (this.#stopping) this.#process.stop();
    const outcome = await this.#process.ended;
    await this.#sending;
    if (this.#lost) throw new Lost();
    switch (outcome.type) {
      case 'finished':
        return this.#end(outcome);
      case 'failed':
        // The client could read the data, so it is those of this worker that are not right.
        if (needsData && outcome.failure.kind === 'data') return this.#giveBack(outcome.failure);
        if (isOfWorker(outcome.failure)) return this.#giveBack(outcome.failure);
        return this.#end(outcome);
      default:
        await this.#persist(() => this.#save());
        return this.#giveBack(null);
    }
  }

  /** What goes wrong here rather than in the store: a full disk, a run that is too large or that nobody survives. */
  async #giveUp(error: unknown): Promise<Release> {
    if (!(error instanceof MotifsmithError)) throw error;
    const failure = describeFailure(error);
    if (isOfWorker(failure)) return this.#giveBack(failure);
    await this.#finish({ type: 'failed', failure, files: null });
    return { type: 'failed', failure };
  }

  /** The files of the last owner, if they are whole. */
  async #receive(): Promise<void> {
    const { store, queue, job, folder } = this.#options;
    const key = filesKey(queue, job.id!);
    await ensureFolder(folder);
    try {
      await this.#persist(() => receiveFolder(store.redis, key, folder, null));
    } catch (error) {
      if (!(error instanceof StoreDamage)) throw error;
      this.#report(error);
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Tells the store how the cell ended; its files go first, the end names their hash. */
  async #end(outcome: Extract<Release, { type: 'finished' | 'failed' }>): Promise<Release> {
    const { job, folder } = this.#options;
    const files = await this.#persist(() => this.#save());
    const end: JobOutcome =
      outcome.type === 'finished'
        ? { type: 'finished', accuracy: outcome.accuracy, files }
        : { type: 'failed', failure: withoutFolder(outcome.failure, folder, job), files };
    await this.#finish(end);
    return outcome;
  }

  #finish(outcome: JobOutcome): Promise<void> {
    const { job, token } = this.#options;
    return this.#persist(() => this.#fenced(() => job.moveToCompleted(outcome, token, false)));
  }

  async #giveBack(failure: FailureReport | null): Promise<Release> {
    const { job, token, onUnable } = this.#options;
    // Before anyone can take it again: this worker has other hands.
    if (failure !== null) onUnable(failure);
    await this.#persist(() => this.#fenced(() => job.moveToWait(token)));
    return { type: 'returned', failure };
  }

  /** What is not done with the present token BullMQ refuses, with a number. */
  async #fenced(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const refused = error instanceof Error && 'code' in error && typeof error.code === 'number';
      throw refused ? new Lost() : error;
    }
  }

  /** Puts the files as they are now in place of those in the store. @returns the hash of their list */
  async #save(): Promise<string> {
    const { store, queue, job, token, folder } = this.#options;
    const id = job.id!;
    const upload = uploadKey(queue, id, token);
    const hash = await sendFolder(store.redis, upload, folder);
    const keys = { lock: lockKey(queue, id), upload, files: filesKey(queue, id) };
    if (!(await commitFolder(store.redis, keys, token))) throw new Lost();
    return hash;
  }

  /** After a checkpoint: if it does not work, the next one may. */
  #saveSoon(): void {
    if (this.#sending !== null || performance.now() < this.#sendAfter) return;
    const began = performance.now();
    this.#sending = this.#save()
      .then(
        () => {},
        (error: unknown) => {
          if (error instanceof Lost) this.#lost = true;
          else this.#report(error);
          if (this.#lost) this.kill();
        },
      )
      .finally(() => {
        this.#sendAfter = performance.now() + SENDING_PART * (performance.now() - began);
        this.#sending = null;
      });
  }

  #progress(progress: JobProgress): void {
    const { job, onProgress } = this.#options;
    onProgress(progress);
    if (performance.now() - this.#reported < REPORT_MS) return;
    this.#reported = performance.now();
    job.updateProgress({ ...progress }).catch(() => {});
  }

  /** Repeats what the store refuses until it does not, or the cell belongs to another. */
  async #persist<Result>(action: () => Promise<Result>): Promise<Result> {
    for (;;) {
      if (this.#lost) throw new Lost();
      try {
        return await action();
      } catch (error) {
        if (error instanceof Lost || error instanceof MotifsmithError) throw error;
        this.#report(error);
        await this.#makeRoom(error);
        await pause(AGAIN_MS);
      }
    }
  }

  /** In a full store, a checkpoint may be in the way of what replaces it. */
  async #makeRoom(error: unknown): Promise<void> {
    const { store, queue, job, token } = this.#options;
    if (!(error instanceof Error) || !/OOM|used memory/.test(error.message)) return;
    const id = job.id!;
    await store.redis.unlink(uploadKey(queue, id, token), filesKey(queue, id)).catch(() => {});
  }

  /** Each kind of trouble once. */
  #report(error: unknown): void {
    const trouble =
      error instanceof MotifsmithError ? error : refusal(error, this.#options.store.address);
    if (trouble.message === this.#trouble) return;
    this.#trouble = trouble.message;
    this.#options.onTrouble(trouble);
  }
}

/** Whether another worker may succeed where this one fails. */
const isOfWorker = ({ kind }: FailureReport): boolean => kind === 'inputOutput';

const vanished = (job: Job): MotifsmithError =>
  new MotifsmithError(
    'artifact',
    `${job.stalledCounter} workers went away while they had this cell.`,
    {
      where: cellOfJob(job.id!),
      remedy: 'See whether they have enough memory for it, and start the study again.',
    },
  );

/** Where a worker had its files says nothing to the client. */
function withoutFolder(failure: FailureReport, folder: string, { id }: Job): FailureReport {
  const clean = (text: string) => text.replaceAll(folder, cellOfJob(id!));
  const { where } = failure;
  return { ...failure, message: clean(failure.message), where: where && clean(where) };
}
