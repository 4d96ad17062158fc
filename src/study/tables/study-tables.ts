/** The tables of a study that depend on no clock, most important first. */
import { HOROWITZ_45NM, type OperationCosts } from '../../analysis/energy.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';
import { comparisonTable } from './comparison-table.ts';
import { connectionTable } from './connection-table.ts';
import { foldTable } from './fold-table.ts';
import { frontTable } from './front-table.ts';
import { gapTable } from './gap-table.ts';
import { landscapeTable } from './landscape-table.ts';
import { mainTable } from './main-table.ts';
import { operationTable } from './operation-table.ts';
import { searchTable } from './search-table.ts';

/** All tables, most important first. @param costs energy of an operation */
export function studyTables(results: StudyResults, costs: OperationCosts = HOROWITZ_45NM): Table[] {
  return [
    mainTable(results),
    foldTable(results),
    comparisonTable(results),
    connectionTable(results),
    operationTable(results, costs),
    gapTable(results),
    searchTable(results),
    frontTable(results),
    landscapeTable(results),
  ].filter((table) => table !== null);
}
