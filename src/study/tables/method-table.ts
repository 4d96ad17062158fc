/** Tables with a row for each data set and method: their columns, and how they are put together. */
import type { Cell, Column, Table } from '../../view/table/table.ts';
import type { MethodResults, StudyResults } from '../results.ts';

/** A column and its cell for a method. */
export interface MethodColumn extends Column {
  readonly cell: (row: MethodResults) => Cell;
}

/** A table with a row for each data set and method. @param include which methods have one */
export function methodTable(
  { datasets }: StudyResults,
  about: Pick<Table, 'name' | 'caption' | 'notes'>,
  columns: readonly MethodColumn[],
  include: (row: MethodResults) => boolean = () => true,
): Table {
  return {
    ...about,
    columns: [
      { head: 'data set', id: 'dataset', fileOnly: datasets.length === 1 },
      { head: 'method', wrap: true },
      ...columns,
    ],
    rows: datasets.flatMap(({ name, methods }) =>
      methods
        .filter(include)
        .map((row) => [
          name,
          { value: row.method, text: row.label },
          ...columns.map(({ cell }) => cell(row)),
        ]),
    ),
  };
}

/** A figure that the file holds with all digits. */
export const column = (
  id: string,
  head: string,
  cell: (row: MethodResults) => Cell,
  format: NonNullable<Column['format']>,
  best?: Column['best'],
): MethodColumn => ({ id, head, cell, format, ...(best && { best }) });

/** A figure that readers do not see, and the file holds. */
export const fileOnly = (head: string, cell: (row: MethodResults) => Cell): MethodColumn => ({
  head,
  id: head,
  cell,
  fileOnly: true,
});

/** What readers see in place of a value, where there is one. */
export const shown = (value: number | null | undefined, text: (value: number) => string): Cell =>
  value === null || value === undefined ? null : { value, text: text(value) };
