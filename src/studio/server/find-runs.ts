/**
 * Finds the runs within a folder: plain runs, groups with their members, and the runs of studies,
 * which lie deeper. Links are not followed, and depth and number of folders are bounded, so that
 * even the root of a disk would be done with some time.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { Limits } from './limits.ts';
import type { RunFacts } from './run-facts.ts';

/** A folder that holds a run. */
export interface FoundRun {
  /** Path from the runs folder on, its parts joined by `/`. */
  readonly id: string;
  readonly folder: string;
  /** The id of the group that it is a member of. */
  readonly group: string | null;
  readonly facts: RunFacts;
  /** Files and folders in it; links and other odd things are not among them. */
  readonly names: ReadonlySet<string>;
}

export interface Found {
  readonly runs: readonly FoundRun[];
  readonly truncated: boolean;
}

/** Folders of which nothing is known to hold runs, or of which many do. */
const AT_A_TIME = 32;
const NEVER = new Set<string>(['node_modules', RUN_FILES.checkpoints]);

/** Where to look: a folder within the runs folder, or that folder itself, whose id is empty. */
export interface Start {
  readonly id: string;
  readonly folder: string;
  /** The id of the group that the folder lies in. */
  readonly group: string | null;
}

/**
 * @param start where to look
 * @param readFacts what stands in the config.json of a folder; null if it is not that of a run
 */
export async function findRuns(
  start: Start,
  readFacts: (folder: string, names: ReadonlySet<string>) => Promise<RunFacts | null>,
  { folders, depth }: Pick<Limits, 'folders' | 'depth'>,
): Promise<Found> {
  const runs: FoundRun[] = [];
  const waiting: (Start & { readonly level: number })[] = [{ ...start, level: 0 }];
  let seen = 0;
  let truncated = false;

  const look = async ({ id, folder, group, level }: (typeof waiting)[number]): Promise<void> => {
    // Removed in the meantime, or not for us to read: no run then.
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const plain = entries.filter((entry) => entry.isFile() || entry.isDirectory());
    const names = new Set(plain.map(({ name }) => name));
    const facts = id !== '' && names.has(RUN_FILES.config) ? await readFacts(folder, names) : null;
    if (facts !== null) runs.push({ id, folder, group, facts, names });
    // Within a run there are no others, but in a group there are its members.
    if (facts !== null && facts.kind === 'run') return;
    for (const entry of entries) {
      const { name } = entry;
      if (!entry.isDirectory() || name.startsWith('.') || NEVER.has(name)) continue;
      if (level === depth) {
        truncated = true;
        continue;
      }
      waiting.push({
        id: id === '' ? name : `${id}/${name}`,
        folder: join(folder, name),
        group: facts === null ? null : id,
        level: level + 1,
      });
    }
  };

  while (waiting.length > 0) {
    const some = waiting.splice(0, AT_A_TIME);
    seen += some.length;
    if (seen > folders) {
      truncated = true;
      break;
    }
    await Promise.all(some.map(look));
  }
  return { runs, truncated };
}
