/** The studies in the runs folder, and where each of them stands, as its folder shows it. */
import { join } from 'node:path';
import { exists } from '../../files/read.ts';
import { holderName, type LockHolder } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { cellFolder } from '../../study/study-record.ts';
import { type StudyStatus, studyStatus } from '../../study/study-status.ts';
import type { StudyList, StudyReport, StudySummary } from '../api.ts';
import { findRuns } from './find-runs.ts';
import type { Limits } from './limits.ts';
import { inOneLine, Refusal } from './refusal.ts';

/** By id. */
async function studyFolders(root: string, limits: Limits): Promise<[string, string][]> {
  const start = { id: '', folder: root, group: null };
  const { studies } = await findRuns(start, async () => null, limits);
  return [...studies].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @param root the runs folder, resolved */
export async function listStudies(root: string, limits: Limits): Promise<StudyList> {
  const studies: StudySummary[] = [];
  for (const [id, folder] of await studyFolders(root, limits)) {
    studies.push(
      await standing(folder).then(
        (status) => summary(id, status),
        // One that is damaged is listed all the same.
        (error: unknown) => ({
          id,
          name: id,
          states: [],
          secondsLeft: null,
          problem: inOneLine(error),
        }),
      ),
    );
  }
  return { studies };
}

/**
 * @param root the runs folder, resolved
 * @throws Refusal `notFound` if there is none, MotifsmithError `artifact` if it is damaged
 */
export async function studyReport(root: string, id: string, limits: Limits): Promise<StudyReport> {
  const found = (await studyFolders(root, limits)).find(([known]) => known === id);
  if (found === undefined) {
    throw new Refusal('notFound', 'There is no such study.', {
      where: id,
      remedy: 'GET /api/studies lists them.',
    });
  }
  const status = await standing(found[1]);
  const begun = await Promise.all(
    status.cells.map(({ cell }) => exists(join(found[1], cellFolder(cell), RUN_FILES.config))),
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
  id,
  name: study.name,
  states: cells.map(({ state }) => state),
  secondsLeft,
  problem: null,
});

const workerOf = (holder: LockHolder | null): string | null => holder && holderName(holder);
