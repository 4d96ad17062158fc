/**
 * A folder for each process that the studio starts: the files that it reads, and its output. It is
 * removed when the process has ended; if the studio is killed before that, by the next studio.
 */
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hereabouts, isRunning } from '../../files/temporary.ts';
import { writeWhole } from '../../files/write-atomic.ts';

/** `motifsmith-studio-<place>-<process id of the studio>-<random>` */
const NAME = /^motifsmith-studio-([0-9a-f]{8})-(\d+)-[^-]+$/;

/** Holds the process id of the child, which may outlive the studio. */
const CHILD = 'pid';

/** How long a folder may be without a child before it counts as abandoned. */
const ABANDONED_MS = 3600_000;

export async function makeChildFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), `motifsmith-studio-${await hereabouts()}-${process.pid}-`));
}

/** Says which process a folder is for. */
export async function noteChild(folder: string, pid: number): Promise<void> {
  // Half of a number would be the number of another process.
  await writeWhole(join(folder, CHILD), String(pid));
}

/** Removes the folders of studios that were killed and whose processes have ended. */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const [, place, studio] = NAME.exec(name) ?? [];
    if (place !== (await hereabouts()) || (await isRunning(Number(studio)))) continue;
    const folder = join(tmpdir(), name);
    // If it cannot be removed, it is in nobody's way.
    if ((await isOwn(folder)) && (await isAbandoned(folder)))
      await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** Others may create anything of this name in /tmp, such as a link, or a pipe that nobody writes. */
async function isOwn(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  // Windows knows no user ids, and has a temporary folder for each user.
  const user = process.getuid?.() ?? found?.uid;
  return found?.isDirectory() === true && found.uid === user;
}

async function isAbandoned(folder: string): Promise<boolean> {
  const child = Number(await readFile(join(folder, CHILD), 'utf8').catch(() => ''));
  if (child > 0) return !(await isRunning(child));
  return lstat(folder).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - ABANDONED_MS,
    () => false,
  );
}
