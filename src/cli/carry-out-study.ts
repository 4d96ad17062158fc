/** Carries out a study for a command: progress, Ctrl-C, results, exit code. */
import { availableParallelism } from 'node:os';
import { EXIT_CODES } from '../core/errors.ts';
import type { CellFailure } from '../study/failures.ts';
import type { StudyResults } from '../study/results.ts';
import { runStudy, type StudyOutcome } from '../study/run-study.ts';
import type { Study } from '../study/study-record.ts';
import { answer, print, printJson } from './output.ts';
import { listenForStop } from './stop-requests.ts';
import {
  barStudyProgress,
  lineStudyProgress,
  quietStudyProgress,
  type StudyProgress,
} from './study-progress.ts';

/** Options of all commands that carry out a study. */
export interface StudyRunOptions {
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @param printout of the results, for people */
export async function carryOutStudy(
  study: Study,
  folder: string,
  { json, quiet, jobs = availableParallelism() }: StudyRunOptions,
  printout: (results: StudyResults, failures: readonly CellFailure[], folder: string) => string,
): Promise<void> {
  const progress: StudyProgress = quiet
    ? quietStudyProgress(study)
    : process.stderr.isTTY
      ? barStudyProgress(study, folder, jobs)
      : lineStudyProgress(study, folder, jobs);
  const stop = listenForStop({
    asked: () => answer('Stopping after these batches. Press Ctrl-C again to quit at once.'),
    // The processes of the runs end with this one.
    quit: progress.end,
  });
  let outcome: StudyOutcome;
  try {
    outcome = await runStudy(folder, study, {
      jobs,
      signal: stop.signal,
      observer: progress.observer,
    });
  } finally {
    stop.done();
    progress.end();
  }
  const { results, failures } = outcome;
  if (json) printJson(results);
  else print(printout(results, failures, folder));
  if (failures.length > 0) process.exitCode = EXIT_CODES.incomplete;
}
