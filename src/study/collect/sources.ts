/**
 * What the folders to be collected hold of a study: for each cell, where it is finished or why it failed. All that
 * does not fit is refused here, before anything is written.
 */
import { join } from 'node:path';
import { firstDifference } from '../../config/difference.ts';
import { canonical } from '../../core/canonical.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { readArtifact } from '../../files/read.ts';
import { sha256 } from '../../files/sha256.ts';
import { requireOwnWeights } from '../../run/finished.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { FactReader } from '../cell-facts.ts';
import { readCost } from '../cost.ts';
import { type CellFailure, readFailure } from '../failures.ts';
import { withoutPlaces } from '../open-cells.ts';
import { findRun } from '../open-study.ts';
import { orderedCells } from '../order.ts';
import { readStudyRecord } from '../read-study.ts';
import {
  type Cell,
  cellData,
  cellFolder,
  cellId,
  entryFinder,
  type Study,
} from '../study-record.ts';

/** A cell, and which of the folders has it. */
export interface FoundCell {
  readonly cell: Cell;
  /** The first study's folder in which it is finished; null if there is none. */
  readonly finishedIn: string | null;
  /** Why it could not be finished, as the first folder says that knows; null if it is finished. */
  readonly failure: CellFailure | null;
  /** Folders in which it was begun and is not finished. */
  readonly begunIn: readonly string[];
}

/**
 * The study that all folders were made for.
 * @throws MotifsmithError `usage` if they were made for different ones, `artifact` if one is damaged
 */
export async function readSameStudy(folders: readonly string[]): Promise<Study> {
  const [first, ...others] = folders as [string, ...string[]];
  const study = await readStudyRecord(first);
  const settings = withoutPlaces(study);
  for (const folder of others) {
    const other = await readStudyRecord(folder);
    if (other.name !== study.name) {
      throw unfit(`The folders hold two studies, ${study.name} and ${other.name}`, first, folder);
    }
    if (canonical(withoutPlaces(other)) === canonical(settings)) continue;
    const found = firstDifference(settings, withoutPlaces(other));
    const what = found ? `: ${found.key} is ${found.stored} and ${found.asked}` : '';
    throw unfit(`The folders hold different versions of study ${study.name}${what}`, first, folder);
  }
  return study;
}

/**
 * Looks for every cell of a study, in its order.
 * @param folders of the study, in the order of preference
 * @throws MotifsmithError `usage` if finished runs do not fit the study or each other, `artifact` if one is damaged
 */
export async function findCells(folders: readonly string[], study: Study): Promise<FoundCell[]> {
  const entryOf = entryFinder(study);
  const agreement = new Agreement();
  const cells: FoundCell[] = [];
  for (const cell of orderedCells(study)) {
    const finishedIn: string[] = [];
    const begunIn: string[] = [];
    let failure: CellFailure | null = null;
    for (const folder of folders) {
      const found = await findRun(folder, entryOf(cell), cell);
      if (!found?.analysed) {
        failure ??= await readFailure(join(folder, cellFolder(cell)), cell);
        if (found !== null) begunIn.push(folder);
        continue;
      }
      const { run, difference, version, fingerprint, setFingerprint } = found;
      if (difference !== null) throw unfit(`A run does not fit the study: ${difference}`, run);
      agreement.require(run, version, 'The runs were made by different versions of Motifsmith');
      const otherData = (name: string) => `The runs of ${name} were made with different data`;
      agreement.require(run, fingerprint, otherData(cellData(cell)));
      if (setFingerprint !== null) agreement.require(run, setFingerprint, otherData(cell.dataset));
      const content = await contentOf(folder, cell);
      agreement.require(run, content, `${cellId(cell)} is there twice, with different results`);
      finishedIn.push(folder);
    }
    const [first = null] = finishedIn;
    cells.push({ cell, finishedIn: first, failure: first === null ? failure : null, begunIn });
  }
  return cells;
}

/**
 * Reads all that will be copied of a finished run and read for the tables.
 * @returns a hash of what it came to, without what a clock has touched
 * @throws MotifsmithError `artifact` naming the file if one is missing or damaged
 */
async function contentOf(folder: string, cell: Cell): Promise<string> {
  const run = join(folder, cellFolder(cell));
  const { summary, analysis } = (await new FactReader(folder).read(cell))!;
  const weights = join(run, RUN_FILES.weights);
  requireOwnWeights(await readArtifact(weights, 'file of weights'), summary, weights);
  await readCost(run);
  const { timing: _, ...result } = summary;
  return `sha256:${sha256(canonical({ summary: result, analysis }))}`;
}

/** What runs must have in common. */
class Agreement {
  /** By the complaint about another value. */
  readonly #first = new Map<string, { readonly run: string; readonly value: string }>();

  require(run: string, value: string, complaint: string): void {
    const first = this.#first.get(complaint);
    if (first === undefined) this.#first.set(complaint, { run, value });
    else if (first.value !== value) {
      throw unfit(complaint, `${first.run} (${first.value})`, `${run} (${value})`);
    }
  }
}

function unfit(complaint: string, ...where: string[]): MotifsmithError {
  return new MotifsmithError('usage', `${complaint}.`, {
    where: where.join(', '),
    remedy:
      'Collect what was made from the same study file, on the same data, by the same version.',
  });
}
