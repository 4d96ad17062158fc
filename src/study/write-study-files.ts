/** Writes the results of a study so far: `results.json`, its tables, failures and costs. */

import { join } from 'node:path';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import { csvText } from '../view/csv.ts';
import { tableMarkdown } from '../view/table/markdown.ts';
import { tableCsv } from '../view/table/table.ts';
import type { FactReader } from './cell-facts.ts';
import type { CellFailure } from './failures.ts';
import type { StudyResults } from './results.ts';
import { STUDY_FILES, type Study } from './study-record.ts';
import { studyResults } from './study-results.ts';
import { ANYTIME_HEAD, anytimeRows } from './tables/anytime-table.ts';
import { costTable } from './tables/cost-table.ts';
import { IP_HEAD, ipRows } from './tables/ip-table.ts';
import { studyTables } from './tables/study-tables.ts';
import { chooseTables, writeTables } from './tables/write-tables.ts';

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
  await writeTables(tables, chooseTables(studyTables(results)));
  await writeWhole(join(tables, 'ip.csv'), csvText(IP_HEAD, ipRows(results)));
  const anytime = csvText(ANYTIME_HEAD, anytimeRows(results));
  await writeWhole(join(tables, 'anytime.csv'), anytime);
  const cost = await costTable(folder, study, reader);
  await writeWhole(join(folder, STUDY_FILES.cost), tableCsv(cost));
  await writeWhole(join(folder, STUDY_FILES.costShown), tableMarkdown(cost));
  return results;
}
