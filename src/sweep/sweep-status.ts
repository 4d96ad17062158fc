/** Where a sweep stands, as its folder shows it: its rounds so far, and how far each of their runs is. */
import { MotifsmithError } from '../core/errors.ts';
import { type LockHolder, lockHolder } from '../run/lock/lock.ts';
import { FactReader } from '../study/cell-facts.ts';
import { cellId } from '../study/study-record.ts';
import { type CellReport, cellReports } from '../study/study-status.ts';
import type { CellState } from '../view/cell-states.ts';
import { type SweepResults, sweepResults, type TrialResults } from './results.ts';
import { nextRound, rungSizes, type Scored, type TrialRuns } from './rounds.ts';
import type { Sweep } from './sweep-record.ts';
import { trialCells } from './trial-cells.ts';

/** A trial in a rung. */
interface TrialReport extends TrialResults {
  /** The least that any of its runs is; `failed` if its settings do not go together. */
  readonly state: CellState;
  /** Why it failed, or what is wrong with its files; null if nothing is known. */
  readonly problem: string | null;
}

export interface SweepStatus {
  readonly folder: string;
  readonly sweep: Sweep;
  /** Of the process that does the sweep, if there is one. */
  readonly holder: LockHolder | null;
  /** All rounds so far, in order. */
  readonly trials: readonly TrialReport[];
  readonly results: SweepResults;
  /** Of the runs of these rounds, in the order in which they are done. */
  readonly runs: readonly CellReport[];
  /** Runs of the whole sweep, if no trial fails. */
  readonly planned: number;
  /** Until the end of the present round, if as many are at work as now; null if that is not known. */
  readonly secondsLeft: number | null;
}

/** Of several runs, the first of these that one of them is in is the state of their trial. */
const ORDER: readonly CellState[] = ['working', 'damaged', 'failed', 'stopped', 'waiting'];

/** The state of a trial, given those of its runs. */
export const trialState = (states: readonly CellState[]): CellState =>
  ORDER.find((state) => states.includes(state)) ?? 'finished';

const damageText = ({ message, where }: MotifsmithError): string => `${message} (${where})`;

/** @throws MotifsmithError `inputOutput` if the folder cannot be read */
export async function sweepStatus(folder: string, sweep: Sweep): Promise<SweepStatus> {
  const reader = new FactReader(folder);
  const scored: Scored[] = [];
  const damaged = new Map<string, string>();
  let runs: readonly TrialRuns[] = [];
  for (;;) {
    const round = nextRound(sweep, scored);
    if (round.length === 0) break;
    runs = [...runs, ...round];
    const cells = trialCells(sweep, runs);
    const reports = new Map(
      (await cellReports(folder, cells)).cells.map((report) => [report.id, report]),
    );
    let isOver = true;
    for (const one of round) {
      const own = cells.cellsOf(one);
      const states = own.map((cell) => reports.get(cellId(cell))!.state);
      const accuracies: number[] = [];
      for (const [k, cell] of own.entries()) {
        if (states[k] !== 'finished') continue;
        try {
          accuracies.push((await reader.read(cell))!.summary.test.accuracy);
        } catch (error) {
          if (!(error instanceof MotifsmithError && error.kind === 'artifact')) throw error;
          damaged.set(cellId(cell), damageText(error));
        }
      }
      const failed = own.length === 0 || states.includes('failed');
      const done = accuracies.length === own.length;
      if (!done && !failed) isOver = false;
      const sum = accuracies.reduce((total, value) => total + value, 0);
      scored.push({ ...one, score: done && own.length > 0 ? sum / own.length : null });
    }
    if (!isOver) break;
  }
  return report(folder, sweep, runs, damaged, reader);
}

async function report(
  folder: string,
  sweep: Sweep,
  runs: readonly TrialRuns[],
  damaged: ReadonlyMap<string, string>,
  reader: FactReader,
): Promise<SweepStatus> {
  const cells = trialCells(sweep, runs);
  const { cells: reports, secondsLeft } = await cellReports(folder, cells);
  const states = reports.map((one): CellReport => {
    return damaged.has(one.id) ? { ...one, state: 'damaged' } : one;
  });
  const byId = new Map(states.map((one) => [one.id, one]));
  const readable: Pick<FactReader, 'read'> = {
    read: async (cell) => (byId.get(cellId(cell))!.state === 'finished' ? reader.read(cell) : null),
  };
  const results = await sweepResults(sweep, runs, cells, readable);
  const trials = results.trials.map((trial, k): TrialReport => {
    if (trial.impossible !== null) return { ...trial, state: 'failed', problem: trial.impossible };
    const own = cells.cellsOf(runs[k]!).map((cell) => byId.get(cellId(cell))!);
    const problems = own.flatMap(
      ({ id, failure, damage }) =>
        damaged.get(id) ?? failure?.message ?? (damage && damageText(damage)) ?? [],
    );
    return {
      ...trial,
      state: trialState(own.map(({ state }) => state)),
      problem: problems[0] ?? null,
    };
  });
  const sizes = rungSizes(sweep);
  return {
    folder,
    sweep,
    holder: await lockHolder(folder),
    trials,
    results,
    runs: states,
    planned: sizes.reduce((sum, n) => sum + n, 0) * sweep.seeds.length,
    secondsLeft,
  };
}
