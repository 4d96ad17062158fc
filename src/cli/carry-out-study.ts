/** Carries out a study, or some of its cells, for a command: progress, Ctrl-C, results, exit code. */
import { availableParallelism } from 'node:os';
import { EXIT_CODES, MotifsmithError } from '../core/errors.ts';
import type { CellFailure } from '../study/failures.ts';
import type { StudyResults } from '../study/results.ts';
import { runCells } from '../study/run-cells.ts';
import { runStudy, type StudyOptions, type StudyOutcome } from '../study/run-study.ts';
import type { Cell, Study } from '../study/study-record.ts';
import type { CellState } from '../view/cell-states.ts';
import { cellsJson, cellsPrintout } from './cells-printout.ts';
import { answer, print, printJson } from './output.ts';
import { listenForStop } from './stop-requests.ts';
import { progressOf } from './study-progress.ts';
import { studyWork } from './study-work.ts';

/** Options of all commands that carry out a study. */
export interface StudyRunOptions {
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** The address of a store: its workers do the cells. */
  readonly queue?: string;
}

/** @param printout of the results, for people */
export async function carryOutStudy(
  study: Study,
  folder: string,
  options: StudyRunOptions,
  printout: (results: StudyResults, failures: readonly CellFailure[], folder: string) => string,
): Promise<void> {
  const { results, failures } = await carryOut(study, folder, options, (how) =>
    options.queue === undefined
      ? runStudy(folder, study, how)
      : runQueuedStudy(options.queue, folder, study, how),
  );
  if (options.json) printJson(results);
  else print(printout(results, failures, folder));
  if (failures.length > 0) process.exitCode = EXIT_CODES.incomplete;
}

/** States of a cell that a process was asked to do and has left to another one. */
const NOT_TRIED: readonly CellState[] = ['waiting', 'working', 'stopped'];

/** @param cells of the study */
export async function carryOutCells(
  study: Study,
  folder: string,
  cells: readonly Cell[],
  options: StudyRunOptions,
): Promise<void> {
  const states = await carryOut(study, folder, options, (how) =>
    runCells(folder, study, cells, how),
  );
  if (options.json) printJson(cellsJson(study, folder, states));
  else print(cellsPrintout(states, folder));
  const left = states.filter(({ state }) => state !== 'finished');
  if (left.length > 0) process.exitCode = EXIT_CODES.incomplete;
  const others = left.filter(({ state }) => NOT_TRIED.includes(state));
  if (others.length === 0) return;
  throw new MotifsmithError('artifact', 'Some of the cells were left to other processes.', {
    where: others.map(({ id }) => id).join(', '),
    remedy: 'Wait for them to end, or stop them, and give the same command again.',
  });
}

/** The package for queues is loaded only here. */
async function runQueuedStudy(
  address: string,
  folder: string,
  study: Study,
  how: StudyOptions,
): Promise<StudyOutcome> {
  const { openStore } = await import('../study/queue/store.ts');
  const { StudyQueue } = await import('../study/queue/study-queue.ts');
  const onTrouble = (trouble: MotifsmithError) => how.observer?.waiting?.(trouble);
  const store = await openStore(address, onTrouble);
  try {
    return await runStudy(folder, study, {
      ...how,
      openWorkforce: (place) => StudyQueue.open(store, { ...place, onTrouble }),
    });
  } finally {
    store.close();
  }
}

async function carryOut<Outcome>(
  study: Study,
  folder: string,
  { quiet, queue, jobs = availableParallelism() }: StudyRunOptions,
  action: (options: StudyOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const atATime = queue === undefined ? jobs : null;
  const progress = progressOf(studyWork(study, folder, atATime), quiet ?? false);
  const stop = listenForStop({
    asked: () =>
      answer(
        queue === undefined
          ? 'Stopping after these batches. Press Ctrl-C again to quit at once.'
          : 'Stopping; the cells stay in the queue. Press Ctrl-C again to quit at once.',
      ),
    // The processes of the runs end with this one.
    quit: progress.end,
  });
  try {
    return await action({ jobs, signal: stop.signal, observer: progress.observer });
  } finally {
    stop.done();
    progress.end();
  }
}
