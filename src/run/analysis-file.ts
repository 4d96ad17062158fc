/** `analysis.json`, next to the summary of a finished member; it can be made again at any time. */
import { join } from 'node:path';
import { type Analysis, analysisSchema } from '../analysis/analysis.ts';
import { parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { RUN_FILES } from './schema/run-files.ts';

/** @throws MotifsmithError `artifact` naming the field if it is not an analysis */
export function parseAnalysis(value: unknown, path: string): Analysis {
  return parse(
    analysisSchema,
    value,
    path,
    'Let `motifsmith runs repair` make it again from the weights.',
  );
}

/**
 * Reads a member's `analysis.json`.
 * @returns null if there is none
 * @throws MotifsmithError `artifact` if it is damaged
 */
export async function readAnalysis(folder: string): Promise<Analysis | null> {
  const path = join(folder, RUN_FILES.analysis);
  if (!(await exists(path))) return null;
  return parseAnalysis(await readJson(path, 'analysis'), path);
}
