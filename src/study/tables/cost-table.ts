/** What each run cost. The only table that depends on a clock and a machine. */
import { join } from 'node:path';
import type { CsvCell } from '../../view/csv.ts';
import { bytes, fixed } from '../../view/format.ts';
import type { FactReader } from '../cell-facts.ts';
import { readCost } from '../cost.ts';
import { cellFolder, type Study, studyCells } from '../study-record.ts';
import type { Table } from './table.ts';

const SEARCH_STAGES = new Set(['size', 'types', 'candidates', 'finalists']);

/** @param folder of the study */
export async function costTable(folder: string, study: Study, reader: FactReader): Promise<Table> {
  const labels = new Map(study.methods.map(({ name, label }) => [name, label]));
  const rows: CsvCell[][] = [];
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
      cell.method,
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
  const head = [
    'dataset',
    'method',
    'seed',
    ...(folded ? ['fold'] : []),
    'cpu_seconds',
    'wall_seconds',
    'search_seconds',
    'training_seconds',
    'peak_bytes',
    'processes',
  ];
  return {
    name: 'cost',
    title: 'What each run cost, summed over all processes that worked on it.',
    notes: [
      'CPU and wall: of the processes, with start, reading of the data and analysis. Search and training: of the computing alone, to the end of the test.',
    ],
    csv: { head, rows },
    shown: {
      labels: 2,
      head: [
        'data set',
        'method',
        'seed',
        ...(folded ? ['fold'] : []),
        'CPU (s)',
        'wall (s)',
        'search (s)',
        'training (s)',
        'peak memory',
        'processes',
      ],
      rows: rows.map(([dataset, method, ...figures]) => {
        const [peak, processes] = figures.slice(-2);
        return [
          String(dataset),
          labels.get(String(method)) ?? String(method),
          ...figures.slice(0, -6).map((number) => String(number ?? '')),
          ...figures.slice(-6, -2).map((time) => fixed(Number(time), 1)),
          bytes(Number(peak)),
          String(processes),
        ];
      }),
    },
  };
}
