/** Writes the results of a study so far: `results.json`, its tables, failures and costs. */

import { join } from 'node:path';
import { ensureFolder } from '../files/folders.ts';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import { csvText } from '../view/csv.ts';
import type { FactReader } from './cell-facts.ts';
import type { CellFailure } from './failures.ts';
import type { StudyResults } from './results.ts';
import { STUDY_FILES, type Study } from './study-record.ts';
import { studyResults } from './study-results.ts';
import { ANYTIME_HEAD, anytimeRows } from './tables/anytime-table.ts';
import { costTable } from './tables/cost-table.ts';
import { IP_HEAD, ipRows } from './tables/ip-table.ts';
import { studyTables } from './tables/study-tables.ts';
import { latexText, markdownText } from './tables/table.ts';

/**
 * @param reader of this folder; it keeps what it has read
 * @throws MotifsmithError `artifact` if a finished run is damaged, `inputOutput`
 */
export async function writeStudyFiles(
  folder: string,
  study: Study,
  failures: readonly CellFailure[],
  reader: FactReader,
): Promise<StudyResults> {
  const results = await studyResults(study, failures, reader);
  await writeJson(join(folder, STUDY_FILES.failures), failures);
  await writeJson(join(folder, STUDY_FILES.results), results);
  const tables = join(folder, STUDY_FILES.tables);
  await ensureFolder(tables);
  for (const table of studyTables(results)) {
    const write = (extension: string, text: string) =>
      writeWhole(join(tables, `${table.name}.${extension}`), text);
    await write('csv', csvText(table.csv.head, table.csv.rows));
    await write('md', markdownText(table));
    await write('tex', latexText(table));
  }
  await writeWhole(join(tables, 'ip.csv'), csvText(IP_HEAD, ipRows(results)));
  const anytime = csvText(ANYTIME_HEAD, anytimeRows(results));
  await writeWhole(join(tables, 'anytime.csv'), anytime);
  const cost = await costTable(folder, study, reader);
  await writeWhole(join(folder, STUDY_FILES.cost), csvText(cost.csv.head, cost.csv.rows));
  await writeWhole(join(folder, STUDY_FILES.costShown), markdownText(cost));
  return results;
}
