/** Writes the results of a sweep so far: `results.json`, its tables, and a file with the best settings. */
import { join } from 'node:path';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import type { FactReader } from '../study/cell-facts.ts';
import { chooseTables, writeTables } from '../study/tables/write-tables.ts';
import { bestFile } from './best-settings.ts';
import { type SweepResults, sweepResults } from './results.ts';
import type { TrialRuns } from './rounds.ts';
import { SWEEP_FILES } from './sweep-files.ts';
import type { Sweep } from './sweep-record.ts';
import { importanceTable, trialTable } from './tables.ts';
import type { TrialCells } from './trial-cells.ts';

/**
 * @param runs all rounds so far, in order
 * @param reader of this folder; it keeps what it has read
 * @throws MotifsmithError `artifact` if a finished run is damaged, `inputOutput`
 */
export async function writeSweepFiles(
  folder: string,
  sweep: Sweep,
  runs: readonly TrialRuns[],
  cells: TrialCells,
  reader: FactReader,
): Promise<SweepResults> {
  const results = await sweepResults(sweep, runs, cells, reader);
  await writeJson(join(folder, SWEEP_FILES.results), results);
  const tables = [trialTable(sweep, results), importanceTable(results, sweep.halving !== null)];
  await writeTables(join(folder, SWEEP_FILES.tables), chooseTables(tables));
  const best = bestFile(sweep, results);
  if (best !== null) await writeWhole(join(folder, SWEEP_FILES.best), best);
  return results;
}
