/**
 * Joins what machines have done of a study: one folder that they share, or a folder of each. Its results and tables
 * are those of a study that one machine has done, byte for byte. Sources are only read.
 */
import { realpath, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { copyFolder } from '../../files/copy-folder.ts';
import { exists } from '../../files/read.ts';
import { writing } from '../../files/refusals.ts';
import { removeLeftovers } from '../../files/temporary.ts';
import { isLockFile, lockFolder } from '../../run/lock/lock.ts';
import { FactReader } from '../cell-facts.ts';
import { type CellFailure, FAILURE_FILE, writeFailure } from '../failures.ts';
import { recordStudy } from '../open-cells.ts';
import { holdsStudy } from '../open-study.ts';
import type { StudyResults } from '../results.ts';
import { cellFolder, STUDY_FILES, type Study } from '../study-record.ts';
import { writeStudyFiles } from '../write-study-files.ts';
import { type FoundCell, findCells, readSameStudy } from './sources.ts';

export interface CollectOptions {
  /** It takes a while to find out whether the process that holds a lock is alive. */
  readonly onWait?: (notice: MotifsmithError) => void;
}

export interface Collection {
  /** The folder that holds it. */
  readonly folder: string;
  readonly study: Study;
  readonly results: StudyResults;
  readonly failures: readonly CellFailure[];
  /** Neither finished nor failed. */
  readonly missing: readonly FoundCell[];
}

/**
 * @param folders of studies, at least one
 * @param output null to write the tables of the only folder into it
 * @throws MotifsmithError `usage` if the folders do not fit each other or the output, `artifact` if something is
 * damaged or another process works on the output, `inputOutput`
 */
export async function collectStudy(
  folders: readonly string[],
  output: string | null,
  options: CollectOptions = {},
): Promise<Collection> {
  const [first] = folders as [string, ...string[]];
  if (output !== null) await requireApart(folders, output);
  else if (folders.length > 1) {
    throw new MotifsmithError('usage', 'Several folders cannot be joined into one of them.', {
      where: folders.join(', '),
      remedy: 'Name a folder for all with --output.',
    });
  }
  const study = await readSameStudy(folders);
  const folder = output ?? first;
  // What an earlier call has collected need not be copied again.
  const again = output !== null && (await holdsStudy(output, study.name));
  const cells = await findCells(again ? [output, ...folders] : folders, study);
  if (output !== null) await recordStudy(output, study);
  const lock = await lockFolder(folder, options);
  try {
    await removeLeftovers(folder);
    const tables = join(folder, STUDY_FILES.tables);
    if (await exists(tables)) await removeLeftovers(tables);
    if (output !== null) for (const cell of cells) await bring(cell, output, options);
    await lock.requireOwn();
    const failures = cells.flatMap(({ failure }) => failure ?? []);
    const results = await writeStudyFiles(folder, study, failures, new FactReader(folder));
    const missing = cells.filter(
      ({ finishedIn, failure }) => finishedIn === null && failure === null,
    );
    return { folder, study, results, failures, missing };
  } finally {
    await lock.release();
  }
}

/** Copies what is to be had of a cell. */
async function bring(
  { cell, finishedIn, failure }: FoundCell,
  output: string,
  options: CollectOptions,
): Promise<void> {
  if (failure !== null) return writeFailure(output, failure);
  if (finishedIn === null || finishedIn === output) return;
  const run = join(output, cellFolder(cell));
  if (await exists(run)) {
    // A run begun here, or its failure.
    const lock = await lockFolder(run, options);
    await writing(run, () => rm(run, { recursive: true, force: true }));
    await lock.release();
  }
  const wanted = (name: string) => !isLockFile(name) && name !== FAILURE_FILE;
  await copyFolder(join(finishedIn, cellFolder(cell)), run, wanted);
}

/** @throws MotifsmithError `usage` if the output is a source or in one */
async function requireApart(folders: readonly string[], output: string): Promise<void> {
  const target = await realPlace(output);
  for (const folder of folders) {
    const way = relative(await realPlace(folder), target);
    const outside = way === '..' || way.startsWith(`..${sep}`);
    // Of another drive, on Windows.
    if (outside || isAbsolute(way)) continue;
    throw new MotifsmithError('usage', 'The output is one of the folders to be collected.', {
      where: `--output ${output}, ${folder}`,
      remedy:
        folders.length === 1
          ? 'Leave --output out to write the tables there.'
          : 'Name another folder.',
    });
  }
}

/** A path without links, whether or not it is there. */
async function realPlace(path: string): Promise<string> {
  const whole = resolve(path);
  const above = dirname(whole);
  return realpath(whole).catch(async () =>
    above === whole ? whole : join(await realPlace(above), basename(whole)),
  );
}
