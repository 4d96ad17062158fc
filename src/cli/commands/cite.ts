/** `cite`: what to cite for a run or a study, as BibTeX. */
import { join } from 'node:path';
import { bibtexEntry } from '../../citation/bibtex.ts';
import { citationsOf, workOf } from '../../citation/cited.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { exists } from '../../files/read.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { cellFolder, STUDY_FILES, studyCells } from '../../study/study-record.ts';
import { printInto, printJson } from '../output.ts';

export interface CiteCommandOptions {
  readonly out?: string;
  readonly json?: boolean;
}

export async function citeCommand(
  folder: string,
  { json, out }: CiteCommandOptions,
): Promise<void> {
  const citations = citationsOf((await readRecords(folder)).map(workOf));
  const references = citations.map(({ reference, purpose }) => ({
    key: reference.key,
    purpose,
    bibtex: bibtexEntry(reference),
  }));
  if (json) printJson({ format: 'motifsmith-citations', formatVersion: 1, references });
  else {
    const entries = references.map(({ purpose, bibtex }) => `% ${purpose}\n${bibtex}\n`);
    await printInto(out, entries.join('\n'));
  }
}

/** The record of a run, or those of all runs of a study that have started. */
async function readRecords(folder: string): Promise<RunRecord[]> {
  if (!(await exists(join(folder, STUDY_FILES.study)))) return [await readRunRecord(folder)];
  const records: RunRecord[] = [];
  for (const cell of studyCells(await readStudyRecord(folder))) {
    const run = join(folder, cellFolder(cell));
    if (await exists(join(run, RUN_FILES.config))) records.push(await readRunRecord(run));
  }
  if (records.length > 0) return records;
  throw new MotifsmithError('artifact', 'No run of this study has started.', {
    where: folder,
    remedy: 'Start it with `motifsmith study`, then ask again.',
  });
}
