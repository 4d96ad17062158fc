/**
 * Finds the runs within a folder: plain runs, groups with their members, and the runs of studies,
 * which are deeper. Links are not followed, and depth and number of folders are limited, so that even
 * the root of a disk takes a bounded time.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { STUDY_FILES } from '../../study/study-record.ts';
import { SWEEP_FILES } from '../../sweep/sweep-files.ts';
import type { Limits } from './limits.ts';
import type { RunFacts } from './run-facts.ts';

/** A folder that holds a run. */
export interface FoundRun {
  /** Path relative to the runs folder, its parts joined by `/`. */
  readonly id: string;
  readonly folder: string;
  /** The id of the group that it is a member of. */
  readonly group: string | null;
  readonly facts: RunFacts;
  /** Plain files and folders in it. */
  readonly names: ReadonlySet<string>;
}

export interface Found {
  readonly runs: readonly FoundRun[];
  /** Folders that hold a study, by id. */
  readonly studies: ReadonlyMap<string, string>;
  /** Folders that hold a sweep, by id. */
  readonly sweeps: ReadonlyMap<string, string>;
  readonly truncated: boolean;
}

/** Folders that are read at a time. */
const AT_A_TIME = 32;
const NEVER = new Set<string>(['node_modules', RUN_FILES.checkpoints]);

/** Where to search: a folder within the runs folder, or that folder itself, whose id is empty. */
export interface Start {
  readonly id: string;
  readonly folder: string;
  /** The id of the group that the folder is in. */
  readonly group: string | null;
}

/**
 * @param start where to search
 * @param readFacts reads the config.json of a folder; null if it is not that of a run
 */
export async function findRuns(
  start: Start,
  readFacts: (folder: string, names: ReadonlySet<string>) => Promise<RunFacts | null>,
  { folders, depth }: Pick<Limits, 'folders' | 'depth'>,
): Promise<Found> {
  const runs: FoundRun[] = [];
  const studies = new Map<string, string>();
  const sweeps = new Map<string, string>();
  const waiting: (Start & { readonly level: number })[] = [{ ...start, level: 0 }];
  let seen = 0;
  let truncated = false;

  const look = async ({ id, folder, group, level }: (typeof waiting)[number]): Promise<void> => {
    // Removed in the meantime, or not readable: then it is not a run.
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const plain = entries.filter((entry) => entry.isFile() || entry.isDirectory());
    const names = new Set(plain.map(({ name }) => name));
    if (names.has(STUDY_FILES.study)) studies.set(id, folder);
    if (names.has(SWEEP_FILES.sweep)) sweeps.set(id, folder);
    const facts = id !== '' && names.has(RUN_FILES.config) ? await readFacts(folder, names) : null;
    if (facts !== null) runs.push({ id, folder, group, facts, names });
    // A run contains no others, but a group contains its members.
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
  return { runs, studies, sweeps, truncated };
}
