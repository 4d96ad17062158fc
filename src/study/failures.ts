/**
 * The runs of a study that could not be finished, and why: `failure.json` in the folder of each, which lasts until
 * the run is tried again, and `failures.json`, which a study writes with its tables.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { ensureFolder } from '../files/folders.ts';
import { exists, readJson } from '../files/read.ts';
import { writing } from '../files/refusals.ts';
import { writeJson } from '../files/write-atomic.ts';
import { type Cell, cellFolder, STUDY_FILES } from './study-record.ts';

export const FAILURE_FILE = 'failure.json';

export const failureSchema = z.object({
  kind: z.string(),
  message: z.string(),
  where: z.string().nullable(),
  remedy: z.string().nullable(),
});
/** A failure as it goes between processes and into `failures.json`. */
export type FailureReport = Infer<typeof failureSchema>;

const runFailureSchema = failureSchema.extend({
  /** How often it was tried in the last sitting. */
  attempts: z.int().min(1),
});

const failuresSchema = z.array(
  z.object({
    dataset: z.string(),
    method: z.string(),
    seed: z.int(),
    fold: z.int().optional(),
    ...runFailureSchema.shape,
  }),
);
/** A run that could not be finished: one entry of `failures.json`. */
export type CellFailure = Infer<typeof failuresSchema>[number];

/** What goes into the file for an error of a run. */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof MotifsmithError) {
    const { kind, message, where, remedy } = error;
    return { kind, message, where: where ?? null, remedy: remedy ?? null };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'internal', message: text, where: null, remedy: null };
}

/**
 * Reads `failures.json` in the folder of a study; none if it is not there.
 * @throws MotifsmithError `artifact` if it is damaged
 */
export async function readFailures(folder: string): Promise<readonly CellFailure[]> {
  const path = join(folder, STUDY_FILES.failures);
  if (!(await exists(path))) return [];
  const remedy = 'Delete the file and resume the study, which writes it again.';
  return parse(failuresSchema, await readJson(path, 'list of failures'), path, remedy);
}

/** Writes `failure.json` of a run. @param folder of the study @throws MotifsmithError `inputOutput` */
export async function writeFailure(folder: string, failure: CellFailure): Promise<void> {
  const { kind, message, where, remedy, attempts } = failure;
  const run = join(folder, cellFolder(failure));
  await ensureFolder(run);
  await writeJson(join(run, FAILURE_FILE), { kind, message, where, remedy, attempts });
}

/**
 * Why a run could not be finished when it was last tried; null if nothing is known of it.
 * @param run its folder
 * @throws MotifsmithError `artifact` if `failure.json` is damaged
 */
export async function readFailure(run: string, cell: Cell): Promise<CellFailure | null> {
  const path = join(run, FAILURE_FILE);
  if (!(await exists(path))) return null;
  const remedy = 'Delete the file and resume the study, which tries the run again.';
  const value = await readJson(path, 'failure of the run');
  const { attempts, ...failure } = parse(runFailureSchema, value, path, remedy);
  return { ...cell, attempts, ...failure };
}

/** Before a run is tried again. @param run its folder */
export function forgetFailure(run: string): Promise<void> {
  const path = join(run, FAILURE_FILE);
  return writing(path, () => rm(path, { force: true }));
}
