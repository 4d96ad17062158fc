/**
 * The summary of a finished member, once the files that it holds hashes of have been compared with them.
 * The weights are compared where they are used. Runs of version 0.1 have a hash of their weights only.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { sha256 } from '../files/sha256.ts';
import { readStoredArchitecture } from './architecture-file.ts';
import { readMetrics } from './metrics-reader.ts';
import { hashOfPrefix } from './record-prefix.ts';
import { RUN_FILES } from './schema/run-files.ts';
import type { MemberSummary } from './schema/summary.ts';
import { readMemberSummary } from './summary-file.ts';

/** SHA-256 of a file; null if it cannot be read. */
async function hashOf(path: string): Promise<string | null> {
  try {
    const file = await open(path);
    try {
      return (await hashOfPrefix(file, Number.POSITIVE_INFINITY)).digest('hex');
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

async function visibleDamage(name: string, path: string): Promise<MotifsmithError | null> {
  try {
    if (name === RUN_FILES.architecture) await readStoredArchitecture(path);
    if (name === RUN_FILES.metrics) {
      for await (const _ of readMetrics(path, { damage: 'throw', run: 'finished' }));
    }
    return null;
  } catch (error) {
    if (error instanceof MotifsmithError) return error;
    throw error;
  }
}

/**
 * Files of a finished member, other than its weights, that are not those that it ended with.
 * @returns an error for each
 */
export async function changedFiles(
  folder: string,
  { files = {} }: MemberSummary,
): Promise<MotifsmithError[]> {
  const errors: MotifsmithError[] = [];
  for (const [name, expected] of Object.entries(files)) {
    const path = join(folder, name);
    const found = await hashOf(path);
    if (found === expected) continue;
    // Where the damage is, if that can be seen.
    const seen = await visibleDamage(name, path);
    if (seen !== null) {
      errors.push(seen);
      continue;
    }
    const problem = found === null ? 'is missing' : 'is not what the run wrote';
    errors.push(
      new MotifsmithError('artifact', `A file of the finished run ${problem}.`, {
        where: found === null ? path : `${path}: SHA-256 differs from ${RUN_FILES.summary}`,
        remedy: 'Restore it, or let `motifsmith runs repair` compute it again.',
      }),
    );
  }
  return errors;
}

/** @throws MotifsmithError `artifact` if it is missing or damaged, or a file is not the one it ended with */
export async function readFinished(folder: string): Promise<MemberSummary> {
  const summary = await readMemberSummary(folder);
  const [damage] = await changedFiles(folder, summary);
  if (damage !== undefined) throw damage;
  return summary;
}

/**
 * @param file the weights of a finished member
 * @throws MotifsmithError `artifact` if they are not those that it ended with
 */
export function requireOwnWeights(
  bytes: Uint8Array,
  { weights }: Pick<MemberSummary, 'weights'>,
  file: string,
): void {
  if (sha256(bytes) === weights.sha256) return;
  throw new MotifsmithError('artifact', 'The weights are not those that the run ended with.', {
    where: `${file}: SHA-256 differs from ${RUN_FILES.summary}`,
    remedy: 'Restore the file, or let `motifsmith runs repair` write it again.',
  });
}
