/** The results of a study, for people: accuracies, comparisons, and where to find the rest. */

import { join } from 'node:path';
import { frontMembers } from '../analysis/front.ts';
import { shellWord } from '../core/shell-word.ts';
import type { CellFailure } from '../study/failures.ts';
import type { StudyResults } from '../study/results.ts';
import { cellFolder, cellNames, STUDY_FILES } from '../study/study-record.ts';
import { studyTables } from '../study/tables/study-tables.ts';
import { shownTable, shownTexts, type Table } from '../view/table/table.ts';
import { textTable } from '../view/text-table.ts';

/** The tables that fit on a terminal. */
const SHOWN = ['main', 'folds', 'comparisons', 'front'];

function tableSection(table: Table): string[] {
  const [head, ...rows] = shownTexts(table);
  if (rows.length === 0) return [];
  const labels = shownTable(table).columns.findIndex(({ format }) => format !== undefined);
  // Only the first column of a terminal's table is aligned to the left.
  const row = (cells: readonly string[]) => [
    cells.slice(0, labels).join(', '),
    ...cells.slice(labels),
  ];
  return [table.caption, textTable([row(head!), ...rows.map(row)]), ''];
}

const resultMethods = ({ methods }: StudyResults['datasets'][number]) =>
  methods.map(({ method, label }) => ({ name: method, label }));

/** Those of some names, with what failed and where the rest is. @param folder of the study */
function resultsPrintout(
  results: StudyResults,
  failures: readonly CellFailure[],
  folder: string,
  shown: readonly string[],
): string {
  const cellName = cellNames({ methods: results.datasets.flatMap(resultMethods) });
  const failed = failures.map((failure) => `  ${cellName(failure)}: ${failure.message}`);
  return [
    '',
    ...studyTables(results)
      .filter(({ name }) => shown.includes(name))
      .flatMap(tableSection),
    ...(failed.length > 0
      ? [`Failed, tried twice (${join(folder, STUDY_FILES.failures)}):`, ...failed, '']
      : []),
    `Tables:  ${join(folder, STUDY_FILES.tables)} (.md, .csv, .tex)`,
    `Results: ${join(folder, STUDY_FILES.results)}`,
    `Cost:    ${join(folder, STUDY_FILES.costShown)}`,
    '',
  ].join('\n');
}

/** @param folder of the study */
export const studyPrintout = (
  results: StudyResults,
  failures: readonly CellFailure[],
  folder: string,
): string => resultsPrintout(results, failures, folder, SHOWN);

/** The front of a study, and the command that exports each network on it. @param folder of the study */
export function frontPrintout(
  results: StudyResults,
  failures: readonly CellFailure[],
  folder: string,
): string {
  const exports = results.datasets.flatMap(({ name: dataset, front = [] }) =>
    frontMembers(front).map(({ method, seed, fold }, k) => {
      const run = join(folder, cellFolder({ dataset, method, seed, fold }));
      return `  ${k + 1}  motifsmith export ${shellWord(run)} --format nir`;
    }),
  );
  return [
    resultsPrintout(results, failures, folder, ['front']),
    ...(exports.length > 0 ? ['Export the one that you pick:', ...exports, ''] : []),
    `Figures: motifsmith report ${shellWord(folder)}`,
    '',
  ].join('\n');
}
