/**
 * Carries out a study: every cell in its own process, and tables after each. A run that fails is recorded and the
 * others continue.
 */

import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import { exists } from '../files/read.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { type FolderLock, lockFolder } from '../run/lock/lock.ts';
import { FactReader } from './cell-facts.ts';
import { CellPool } from './cell-pool.ts';
import type { CellFailure } from './failures.ts';
import { openStudy, requireStudyFolder } from './open-study.ts';
import { orderedCells } from './order.ts';
import { readDataOnce } from './read-data-once.ts';
import type { StudyResults } from './results.ts';
import { heedingRequests } from './stop-request.ts';
import type { StudyObserver } from './study-observer.ts';
import { cellFolder, STUDY_FILES, type Study } from './study-record.ts';
import { localWorkforce, type Workforce } from './workforce.ts';
import { writeStudyFiles } from './write-study-files.ts';

export interface StudyOptions {
  /** Processes at a time; each computes with one thread. */
  readonly jobs: number;
  readonly signal?: AbortSignal | undefined;
  readonly observer?: StudyObserver | undefined;
  /** Who does the cells, if not processes of this machine; called once the folder is open. */
  readonly openWorkforce?: ((place: Workplace) => Promise<Workforce>) | undefined;
}

/** What others have to know to do cells of a study. */
export interface Workplace {
  readonly folder: string;
  readonly study: Study;
  /** Of the data that are files, by `cellData`. */
  readonly fingerprints: ReadonlyMap<string, string>;
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
  await requireStudyFolder(folder, study.name);
  const { signal, observer } = options;
  const onWait = (notice: MotifsmithError) => observer?.waiting?.(notice);
  const lock = await lockFolder(folder, { signal, onWait });
  try {
    return await heedingRequests(folder, signal, (stop) =>
      runLocked(folder, study, { ...options, signal: stop }, lock),
    );
  } finally {
    await lock.release();
  }
}

async function runLocked(
  folder: string,
  study: Study,
  { jobs, signal, observer, openWorkforce }: StudyOptions,
  lock: FolderLock,
): Promise<StudyOutcome> {
  await removeLeftovers(folder);
  const tables = join(folder, STUDY_FILES.tables);
  if (await exists(tables)) await removeLeftovers(tables);
  const { finished, restarted, fingerprints, otherVersions } = await openStudy(folder, study);
  if (otherVersions.length > 0) observer?.mixed?.(otherVersions);
  const ended = new Set(finished.map(cellFolder));
  const waiting = orderedCells(study).filter((cell) => !ended.has(cellFolder(cell)));
  const found = await readDataOnce(study, waiting, fingerprints, signal, observer);
  observer?.begin?.(waiting, finished.length, restarted);
  const reader = new FactReader(folder);
  const write = async (): Promise<StudyResults> => {
    await lock.requireOwn();
    return writeStudyFiles(folder, study, pool.failures, reader);
  };
  /** Tables are written after each run, one at a time; runs that end meanwhile share the next time. */
  let writing: Promise<unknown> = Promise.resolve();
  let due = false;
  const onEnd = () => {
    if (due) return;
    due = true;
    writing = writing.then(() => {
      due = false;
      return write();
    });
    // A failure surfaces below, where it is awaited.
    writing.catch(() => {});
  };
  const workforce =
    (await openWorkforce?.({ folder, study, fingerprints: found })) ?? localWorkforce(jobs);
  const pool = new CellPool(folder, study, { workforce, signal, observer, shared: false, onEnd });
  let done = false;
  try {
    await pool.run(waiting);
    done = !signal?.aborted;
  } finally {
    await workforce.close?.(done);
  }
  await writing;
  const results = await write();
  if (signal?.aborted) {
    throw new MotifsmithError('interrupted', 'Stopped; everything so far is saved.', {
      where: folder,
      remedy: `Resume it with: motifsmith study --resume ${shellWord(folder)}${workforce.option}`,
    });
  }
  return { results, failures: pool.failures };
}
