/** `study collect`: joins what machines have done of a study, and prints its tables. */
import { EXIT_CODES } from '../../core/errors.ts';
import { collectStudy } from '../../study/collect/collect-study.ts';
import { cellId } from '../../study/study-record.ts';
import { list } from '../../view/format.ts';
import { note, print, printJson } from '../output.ts';
import { quitOnSignals } from '../stop-requests.ts';
import { studyPrintout } from '../study-printout.ts';

export interface CollectCommandOptions {
  readonly output?: string;
  readonly json?: boolean;
}

/** Cells named when there are many. */
const MOST_NAMED = 10;

export async function collectCommand(
  folders: readonly string[],
  { output, json }: CollectCommandOptions,
): Promise<void> {
  quitOnSignals(() => {});
  const { folder, results, failures, missing } = await collectStudy(folders, output ?? null, {
    onWait: ({ message }) => note(`warning: ${message}`),
  });
  for (const { cell, begunIn } of missing.slice(0, MOST_NAMED)) {
    note(
      `warning: ${cellId(cell)} is not finished${begunIn.length > 0 ? `: begun in ${list(begunIn)}` : ''}.`,
    );
  }
  if (missing.length > MOST_NAMED) {
    note(`warning: So are ${missing.length - MOST_NAMED} others; see --list-cells.`);
  }
  if (json) printJson(results);
  else print(studyPrintout(results, failures, folder));
  if (failures.length + missing.length > 0) process.exitCode = EXIT_CODES.incomplete;
}
