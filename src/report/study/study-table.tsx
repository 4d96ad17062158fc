/** The tables of a study in its report: what is in its files, of one data set. */
import type { JSX } from 'preact';
import type { OperationCosts } from '../../analysis/energy.ts';
import type { DatasetResults, StudyResults } from '../../study/results.ts';
import { studyTables } from '../../study/tables/study-tables.ts';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';

/** By name, each with an anchor of its own in the page. */
export type DatasetTables = ReadonlyMap<string, Table>;

export function datasetTables(
  results: StudyResults,
  dataset: DatasetResults,
  costs: OperationCosts,
): DatasetTables {
  const own = studyTables({ ...results, datasets: [dataset] }, costs);
  return new Map(
    own.map((table) => [table.name, { ...table, name: `${table.name}-${dataset.name}` }]),
  );
}

export interface DatasetProps {
  readonly dataset: DatasetResults;
  readonly tables: DatasetTables;
}

/** A table of which the files hold all data sets together; nothing where it has no row. */
export function StudyTable({
  name,
  tables,
}: {
  readonly name: string;
  readonly tables: DatasetTables;
}): JSX.Element | null {
  const table = tables.get(name);
  if (table === undefined || table.rows.length === 0) return null;
  return <DataTable table={table} inFile={false} />;
}
