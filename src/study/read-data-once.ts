import { MotifsmithError } from '../core/errors.ts';
import { classCounts, unevenText } from '../data/events/class-balance.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { openData } from '../experiment/experiment-data.ts';
import type { StudyObserver } from './study-observer.ts';
import { type Cell, type CellPlan, cellConfig, cellData } from './study-record.ts';

/**
 * Opens the data before any process of a run does: problems show at once and only once, and the cache is built by
 * one process instead of all.
 * @param fingerprints of the data of runs that there are
 * @returns the fingerprints of data that are files, by `cellData`
 * @throws MotifsmithError `data` if they cannot be read, `artifact` if they are others
 */
export async function readDataOnce(
  { entries }: Pick<CellPlan, 'entries'>,
  waiting: readonly Cell[],
  fingerprints: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
  observer: StudyObserver = {},
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  // Each fold as well: one that lacks a class shows before anything is computed.
  const different = new Map(waiting.map((cell) => [cellData(cell), cell]));
  const unweighted = new Set(
    entries
      .filter(({ config }) => config.training.classWeights === 'none')
      .map(({ dataset }) => dataset),
  );
  for (const [name, cell] of different) {
    const { data } = cellConfig(entries.find(({ dataset }) => dataset === cell.dataset)!, cell);
    // Sources without files make their samples again in every process.
    if (!('path' in data)) continue;
    const onProgress = (progress: ReadingProgress) => observer.reading?.(cell.dataset, progress);
    const { dataset, train } = await openData(data, { signal, onProgress });
    dataset.close();
    found.set(name, dataset.fingerprint);
    const { classNames } = dataset;
    const uneven = unevenText(classCounts(train, classNames.length), classNames);
    if (uneven !== null && unweighted.delete(cell.dataset)) observer.uneven?.(cell.dataset, uneven);
    const { fingerprint, setFingerprint = fingerprint } = dataset;
    for (const [what, value] of [
      [name, fingerprint],
      [cell.dataset, setFingerprint],
    ] as const) {
      const known = fingerprints.get(what) ?? value;
      if (known === value) continue;
      throw new MotifsmithError('artifact', `The data of ${what} are not those of its runs.`, {
        where: `${data.path}: ${value}, the runs have ${known}`,
        remedy: `Give the same data with --data ${cell.dataset}=PATH, or use another --output.`,
      });
    }
  }
  return found;
}
