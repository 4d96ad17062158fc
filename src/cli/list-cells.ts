/** `study --list-cells`: which cells there are, how far they are, and what they will take. Writes nothing. */
import { cellStates } from '../study/cell-states.ts';
import { forecastFromRuns } from '../study/cost-forecast.ts';
import { holdsStudy } from '../study/open-study.ts';
import { type Cell, cellId, type Study } from '../study/study-record.ts';
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
  const states = await cellStates(folder, study);
  const finished = states.filter(({ state }) => state === 'finished').map(({ cell }) => cell);
  const expected = await forecastFromRuns(folder, study, finished);
  const wanted = selected && new Set(selected.map(cellId));
  const listed = states
    .filter(({ id }) => wanted?.has(id) ?? true)
    .map((one) => ({ ...one, forecast: expected(one.cell) }));
  if (json) printJson(cellsJson(study, folder, listed));
  else print(cellListPrintout(listed));
}
