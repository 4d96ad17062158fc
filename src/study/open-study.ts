/**
 * Opens a study's folder, new or existing. A study may gain methods and seeds. Finished runs must match the
 * study; unfinished runs whose settings changed are started again.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { firstDifference } from '../config/difference.ts';
import { MotifsmithError } from '../core/errors.ts';
import { exists } from '../files/read.ts';
import { writing } from '../files/refusals.ts';
import { packageVersion } from '../files/version.ts';
import { decisiveConfig } from '../run/identity.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { requireOwnFolder } from './own-folder.ts';
import { readStudyRecord, writeStudyRecord } from './read-study.ts';
import {
  type Cell,
  cellConfig,
  cellData,
  cellFolder,
  entryCells,
  STUDY_FILES,
  type Study,
  type StudyEntry,
} from './study-record.ts';

/** What a study's folder holds before the study resumes. */
export interface OpenedStudy {
  /** Trained, tested and analysed. */
  readonly finished: readonly Cell[];
  /** Started with other settings, unfinished, and removed. */
  readonly restarted: readonly Cell[];
  /** Fingerprint of each data set, or fold of it, of which a run was started. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Versions of Motifsmith that started runs here, other than this one. */
  readonly otherVersions: readonly string[];
}

/**
 * Whether a folder holds the study of this name.
 * @throws MotifsmithError `usage` if it holds another, `artifact` if it is damaged
 */
export async function holdsStudy(folder: string, name: string): Promise<boolean> {
  if (!(await exists(join(folder, STUDY_FILES.study)))) return false;
  const stored = await readStudyRecord(folder);
  if (stored.name === name) return true;
  throw new MotifsmithError('usage', `The folder holds another study, ${stored.name}.`, {
    where: folder,
    remedy: 'Name another folder with --output.',
  });
}

/** @throws MotifsmithError `usage` if the folder is another's, `artifact` if it is damaged */
export const requireStudyFolder = (folder: string, name: string): Promise<void> =>
  requireOwnFolder(folder, {
    kind: 'study',
    record: STUDY_FILES.study,
    holds: () => holdsStudy(folder, name),
  });

/**
 * Compares what there is with what the study now wants, and records the study. The caller holds the lock.
 * @throws MotifsmithError `usage` if finished runs would have come out differently, `artifact` if a run's
 * record is damaged
 */
export async function openStudy(folder: string, study: Study): Promise<OpenedStudy> {
  const opened = await compareStudy(folder, study);
  for (const cell of opened.restarted) {
    const run = join(folder, cellFolder(cell));
    await writing(run, () => rm(run, { recursive: true, force: true }));
  }
  await writeStudyRecord(folder, study);
  return opened;
}

/** The same without writing anything: runs that have to be started again are only named. */
export async function compareStudy(folder: string, study: Study): Promise<OpenedStudy> {
  const finished: Cell[] = [];
  const changed: Cell[] = [];
  const fingerprints = new Map<string, string>();
  const versions = new Set<string>();
  for (const entry of study.entries) {
    for (const cell of entryCells(entry)) {
      const found = await findRun(folder, entry, cell);
      if (found === null) continue;
      if (found.difference === null) {
        noteFingerprint(fingerprints, cell, found);
        versions.add(found.version);
        if (found.analysed) finished.push(cell);
      } else if (found.done) throw refusal(found.difference, found.run);
      else changed.push(cell);
    }
  }
  const otherVersions = await othersOf(versions);
  return { finished, restarted: changed, fingerprints, otherVersions };
}

/** Versions of Motifsmith other than this one. */
export async function othersOf(versions: ReadonlySet<string>): Promise<string[]> {
  const own = await packageVersion();
  return [...versions].filter((version) => version !== own);
}

/** The run of a cell, compared with what the study wants it to be. */
export interface FoundRun {
  /** Its folder. */
  readonly run: string;
  /** Of the package that started it. */
  readonly version: string;
  readonly fingerprint: string;
  /** Of the data set that the fold is of; null without folds, and in runs of older versions. */
  readonly setFingerprint: string | null;
  /** Trained and tested. */
  readonly done: boolean;
  readonly analysed: boolean;
  /** The first thing in which it differs from its cell, in words. */
  readonly difference: string | null;
}

/** Whether a run is trained, tested and analysed. @param run its folder */
export const isFinished = async (run: string): Promise<boolean> =>
  (await exists(join(run, RUN_FILES.summary))) && (await exists(join(run, RUN_FILES.analysis)));

/** @returns null if it was not begun @throws MotifsmithError `artifact` if its record is damaged */
export async function findRun(
  folder: string,
  entry: StudyEntry,
  cell: Cell,
): Promise<FoundRun | null> {
  const run = join(folder, cellFolder(cell));
  if (!(await exists(join(run, RUN_FILES.config)))) return null;
  const record = await readRunRecord(run);
  return {
    run,
    version: record.version,
    fingerprint: record.data.fingerprint,
    setFingerprint: record.data.setFingerprint ?? null,
    done: await exists(join(run, RUN_FILES.summary)),
    analysed: await isFinished(run),
    difference: differenceTo(record, entry, cell),
  };
}

/** The first thing in which a run differs from its cell, in words. */
export function differenceTo(
  { plan, member }: RunRecord,
  entry: StudyEntry,
  cell: Cell,
): string | null {
  if (JSON.stringify(plan.task) !== JSON.stringify(entry.task) || member?.seed !== cell.seed) {
    return 'it was made by another method';
  }
  const found = firstDifference(
    decisiveConfig(plan.config),
    decisiveConfig(cellConfig(entry, cell)),
  );
  return found && `its ${found.key} is ${found.stored}, the study's is ${found.asked}`;
}

function refusal(difference: string, run: string): MotifsmithError {
  return new MotifsmithError('usage', `A finished run does not fit the study: ${difference}.`, {
    where: join(run, RUN_FILES.config),
    remedy: 'Change it back, give the changed method its own name, or use another --output.',
  });
}

/**
 * Adds the fingerprint of a run's data to those known.
 * @throws MotifsmithError `artifact` if another run of the same name had other data
 */
export function noteFingerprint(
  fingerprints: Map<string, string>,
  cell: Cell,
  { run, fingerprint, setFingerprint }: FoundRun,
): void {
  const found: [name: string, value: string][] = [[cellData(cell), fingerprint]];
  if (setFingerprint !== null) found.push([cell.dataset, setFingerprint]);
  for (const [name, value] of found) {
    const known = fingerprints.get(name) ?? value;
    fingerprints.set(name, known);
    if (known === value) continue;
    throw new MotifsmithError('artifact', `The runs of ${name} were made with different data.`, {
      where: `${run}: ${value}, elsewhere ${known}`,
      remedy: 'Delete the runs with the wrong data, or use another --output.',
    });
  }
}
