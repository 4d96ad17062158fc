/**
 * Does some cells of a study and writes no tables, so that any number of processes, on any number of machines, may
 * work on one study: each run has a lock of its own, and nobody holds the study's.
 */
import { MotifsmithError } from '../core/errors.ts';
import { CellPool } from './cell-pool.ts';
import { openCells } from './open-cells.ts';
import { readDataOnce } from './read-data-once.ts';
import type { StudyOptions } from './run-study.ts';
import { heedingRequests } from './stop-request.ts';
import { type Cell, cellId, type Study } from './study-record.ts';
import { type CellReport, studyStatus } from './study-status.ts';
import { localWorkforce } from './workforce.ts';

/**
 * Starts or resumes cells; those that are finished are left as they are.
 * @param folder of the study, new or its own
 * @returns how far they are now: other processes may have done more of them since, or less
 * @throws MotifsmithError `usage` if the folder or what is there does not fit, `data` if the data cannot be
 * read, `interrupted` if the signal stopped it
 */
export async function runCells(
  folder: string,
  study: Study,
  cells: readonly Cell[],
  options: StudyOptions,
): Promise<readonly CellReport[]> {
  return heedingRequests(folder, options.signal, (signal) =>
    runUntil(folder, study, cells, { ...options, signal }),
  );
}

async function runUntil(
  folder: string,
  study: Study,
  cells: readonly Cell[],
  { jobs, signal, observer }: StudyOptions,
): Promise<readonly CellReport[]> {
  const { finished, fingerprints, otherVersions } = await openCells(folder, study, cells);
  if (otherVersions.length > 0) observer?.mixed?.(otherVersions);
  const done = new Set(finished.map(cellId));
  const waiting = cells.filter((cell) => !done.has(cellId(cell)));
  await readDataOnce(study, waiting, fingerprints, signal, observer);
  observer?.begin?.(waiting, finished.length, []);
  const pool = new CellPool(folder, study, {
    workforce: localWorkforce(jobs),
    signal,
    observer,
    shared: true,
  });
  await pool.run(waiting);
  if (signal?.aborted) {
    throw new MotifsmithError('interrupted', 'Stopped; everything so far is saved.', {
      where: folder,
      remedy: 'Resume it with the same command.',
    });
  }
  const own = new Set(cells.map(cellId));
  return (await studyStatus(folder, study)).cells.filter(({ id }) => own.has(id));
}
