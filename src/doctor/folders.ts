/**
 * Folders that Motifsmith writes in, tried for real in a folder of their own that is removed again. A folder that
 * does not exist yet is not made: the nearest one above it is tried.
 */
import { link, mkdtemp, open, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { systemCode, writing } from '../files/refusals.ts';
import { lockFolder } from '../run/lock/lock.ts';
import { bytes } from '../view/format.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

async function nearestExisting(folder: string): Promise<string> {
  const path = resolve(folder);
  return stat(path).then(
    () => path,
    (error) => {
      if (systemCode(error) !== 'ENOENT' || dirname(path) === path) return path;
      return nearestExisting(dirname(path));
    },
  );
}

/** Calls an action with a new folder in `folder`, or as near above it as there is one. */
async function inProbe<Result>(
  folder: string,
  action: (probe: string, existing: string) => Promise<Result>,
): Promise<Result> {
  const existing = await nearestExisting(folder);
  const probe = await mkdtemp(join(existing, '.motifsmith-doctor-'));
  try {
    return await action(probe, existing);
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

export interface FolderNeeds {
  /** Bytes that should be free. */
  readonly space: number;
  /** How to use another folder, as the end of a sentence. */
  readonly elsewhere: string;
}

/** Whether files can be written, and how much space is left. */
export async function folder(path: string, { space, elsewhere }: FolderNeeds): Promise<Finding> {
  try {
    return await writing(
      path,
      () =>
        inProbe(path, async (probe, existing) => {
          await writeFile(join(probe, 'written'), 'something', { flush: true });
          const { bavail, bsize, files, ffree } = await statfs(probe);
          const place = existing === resolve(path) ? path : `${path} (to be made)`;
          const finding = `${place}, ${bytes(bavail * bsize)} free`;
          if (bavail * bsize < space) return warning(finding, `Free some space, or ${elsewhere}.`);
          // Some file systems have no fixed number of files, and say 0.
          if (files > 0 && ffree === 0) {
            return warning(`${place}, no room for new files`, `Delete some, or ${elsewhere}.`);
          }
          return ok(finding);
        }),
      elsewhere,
    );
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    return problem(`${path}: ${error.message}`, error.remedy!);
  }
}

/** What a file system can do that runs are safer with, each tried in an empty folder. */
const ABILITIES: readonly [name: string, attempt: (probe: string) => Promise<boolean>][] = [
  ['replaces files in one step', replaces],
  ['hard links', links],
  ['synchronises', synchronises],
  ['locks', locks],
];

async function replaces(probe: string): Promise<boolean> {
  const [first, second] = [join(probe, 'first'), join(probe, 'second')];
  await writeFile(first, 'old');
  await writeFile(second, 'new');
  await rename(second, first);
  return (await stat(first)).size === 3;
}

async function links(probe: string): Promise<boolean> {
  const [file, name] = [join(probe, 'file'), join(probe, 'name')];
  await writeFile(file, '');
  await link(file, name);
  return (await stat(name)).nlink === 2;
}

async function synchronises(probe: string): Promise<boolean> {
  const handle = await open(join(probe, 'synchronised'), 'w');
  try {
    await handle.writeFile('something');
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

/** One lock is given, a second refused, and it can be had again. */
async function locks(probe: string): Promise<boolean> {
  const lock = await lockFolder(probe);
  const second = await lockFolder(probe).then(
    () => true,
    () => false,
  );
  await lock.requireOwn();
  await lock.release();
  await (await lockFolder(probe)).release();
  return !second;
}

/** A full disk says nothing about what a file system can do. */
function unlessFull(error: unknown): false {
  if (systemCode(error) === 'ENOSPC') throw error;
  return false;
}

async function isCaseSensitive(probe: string): Promise<boolean> {
  await writeFile(join(probe, 'case'), '');
  return stat(join(probe, 'CASE')).then(
    () => false,
    () => true,
  );
}

/** Whether what keeps runs safe works on the file system of a folder. */
export async function fileSystem(path: string): Promise<Finding> {
  try {
    return await inProbe(path, async (probe) => {
      const missing: string[] = [];
      for (const [name, attempt] of ABILITIES) {
        if (!(await attempt(probe).catch(unlessFull))) missing.push(name);
      }
      const names = `upper and lower case ${(await isCaseSensitive(probe)) ? 'differ' : 'are the same'}`;
      const elsewhere = 'Keep runs on a local disk: `--output FOLDER`.';
      if (missing.length === 0) {
        return ok(`${ABILITIES.map(([name]) => name).join(', ')}; ${names}`);
      }
      const finding = `no: ${missing.join(', ')}`;
      // Locks have a way without hard links.
      return missing.every((name) => name === 'hard links')
        ? warning(finding, elsewhere)
        : problem(finding, elsewhere);
    });
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return problem('not tried, because of the problem above', 'Mend that first.');
  }
}
