/** Where a study stands, as its folder shows it: every cell, who is at work, what failed, and what is left. */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { exists } from '../files/read.ts';
import { type LockHolder, lockHolder } from '../run/lock/lock.ts';
import { readRunRecord } from '../run/run-record.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { readMemberSummary } from '../run/summary-file.ts';
import { type CellStatus, cellStates } from './cell-states.ts';
import { readCost } from './cost.ts';
import { type CellCost, forecastFromRuns, type MeasuredCost } from './cost-forecast.ts';
import { type CellFailure, readFailure } from './failures.ts';
import { cellFolder, type Study } from './study-record.ts';

/** A cell, and what is known and expected of it. */
export interface CellReport extends CellStatus {
  /** What all of it takes; null while nothing has been measured, and for one that failed. */
  readonly forecast: CellCost | null;
  /** Why it failed; null in any other state. */
  readonly failure: CellFailure | null;
  /** What is wrong with its files; null unless it is damaged. */
  readonly damage: MotifsmithError | null;
}

export interface StudyStatus {
  readonly folder: string;
  readonly study: Study;
  /** Of the process that does the study as a whole, if there is one. */
  readonly holder: LockHolder | null;
  /** In the order of the study. */
  readonly cells: readonly CellReport[];
  /** Until the end, if as many are at work as now; null if nobody is or nothing has been measured. */
  readonly secondsLeft: number | null;
}

/**
 * @param folder of the study, which need not be there
 * @param probed what runs take of which none is finished, by `DATASET/METHOD`
 * @throws MotifsmithError `inputOutput` if the folder cannot be read
 */
export async function studyStatus(
  folder: string,
  study: Study,
  probed: ReadonlyMap<string, MeasuredCost | null> = new Map(),
): Promise<StudyStatus> {
  const states: (CellStatus & Pick<CellReport, 'damage'>)[] = [];
  for (const one of await cellStates(folder, study)) {
    const damage = await damageOf(join(folder, cellFolder(one.cell)), one);
    states.push({ ...one, state: damage === null ? one.state : 'damaged', damage });
  }
  const finished = states.filter(({ state }) => state === 'finished').map(({ cell }) => cell);
  const expected = await forecastFromRuns(folder, study, finished, probed);
  const cells: CellReport[] = [];
  for (const one of states) {
    const run = join(folder, cellFolder(one.cell));
    const failure = one.state === 'failed' ? await readFailure(run, one.cell) : null;
    const forecast = one.state === 'failed' ? null : expected(one.cell);
    cells.push({ ...one, forecast, failure });
  }
  return {
    folder,
    study,
    holder: await lockHolder(folder),
    cells,
    secondsLeft: await timeLeft(folder, cells),
  };
}

/** What is wrong with the files of a run that a study reads. */
async function damageOf(run: string, { cell, state }: CellStatus): Promise<MotifsmithError | null> {
  try {
    const begun = await exists(join(run, RUN_FILES.config));
    if (begun || state === 'finished') await readRunRecord(run);
    if (state === 'finished') await readMemberSummary(run);
    await readFailure(run, cell);
    await readCost(run);
    return null;
  } catch (error) {
    if (error instanceof MotifsmithError && error.kind === 'artifact') return error;
    throw error;
  }
}

async function timeLeft(folder: string, cells: readonly CellReport[]): Promise<number | null> {
  const working = cells.filter(({ state }) => state === 'working').length;
  if (working === 0) return null;
  let [sum, longest] = [0, 0];
  for (const { cell, state, forecast } of cells) {
    // Whoever is at work does not try a failed one again.
    if (state === 'finished' || state === 'failed' || state === 'damaged') continue;
    if (forecast === null) return null;
    const spent = state === 'waiting' ? null : await readCost(join(folder, cellFolder(cell)));
    const left = Math.max(0, forecast.wallSeconds - (spent?.wallSeconds ?? 0));
    sum += left;
    if (state === 'working') longest = Math.max(longest, left);
  }
  return Math.max(longest, sum / working);
}
