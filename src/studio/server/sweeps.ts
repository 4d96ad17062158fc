/** A sweep in the runs folder: what its results say, and how far its runs are. */
import { cellId } from '../../study/study-record.ts';
import { cellReports } from '../../study/study-status.ts';
import { bestOf, setOptions } from '../../sweep/best-settings.ts';
import { readSweepResults, type SweepResults } from '../../sweep/results.ts';
import { nextRound, rungSizes } from '../../sweep/rounds.ts';
import { readSweepRecord, type Sweep } from '../../sweep/sweep-record.ts';
import { trialState } from '../../sweep/sweep-status.ts';
import { type TrialCells, trialCells } from '../../sweep/trial-cells.ts';
import type { StudySummary } from '../api/studies.ts';
import type { SweepReport } from '../api/sweeps.ts';
import { inOneLine } from './refusal.ts';

interface Standing extends Awaited<ReturnType<typeof cellReports>> {
  readonly sweep: Sweep;
  /** Null before its first round. */
  readonly results: SweepResults | null;
  readonly runs: readonly Pick<SweepResults['trials'][number], 'trial' | 'rung' | 'assignment'>[];
  readonly cellsOf: TrialCells['cellsOf'];
}

async function standing(folder: string): Promise<Standing> {
  const sweep = await readSweepRecord(folder);
  const results = await readSweepResults(folder);
  const runs = results?.trials ?? nextRound(sweep, []);
  const cells = trialCells(sweep, runs);
  const reports = await cellReports(folder, cells);
  return { sweep, results, runs, cellsOf: cells.cellsOf, ...reports };
}

const summaryOf = (id: string, { sweep, cells, secondsLeft }: Standing): StudySummary => ({
  kind: 'sweep',
  id,
  name: sweep.name,
  states: cells.map(({ state }) => state),
  secondsLeft,
  problem: null,
});

/** @throws MotifsmithError `artifact` if it is damaged */
export const sweepSummary = async (id: string, folder: string): Promise<StudySummary> =>
  summaryOf(id, await standing(folder));

/** @throws MotifsmithError `artifact` if it is damaged */
export async function sweepReport(id: string, folder: string): Promise<SweepReport> {
  const found = await standing(folder);
  const { sweep, results, runs, cellsOf } = found;
  const byId = new Map(found.cells.map((one) => [one.id, one]));
  const best = results && bestOf(results);
  const sizes = rungSizes(sweep);
  return {
    ...summaryOf(id, found),
    strategy: sweep.strategy.kind,
    rungs: sizes.length,
    parameters: sweep.parameters,
    trials: runs.map((one, k) => {
      const own = cellsOf(one).map((cell) => byId.get(cellId(cell))!);
      const known = results?.trials[k];
      const troubled = own.find(({ failure, damage }) => failure !== null || damage !== null);
      return {
        trial: one.trial,
        rung: one.rung,
        assignment: one.assignment,
        runs: own.flatMap(({ state, id: cell }) =>
          state === 'waiting' ? [] : [[id, 'runs', cell].filter((part) => part !== '').join('/')],
        ),
        state: own.length === 0 ? 'failed' : trialState(own.map(({ state }) => state)),
        accuracy: known?.accuracy ?? null,
        figures: known?.figures ?? null,
        problem:
          known?.impossible ?? (troubled ? inOneLine(troubled.failure ?? troubled.damage) : null),
      };
    }),
    plannedTrials: sizes[0]!,
    plannedRuns: sizes.reduce((sum, n) => sum + n, 0) * sweep.seeds.length,
    tuningSamples: results?.tuningSamples ?? null,
    best: best && { trial: best.trial, rung: best.rung, set: setOptions(best.assignment) },
    importance: results?.importance ?? [],
  };
}
