/**
 * Opens a study's folder for some of its cells, while others may be at work on other cells there. What is there may
 * grow but not change: to change a study, all of it has to be done by one process.
 */
import { join } from 'node:path';
import { firstDifference } from '../config/difference.ts';
import { canonical } from '../core/canonical.ts';
import { MotifsmithError } from '../core/errors.ts';
import { decisiveConfig } from '../run/identity.ts';
import {
  findRun,
  holdsStudy,
  noteFingerprint,
  type OpenedStudy,
  othersOf,
  requireStudyFolder,
} from './open-study.ts';
import { readStudyRecord, writeStudyRecord } from './read-study.ts';
import {
  type Cell,
  cellId,
  entryCells,
  entryFinder,
  entryName,
  STUDY_FILES,
  type Study,
  type StudyEntry,
  studyCells,
} from './study-record.ts';

/**
 * @param cells of the study; no other is looked at
 * @throws MotifsmithError `usage` if the folder is another's or holds the study with other settings, `artifact`
 * if the data of the cells differ or something is damaged
 */
export async function openCells(
  folder: string,
  study: Study,
  cells: readonly Cell[],
): Promise<Omit<OpenedStudy, 'restarted'>> {
  await recordStudy(folder, study);
  const entryOf = entryFinder(study);
  const finished: Cell[] = [];
  const fingerprints = new Map<string, string>();
  const versions = new Set<string>();
  for (const cell of cells) {
    const found = await findRun(folder, entryOf(cell), cell);
    if (found === null) continue;
    if (found.difference !== null) throw changed(`${cellId(cell)}: ${found.difference}`, found.run);
    noteFingerprint(fingerprints, cell, found);
    versions.add(found.version);
    if (found.analysed) finished.push(cell);
  }
  return { finished, fingerprints, otherVersions: await othersOf(versions) };
}

/**
 * Writes `study.json`, unless it says the same already.
 * @throws MotifsmithError `usage` if the folder is another's or holds the study with other settings or more cells
 */
export async function recordStudy(folder: string, study: Study): Promise<void> {
  await requireStudyFolder(folder, study.name);
  const stored = await requireSameOrGrown(folder, study);
  if (stored && canonical(withoutPlaces(stored)) === canonical(withoutPlaces(study))) return;
  await writeStudyRecord(folder, study);
}

/**
 * @returns the study that the folder holds, if there is one
 * @throws MotifsmithError `usage` if it is another one, or has other settings or more cells
 */
export async function requireSameOrGrown(folder: string, study: Study): Promise<Study | null> {
  if (!(await holdsStudy(folder, study.name))) return null;
  const stored = await readStudyRecord(folder);
  requireGrown(stored, study, join(folder, STUDY_FILES.study));
  return stored;
}

function changed(difference: string, where: string): MotifsmithError {
  return new MotifsmithError('usage', `The study here has other settings: ${difference}.`, {
    where,
    remedy:
      'Change them back, use another --output, or change the study with `motifsmith study` without a selection of cells.',
  });
}

/** All that was to be done before is still to be done, in the same way. */
function requireGrown(stored: Study, study: Study, path: string): void {
  const cells = new Set(studyCells(study).map(cellId));
  for (const entry of stored.entries) {
    const gone = entryCells(entry).find((cell) => !cells.has(cellId(cell)));
    if (gone !== undefined) {
      throw new MotifsmithError('usage', 'The study here has cells that are not asked for.', {
        where: `${path}: ${cellId(gone)}`,
        remedy: 'Add them, use another --output, or continue what is here with --resume.',
      });
    }
    const now = study.entries.find(
      ({ dataset, method }) => dataset === entry.dataset && method === entry.method,
    );
    const difference = now && differenceOf(entry, now);
    if (difference) throw changed(`${entryName(entry)}: ${difference}`, path);
  }
}

function differenceOf(stored: StudyEntry, asked: StudyEntry): string | null {
  if (canonical(stored.task) !== canonical(asked.task)) return 'another method';
  const found = firstDifference(decisiveConfig(stored.config), decisiveConfig(asked.config));
  return found && `${found.key} is ${found.stored}, and ${found.asked} is asked for`;
}

/** All that a study says, apart from where machines keep its data. */
export const withoutPlaces = (study: Study): object => ({
  ...study,
  entries: study.entries.map(({ config, ...entry }) => ({
    ...entry,
    config: decisiveConfig(config),
  })),
});
