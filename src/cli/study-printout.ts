/** The results of a study, for people: accuracies, comparisons, and where to find the rest. */
import { join } from 'node:path';
import type { CellFailure } from '../study/failures.ts';
import type { StudyResults } from '../study/results.ts';
import { cellNames, STUDY_FILES } from '../study/study-record.ts';
import { studyTables } from '../study/tables/study-tables.ts';
import type { Table } from '../study/tables/table.ts';
import { textTable } from '../view/text-table.ts';

/** The tables that fit on a terminal. */
const SHOWN = ['main', 'comparisons'];

function tableSection({ title, shown }: Table): string[] {
  if (shown.rows.length === 0) return [];
  // Only the first column of a terminal's table is aligned to the left.
  const row = (cells: readonly string[]) => [
    cells.slice(0, shown.labels).join(', '),
    ...cells.slice(shown.labels),
  ];
  return [title, textTable([row(shown.head), ...shown.rows.map(row)]), ''];
}

const resultMethods = ({ methods }: StudyResults['datasets'][number]) =>
  methods.map(({ method, label }) => ({ name: method, label }));

/** @param folder of the study */
export function studyPrintout(
  results: StudyResults,
  failures: readonly CellFailure[],
  folder: string,
): string {
  const cellName = cellNames({ methods: results.datasets.flatMap(resultMethods) });
  const failed = failures.flatMap(({ dataset, method, seed, message }) => [
    `  ${cellName({ dataset, method, seed })}: ${message}`,
  ]);
  return [
    '',
    ...studyTables(results)
      .filter(({ name }) => SHOWN.includes(name))
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
