/** `study --list-cells`: which cells there are, how far they are, and what they will take. Writes nothing. */
import { holdsStudy } from '../study/open-study.ts';
import { type Cell, cellId, type Study } from '../study/study-record.ts';
import { studyStatus } from '../study/study-status.ts';
import { cellListPrintout, cellsJson } from './cells-printout.ts';
import { print, printJson } from './output.ts';

/** @param selected cells; null for all */
export async function listCells(
  study: Study,
  folder: string,
  selected: readonly Cell[] | null,
  { json }: { readonly json?: boolean },
): Promise<void> {
  await holdsStudy(folder, study.name);
  const { cells } = await studyStatus(folder, study);
  const wanted = selected && new Set(selected.map(cellId));
  const listed = cells.filter(({ id }) => wanted?.has(id) ?? true);
  if (json) printJson(cellsJson(study, folder, listed));
  else print(cellListPrintout(listed));
}
