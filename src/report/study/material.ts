/** Reads everything that a report says about a study from its folder. */
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { isBaseline, readStoredArchitecture } from '../../run/architecture-file.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { type Cost, readCost } from '../../study/cost.ts';
import { type CellFailure, readFailures } from '../../study/failures.ts';
import { readStudy, type StudyMember } from '../../study/read-study.ts';
import type { StudyResults } from '../../study/results.ts';
import { STUDY_FILES, type Study } from '../../study/study-record.ts';

/** A run of the study and what a report needs of it. */
export interface CellMaterial extends StudyMember {
  readonly cost: Cost | null;
  /** Of a finished run; null for baselines. */
  readonly architecture: Architecture | null;
}

export interface StudyMaterial {
  readonly study: Study;
  readonly results: StudyResults;
  readonly cells: readonly CellMaterial[];
  readonly failures: readonly CellFailure[];
  /** The record of the first run of each data set that has started. */
  readonly records: ReadonlyMap<string, RunRecord>;
}

/**
 * Reads a study, finished or under way.
 * @throws MotifsmithError `artifact` if it is damaged or has no results yet
 */
export async function readStudyMaterial(folder: string): Promise<StudyMaterial> {
  const { study, results, members } = await readStudy(folder);
  const path = join(folder, STUDY_FILES.results);
  if (results === null) {
    throw new MotifsmithError('artifact', 'The study has no results yet.', {
      where: path,
      remedy: 'Resume the study; the file is written when a first run has finished.',
    });
  }
  const cells: CellMaterial[] = [];
  const records = new Map<string, RunRecord>();
  for (const member of members) {
    const run = join(folder, member.folder);
    if (member.state !== 'waiting' && !records.has(member.dataset)) {
      records.set(member.dataset, await readRunRecord(run));
    }
    const stored =
      member.state === 'finished'
        ? await readStoredArchitecture(join(run, RUN_FILES.architecture))
        : null;
    const architecture = stored === null || isBaseline(stored) ? null : stored;
    cells.push({ ...member, cost: await readCost(run), architecture });
  }
  return { study, results, cells, failures: await readFailures(folder), records };
}
