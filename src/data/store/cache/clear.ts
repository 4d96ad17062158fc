/** Empties the cache. Only files that are named like its own are touched: the folder may be any that a user named. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../../files/refusals.ts';
import { removeLeftovers } from '../../../files/temporary.ts';

/** Decoded sets, and lists of the hashes of files; both are named by a SHA-256. */
const OWN = { files: /^[0-9a-f]{64}\.json$/, sets: /^[0-9a-f]{64}\.cache$/ };

export interface Cleared {
  /** How many files were deleted, or would be. */
  readonly files: number;
  /** Bytes of all of them. */
  readonly size: number;
  /** Files that could not be deleted. */
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/** @param dryRun deletes nothing */
export async function clearCache(folder: string, dryRun: boolean): Promise<Cleared> {
  let [files, size] = [0, 0];
  const kept: { path: string; reason: string }[] = [];
  for (const [part, own] of Object.entries(OWN)) {
    if (!dryRun) await removeLeftovers(join(folder, part));
    const names = await readdir(join(folder, part)).catch(() => []);
    for (const name of names.filter((each) => own.test(each)).sort()) {
      const path = join(folder, part, name);
      try {
        const found = await stat(path);
        if (!dryRun) await rm(path);
        files += 1;
        size += found.size;
      } catch (error) {
        // Another process may have been quicker.
        if (systemCode(error) !== 'ENOENT') kept.push({ path, reason: String(systemCode(error)) });
      }
    }
  }
  return { files, size, kept };
}
