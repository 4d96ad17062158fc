/** The studies in the runs folder, and where each of them stands, as its folder shows it. */
import { join } from 'node:path';
import { exists } from '../../files/read.ts';
import { holderName, type LockHolder } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { cellFolder } from '../../study/study-record.ts';
import { type StudyStatus, studyStatus } from '../../study/study-status.ts';
import type { StudyList, StudyReport, StudySummary } from '../api/studies.ts';
import type { SweepReport } from '../api/sweeps.ts';
import { findRuns } from './find-runs.ts';
import type { Limits } from './limits.ts';
import { inOneLine, Refusal } from './refusal.ts';
import { sweepReport, sweepSummary } from './sweeps.ts';

const byId = (folders: ReadonlyMap<string, string>) =>
  [...folders].sort(([a], [b]) => (a < b ? -1 : 1));

/** Of studies and of sweeps, by id. */
async function studyFolders(
  root: string,
  limits: Limits,
): Promise<Record<StudySummary['kind'], [id: string, folder: string][]>> {
  const start = { id: '', folder: root, group: null };
  const { studies, sweeps } = await findRuns(start, async () => null, limits);
  return { study: byId(studies), sweep: byId(sweeps) };
}

/** Studies first, then sweeps. @param root the runs folder, resolved */
export async function listStudies(root: string, limits: Limits): Promise<StudyList> {
  const folders = await studyFolders(root, limits);
  const studies: StudySummary[] = [];
  const add = async (kind: StudySummary['kind'], id: string, look: () => Promise<StudySummary>) => {
    studies.push(
      // One that is damaged is listed all the same.
      await look().catch((error: unknown) => ({
        ...{ kind, id, name: id, states: [], secondsLeft: null, problem: inOneLine(error) },
      })),
    );
  };
  for (const [id, folder] of folders.study) {
    await add('study', id, async () => summary(id, await standing(folder)));
  }
  for (const [id, folder] of folders.sweep) await add('sweep', id, () => sweepSummary(id, folder));
  return { studies };
}

/**
 * @param root the runs folder, resolved
 * @throws Refusal `notFound` if there is none, MotifsmithError `artifact` if it is damaged
 */
export async function sweepOf(root: string, id: string, limits: Limits): Promise<SweepReport> {
  return sweepReport(id, await folderOf('sweep', root, id, limits));
}

/** @throws Refusal `notFound` */
export async function folderOf(
  kind: StudySummary['kind'],
  root: string,
  id: string,
  limits: Limits,
): Promise<string> {
  const found = (await studyFolders(root, limits))[kind].find(([known]) => known === id);
  if (found !== undefined) return found[1];
  throw new Refusal('notFound', `There is no such ${kind}.`, {
    where: id,
    remedy: 'GET /api/studies lists them.',
  });
}

/**
 * @param root the runs folder, resolved
 * @throws Refusal `notFound` if there is none, MotifsmithError `artifact` if it is damaged
 */
export async function studyReport(root: string, id: string, limits: Limits): Promise<StudyReport> {
  const folder = await folderOf('study', root, id, limits);
  const status = await standing(folder);
  const begun = await Promise.all(
    status.cells.map(({ cell }) => exists(join(folder, cellFolder(cell), RUN_FILES.config))),
  );
  const labels = new Map(status.study.methods.map(({ name, label }) => [name, label]));
  return {
    ...summary(id, status),
    cells: status.cells.map(
      ({ id: cellId, cell, state, holder, forecast, failure, damage }, k) => ({
        id: cellId,
        run: begun[k] ? [id, cellFolder(cell)].filter((part) => part !== '').join('/') : null,
        dataset: cell.dataset,
        method: labels.get(cell.method) ?? cell.method,
        seed: cell.seed,
        fold: cell.fold ?? null,
        state,
        worker: state === 'working' || state === 'stopped' ? workerOf(holder) : null,
        seconds: forecast?.cpuSeconds ?? null,
        problem: failure || damage ? inOneLine(failure ?? damage) : null,
      }),
    ),
  };
}

const standing = async (folder: string): Promise<StudyStatus> =>
  studyStatus(folder, await readStudyRecord(folder));

const summary = (id: string, { study, cells, secondsLeft }: StudyStatus): StudySummary => ({
  kind: 'study',
  id,
  name: study.name,
  states: cells.map(({ state }) => state),
  secondsLeft,
  problem: null,
});

const workerOf = (holder: LockHolder | null): string | null => holder && holderName(holder);
