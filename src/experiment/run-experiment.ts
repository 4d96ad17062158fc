/**
 * A whole experiment: all members one after another, in one folder each, started or resumed.
 * Nothing is written before everything that can be checked has been.
 */

import { join, resolve } from 'node:path';
import { firstDifference } from '../config/difference.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { nextTurn } from '../core/next-turn.ts';
import { shellWord } from '../core/shell-word.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import type { OpenOptions } from '../data/store/open.ts';
import { ensureFolder } from '../files/folders.ts';
import { exists } from '../files/read.ts';
import { packageVersion } from '../files/version.ts';
import { writeJson } from '../files/write-atomic.ts';
import { decisiveConfig } from '../run/identity.ts';
import { type FolderLock, lockFolder } from '../run/lock/lock.ts';
import { claimRunFolder, createRunFolder } from '../run/run-directory.ts';
import { type RunRecord, readRunRecord, writeRunRecord } from '../run/run-record.ts';
import {
  type Member,
  memberFolder,
  type Plan,
  planMembers,
  type Task,
} from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { type ExperimentReport, summariseGroup } from '../run/schema/summary.ts';
import type { DriveObserver } from './drive.ts';
import { createEngine } from './engines.ts';
import { dataRecord, type ExperimentData, openData } from './experiment-data.ts';
import { openMemberJob } from './member-job.ts';
import { runMember } from './run-member.ts';

/** Observes an experiment. */
export interface ExperimentObserver extends DriveObserver {
  /** The folder exists and the first member starts or resumes. */
  begin?(
    directory: string,
    data: ExperimentData,
    members: readonly Member[],
    config: ExperimentConfig,
  ): void;
  /** A member starts or resumes; `number` counts from 1. */
  member?(member: Member, number: number): void;
  /** Something is wrong that the run can do without. */
  warn?(warning: MotifsmithError): void;
  /** It takes a while to find out whether the process that holds the lock is alive. */
  waiting?(notice: MotifsmithError): void;
  /** The data are being read. */
  reading?(progress: ReadingProgress): void;
}

/** How an experiment is carried out; results do not depend on it. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly observer?: ExperimentObserver | undefined;
  /** Threads that share the work, by default one a processor; results never depend on it. */
  readonly threads?: number | undefined;
}

/**
 * Begins an experiment in a new folder.
 * @param folder the folder to use, new or empty; null for a new one in the output folder
 * @throws MotifsmithError of any kind; `interrupted` if the signal stopped it
 */
export async function startExperiment(
  plan: Plan,
  folder: string | null,
  options: RunOptions = {},
): Promise<ExperimentReport> {
  const data = await openData(plan.config.data, readingOptions(options));
  try {
    return await startWith(data, plan, folder, options);
  } finally {
    data.dataset.close();
  }
}

function readingOptions({ signal, observer = {} }: RunOptions): OpenOptions {
  return {
    signal,
    onProgress: (progress) => observer.reading?.(progress),
    onDamage: (damage) => observer.warn?.(damage),
  };
}

async function startWith(
  data: ExperimentData,
  plan: Plan,
  folder: string | null,
  options: RunOptions,
): Promise<ExperimentReport> {
  const engine = await createEngine(plan.config.engine, options.threads, plan.config);
  const members = planMembers(plan);
  // Impossible settings show here, before anything is written.
  const fresh = await openMemberJob(plan, members[0]!, { engine, data }, null);
  // Reading data takes a while, during which signals wait.
  await nextTurn();
  if (options.signal?.aborted) {
    fresh.job.dispose();
    throw new MotifsmithError('interrupted', 'Stopped before anything was written.');
  }
  let taken = false;
  try {
    if (folder !== null) await claimRunFolder(folder);
    const directory = folder ?? (await createRunFolder(plan));
    return await withLock(directory, options, async (lock) => {
      // Another process may have been at work there before this one got the lock.
      if (folder !== null) await claimRunFolder(folder);
      const only = members.length === 1 ? members[0]! : null;
      const record = {
        version: await packageVersion(),
        plan,
        member: only,
        data: dataRecord(data),
      };
      await writeRunRecord(directory, record);
      taken = true;
      return runAll(directory, record, { engine, data, fresh, lock }, options);
    });
  } finally {
    if (!taken) fresh.job.dispose();
  }
}

/**
 * Goes on with an experiment where it was stopped or killed; a finished one is only reported.
 * @param dataPath where the data file is now, if it has moved
 * @param expected what the run must have been started with; a null configuration means any
 * @throws MotifsmithError `artifact` if the folder holds no run, or one of other settings or data
 */
export async function resumeExperiment(
  directory: string,
  dataPath: string | null,
  expected: { readonly command: Task['command']; readonly config: ExperimentConfig | null },
  options: RunOptions = {},
): Promise<ExperimentReport> {
  const record = await readRunRecord(directory);
  const { command } = record.plan.task;
  if (command !== expected.command) {
    throw new MotifsmithError('artifact', `The run was started by \`motifsmith ${command}\`.`, {
      where: directory,
      remedy: `Resume it with: motifsmith ${command} --resume ${shellWord(directory)}`,
    });
  }
  if (expected.config !== null) requireSame(record.plan.config, expected.config, directory);
  return withLock(directory, options, async (lock) => {
    const data = await openRunData(record, dataPath, directory, readingOptions(options));
    try {
      const engine = await createEngine(
        record.plan.config.engine,
        options.threads,
        record.plan.config,
      );
      return await runAll(directory, record, { engine, data, fresh: null, lock }, options);
    } finally {
      data.dataset.close();
    }
  });
}

/** The data of a run, which must be those that it was started with; the caller closes them. */
export async function openRunData(
  { plan, data: recorded }: RunRecord,
  dataPath: string | null,
  directory: string,
  reading: OpenOptions = {},
): Promise<ExperimentData> {
  const settings = plan.config.data;
  const moved =
    dataPath !== null && 'path' in settings ? { ...settings, path: dataPath } : settings;
  const data = await openData(moved, reading);
  if (data.dataset.fingerprint !== recorded.fingerprint) {
    data.dataset.close();
    throw new MotifsmithError('artifact', 'The data are not those that the run was made with.', {
      where: `${directory}: ${recorded.fingerprint}, now ${data.dataset.fingerprint}`,
      remedy: 'Restore the data file, or name it with --data.',
    });
  }
  return data;
}

async function withLock<Result>(
  directory: string,
  { signal, observer = {} }: RunOptions,
  action: (lock: FolderLock) => Promise<Result>,
): Promise<Result> {
  const onWait = (notice: MotifsmithError) => observer.waiting?.(notice);
  const lock = await lockFolder(directory, { signal, onWait });
  try {
    return await action(lock);
  } finally {
    await lock.release();
  }
}

interface Running {
  readonly engine: Awaited<ReturnType<typeof createEngine>>;
  readonly data: ExperimentData;
  readonly fresh: Parameters<typeof runMember>[0]['fresh'];
  /** On the directory. */
  readonly lock: FolderLock;
}

async function runAll(
  directory: string,
  { version, plan, member: only, data: recorded }: RunRecord,
  { engine, data, fresh, lock }: Running,
  { signal, observer = {} }: RunOptions,
): Promise<ExperimentReport> {
  const members = only === null ? planMembers(plan) : [only];
  observer.begin?.(directory, data, members, plan.config);
  const summaries: ExperimentReport['members'][number][] = [];
  for (const [k, member] of members.entries()) {
    const relative = only === null ? memberFolder(member, plan) : '.';
    const folder = join(directory, relative);
    observer.member?.(member, k + 1);
    await lock.requireOwn();
    if (only === null) await prepareMember(folder, { version, plan, member, data: recorded });
    const summary = await runMember({
      plan,
      member,
      folder,
      context: { engine, data },
      version,
      signal,
      observer,
      fresh: k === 0 ? fresh : null,
      lock,
    });
    if (summary === null) throw interrupted(plan, directory);
    summaries.push({ ...summary, folder: relative });
  }
  const summary = summariseGroup(plan.name, recorded, summaries);
  if (only === null) {
    await lock.requireOwn();
    await writeJson(join(directory, RUN_FILES.summary), summary);
  }
  return { ...summary, directory: resolve(directory) };
}

/** A member whose folder has no record was not started, or was killed while it started. */
async function prepareMember(folder: string, record: RunRecord): Promise<void> {
  await ensureFolder(folder);
  if (!(await exists(join(folder, RUN_FILES.config)))) await writeRunRecord(folder, record);
}

function interrupted({ task }: Plan, directory: string): MotifsmithError {
  return new MotifsmithError('interrupted', 'Stopped; everything so far is saved.', {
    where: directory,
    remedy: `Resume it with: motifsmith ${task.command} --resume ${shellWord(directory)}`,
  });
}

/** @throws MotifsmithError `artifact` naming the first setting that differs */
function requireSame(stored: ExperimentConfig, asked: ExperimentConfig, directory: string): void {
  const whole = (config: ExperimentConfig): object => {
    const { seeds, compare } = config;
    return { ...decisiveConfig(config), seeds, compare };
  };
  const difference = firstDifference(whole(stored), whole(asked));
  if (difference === null) return;
  throw new MotifsmithError(
    'artifact',
    `The run was started with another configuration: ${difference.key} is ${difference.stored} there and ${difference.asked} here.`,
    {
      where: join(directory, RUN_FILES.config),
      remedy: 'Resume without settings, or start a new run.',
    },
  );
}
