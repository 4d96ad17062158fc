/** What each run cost. The only table that depends on a clock and a machine. */
import { join } from 'node:path';
import { bytes, count, decimals } from '../../view/format.ts';
import type { Cell, Table } from '../../view/table/table.ts';
import type { FactReader } from '../cell-facts.ts';
import { readCost } from '../cost.ts';
import { cellFolder, type Study, studyCells } from '../study-record.ts';

const SEARCH_STAGES = new Set(['size', 'types', 'candidates', 'finalists']);

/** @param folder of the study */
export async function costTable(folder: string, study: Study, reader: FactReader): Promise<Table> {
  const labels = new Map(study.methods.map(({ name, label }) => [name, label]));
  const rows: Cell[][] = [];
  const cells = studyCells(study);
  const folded = cells.some(({ fold }) => fold !== undefined);
  for (const cell of cells) {
    const cost = await readCost(join(folder, cellFolder(cell)));
    if (cost === null) continue;
    const stages = Object.entries((await reader.read(cell))?.summary.timing.stages ?? {});
    const seconds = (searching: boolean) =>
      stages
        .filter(([stage]) => SEARCH_STAGES.has(stage) === searching)
        .reduce((sum, [, time]) => sum + time, 0);
    rows.push([
      cell.dataset,
      { value: cell.method, text: labels.get(cell.method) ?? cell.method },
      cell.seed,
      ...(folded ? [cell.fold] : []),
      cost.cpuSeconds,
      cost.wallSeconds,
      Number(seconds(true).toFixed(3)),
      Number(seconds(false).toFixed(3)),
      cost.peakBytes,
      cost.attempts,
    ]);
  }
  return {
    name: 'cost',
    caption: 'What each run cost, summed over all processes that worked on it.',
    notes: [
      'CPU and wall: of the processes, with start, reading of the data and analysis. Search and training: of the computing alone, to the end of the test.',
    ],
    columns: [
      { head: 'data set', id: 'dataset' },
      { head: 'method', wrap: true },
      { head: 'seed', format: String },
      ...(folded ? [{ head: 'fold', format: String }] : []),
      { head: 'CPU (s)', id: 'cpu_seconds', format: decimals(1) },
      { head: 'wall (s)', id: 'wall_seconds', format: decimals(1) },
      { head: 'search (s)', id: 'search_seconds', format: decimals(1) },
      { head: 'training (s)', id: 'training_seconds', format: decimals(1) },
      { head: 'peak memory', id: 'peak_bytes', format: bytes },
      { head: 'processes', format: count },
    ],
    rows,
  };
}
