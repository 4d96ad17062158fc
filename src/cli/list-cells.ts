/** `study --list-cells` and `--forecast`: which cells there are, how far they are, and what they will take. */
import { requireSameOrGrown } from '../study/open-cells.ts';
import { compareStudy, holdsStudy } from '../study/open-study.ts';
import { probeEntries } from '../study/probe.ts';
import { type Cell, cellId, entryName, type Study } from '../study/study-record.ts';
import { studyStatus } from '../study/study-status.ts';
import { cellListPrintout, cellsJson } from './cells-printout.ts';
import { answer, note, print, printJson } from './output.ts';
import { listenForStop } from './stop-requests.ts';

export interface ListOptions {
  /** Seconds for which each method is measured of which no run is finished. */
  readonly forecast?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Writes nothing into the folder.
 * @param selected cells; null for all
 * @throws MotifsmithError `usage` if the folder does not fit a study that would do these cells
 */
export async function listCells(
  study: Study,
  folder: string,
  selected: readonly Cell[] | null,
  options: ListOptions,
): Promise<void> {
  if (selected !== null) await requireSameOrGrown(folder, study);
  else if (await holdsStudy(folder, study.name)) await compareStudy(folder, study);
  const probed = await probe(study, folder, selected, options);
  const { cells } = await studyStatus(folder, study, probed);
  const wanted = selected && new Set(selected.map(cellId));
  const listed = cells.filter(({ id }) => wanted?.has(id) ?? true);
  if (options.json) printJson(cellsJson(study, folder, listed));
  else print(cellListPrintout(listed));
}

async function probe(
  study: Study,
  folder: string,
  selected: readonly Cell[] | null,
  { forecast: seconds, quiet }: ListOptions,
): ReturnType<typeof probeEntries> {
  if (seconds === undefined) return new Map();
  const { cells } = await studyStatus(folder, study);
  const has = (one: readonly Pick<Cell, 'dataset' | 'method'>[], dataset: string, method: string) =>
    one.some((cell) => cell.dataset === dataset && cell.method === method);
  const done = cells.filter(({ state }) => state === 'finished').map(({ cell }) => cell);
  const entries = study.entries.filter(
    ({ dataset, method }) =>
      !has(done, dataset, method) && (selected === null || has(selected, dataset, method)),
  );
  const stop = listenForStop({ asked: () => answer('Stopping.') });
  try {
    return await probeEntries(study, entries, {
      seconds,
      signal: stop.signal,
      observer: {
        begin: (dataset, method) => {
          if (!quiet) note(`Measuring ${entryName({ dataset, method })} for ${seconds} s.`);
        },
        fail: (dataset, method, { message }) =>
          note(`warning: ${entryName({ dataset, method })} fails: ${message}`),
      },
    });
  } finally {
    stop.done();
  }
}
