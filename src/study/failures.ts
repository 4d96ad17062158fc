/** `failures.json`: the runs of a study that could not be finished, and why. */
import { join } from 'node:path';
import { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { STUDY_FILES } from './study-record.ts';

const failureSchema = z.object({
  kind: z.string(),
  message: z.string(),
  where: z.string().nullable(),
  remedy: z.string().nullable(),
});
/** A failure as it goes between processes and into `failures.json`. */
export type FailureReport = Infer<typeof failureSchema>;

const failuresSchema = z.array(
  z.object({
    dataset: z.string(),
    method: z.string(),
    seed: z.int(),
    fold: z.int().optional(),
    ...failureSchema.shape,
    /** How often it was tried in the last sitting. */
    attempts: z.int().min(1),
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
