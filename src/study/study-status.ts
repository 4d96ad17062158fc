/** Where a study stands, as its folder shows it: every cell, who is at work, what failed, and what is left. */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { exists } from '../files/read.ts';
import { type LockHolder, lockHolder } from '../run/lock/lock.ts';
import { readRunRecord } from '../run/run-record.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { readMemberSummary } from '../run/summary-file.ts';
import { type CellStatus, cellStates } from './cell-states.ts';
import { type Cost, readCost } from './cost.ts';
import { type CellCost, forecastFromRuns, type MeasuredCost } from './cost-forecast.ts';
import { type CellFailure, readFailure } from './failures.ts';
import { type CellPlan, cellFolder, type Study } from './study-record.ts';

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
  const { cells, secondsLeft } = await cellReports(folder, study, probed);
  return { folder, study, holder: await lockHolder(folder), cells, secondsLeft };
}

/** Of all cells of a plan, as `studyStatus`. */
export async function cellReports(
  folder: string,
  study: CellPlan,
  probed: ReadonlyMap<string, MeasuredCost | null> = new Map(),
): Promise<Pick<StudyStatus, 'cells' | 'secondsLeft'>> {
  const states: (CellStatus & Readings)[] = [];
  for (const one of await cellStates(folder, study)) {
    const found = await readings(join(folder, cellFolder(one.cell)), one);
    states.push({ ...one, ...found, ...(found.damage && { state: 'damaged' }) });
  }
  const finished = states.filter(({ state }) => state === 'finished').map(({ cell }) => cell);
  const expected = await forecastFromRuns(folder, study, finished, probed);
  const cells = states.map((one) => ({
    ...one,
    forecast: one.state === 'failed' ? null : expected(one.cell),
    failure: one.state === 'failed' ? one.failure : null,
  }));
  return { cells, secondsLeft: timeLeft(cells) };
}

/** What the files of a run say that a study reads. */
interface Readings extends Pick<CellReport, 'damage' | 'failure'> {
  /** So far. */
  readonly cost: Cost | null;
}

async function readings(run: string, { cell, state }: CellStatus): Promise<Readings> {
  try {
    const begun = await exists(join(run, RUN_FILES.config));
    if (begun || state === 'finished') await readRunRecord(run);
    if (state === 'finished') await readMemberSummary(run);
    return { failure: await readFailure(run, cell), cost: await readCost(run), damage: null };
  } catch (error) {
    if (!(error instanceof MotifsmithError && error.kind === 'artifact')) throw error;
    return { failure: null, cost: null, damage: error };
  }
}

function timeLeft(cells: readonly (CellReport & Readings)[]): number | null {
  const working = cells.filter(({ state }) => state === 'working').length;
  if (working === 0) return null;
  let [sum, longest] = [0, 0];
  for (const { state, forecast, cost } of cells) {
    // Whoever is at work does not try a failed one again.
    if (state === 'finished' || state === 'failed' || state === 'damaged') continue;
    if (forecast === null) return null;
    const left = Math.max(0, forecast.wallSeconds - (cost?.wallSeconds ?? 0));
    sum += left;
    if (state === 'working') longest = Math.max(longest, left);
  }
  return Math.max(longest, sum / working);
}
