/** Which numbers of a table are the best of their column: of each data set, where it has several. */
import { cellValue, columnId, type Table } from './table.ts';

/** Rows by the column that they are best in; none where there is nothing to choose between. */
export function bestCells({ columns, rows }: Table): ReadonlyMap<string, ReadonlySet<number>> {
  const dataset = columns.findIndex((column) => columnId(column) === 'dataset');
  const groups = new Map<unknown, number[]>();
  rows.forEach((row, r) => {
    const key = dataset < 0 ? null : cellValue(row[dataset]);
    groups.set(key, [...(groups.get(key) ?? []), r]);
  });
  const found = new Map<string, Set<number>>();
  columns.forEach((column, c) => {
    if (column.best === undefined) return;
    const best = new Set<number>();
    for (const own of groups.values()) {
      const values = own.flatMap((r) => {
        const value = cellValue(rows[r]![c]);
        return typeof value === 'number' ? [{ r, value }] : [];
      });
      const all = values.map(({ value }) => value);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      if (values.length < 2 || low === high) continue;
      for (const { r, value } of values) {
        if (value === (column.best === 'highest' ? high : low)) best.add(r);
      }
    }
    found.set(columnId(column), best);
  });
  return found;
}
