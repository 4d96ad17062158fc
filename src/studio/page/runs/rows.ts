/** The rows of the list of runs: which runs, which of them together, and in what order. */
import { runMethodLabel } from '../../../view/method-names.ts';
import type { ColumnValue, RunSummary } from '../../api/runs.ts';
import { type Column, cellOf } from './columns.ts';
import type { RunsQuery } from './query.ts';

export interface RunsRow {
  readonly key: string;
  /** One, unless runs of several seeds are together. */
  readonly runs: readonly RunSummary[];
}

const text = ({ id, name, dataset, marks }: RunSummary, method: string) =>
  `${id} ${name} ${dataset} ${method} ${marks.title} ${marks.tags.join(' ')}`.toLowerCase();

/** The runs that a query asks for. */
export function chooseRuns(runs: readonly RunSummary[], query: RunsQuery): RunSummary[] {
  const words = query.words.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const { state, dataset, marks } = run;
    const method = runMethodLabel(run);
    return (
      (query.state === '' || state === query.state) &&
      (query.method === '' || method === query.method) &&
      (query.dataset === '' || dataset === query.dataset) &&
      (query.tag === '' || marks.tags.includes(query.tag)) &&
      (!query.starred || marks.starred) &&
      words.every((word) => text(run, method).includes(word))
    );
  });
}

/** Runs of one method, on one data set, of one name; of a group, only with each other. */
export function together(runs: readonly RunSummary[]): RunsRow[] {
  const rows = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.group, run.dataset, runMethodLabel(run), run.name]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [run]);
    else row.push(run);
  }
  return [...rows].map(([key, own]) => ({
    key,
    runs: own.sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0)),
  }));
}

export const apart = (runs: readonly RunSummary[]): RunsRow[] =>
  runs.map((run) => ({ key: run.id, runs: [run] }));

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

function compare(a: ColumnValue, b: ColumnValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return inOrder(String(a), String(b));
}

/** By a column; rows without a value come last in either direction. */
export function sortRows(rows: readonly RunsRow[], by: Column, descending: boolean): RunsRow[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, order: cellOf(by, row.runs).order }))
    .sort((a, b) => {
      if (a.order === null || b.order === null) {
        return Number(a.order === null) - Number(b.order === null);
      }
      return sign * compare(a.order, b.order);
    })
    .map(({ row }) => row);
}
