/** Writes the results of a sweep so far: `results.json`, its tables, and a file with the best settings. */
import { join } from 'node:path';
import { ensureFolder } from '../files/folders.ts';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import type { FactReader } from '../study/cell-facts.ts';
import { latexText, markdownText } from '../study/tables/table.ts';
import { csvText } from '../view/csv.ts';
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
  const tables = join(folder, SWEEP_FILES.tables);
  await ensureFolder(tables);
  for (const table of [
    trialTable(sweep, results),
    importanceTable(results, sweep.halving !== null),
  ]) {
    const write = (extension: string, text: string) =>
      writeWhole(join(tables, `${table.name}.${extension}`), text);
    await write('csv', csvText(table.csv.head, table.csv.rows));
    await write('md', markdownText(table));
    await write('tex', latexText(table));
  }
  const best = bestFile(sweep, results);
  if (best !== null) await writeWhole(join(folder, SWEEP_FILES.best), best);
  return results;
}
