/**
 * A file that leads the browser to the studio. The address has the token, and the arguments of every
 * process can be seen by all users of a machine; so the browser is given the name of a file that only
 * its owner can read. It is in a folder that is not hidden, in the user's home: browsers that are
 * installed as snaps can read neither hidden folders nor /tmp.
 */
import { rmSync } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { hereabouts, isRunning } from '../../files/temporary.ts';

/** `motifsmith-studio-<place>-<process id>-<random>` */
const NAME = /^motifsmith-studio-([0-9a-f]{8})-(\d+)-[^-]+$/;
/** Permissions of anyone but the owner. */
const OTHERS = 0o077;

export interface RedirectFile {
  readonly path: string;
  /** Removes the file and its folder; at once, because a process may be about to exit. */
  remove(): void;
}

/**
 * Writes the file, and removes those of studios that were killed.
 * @param home folder of the user
 * @throws MotifsmithError `inputOutput` where it cannot be written, or not be kept from others
 */
export async function writeRedirectFile(url: string, home: string): Promise<RedirectFile> {
  await removeAbandoned(home);
  const start = join(home, `motifsmith-studio-${await hereabouts()}-${process.pid}-`);
  const folder = await mkdtemp(start).catch((cause) => {
    throw refused('cannot be written', home, cause);
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const path = join(folder, 'open.html');
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      // Some file systems have no permissions. On Windows the folder has those of the home.
      const modes = [(await lstat(folder)).mode, (await file.stat()).mode];
      if (process.platform !== 'win32' && modes.some((mode) => (mode & OTHERS) !== 0)) {
        throw refused('would be readable by other users', home);
      }
      await file.writeFile(page(url));
    } finally {
      await file.close();
    }
  } catch (error) {
    remove();
    throw error instanceof MotifsmithError ? error : refused('cannot be written', home, error);
  }
  return { path, remove };
}

function refused(what: string, where: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('inputOutput', `The file that opens the browser ${what}.`, {
    ...{ where, cause, remedy: 'Start the studio with --no-open, and its output to a terminal.' },
  });
}

/** Replaces itself, so that the browser's button for going back does not return to it. */
function page(url: string): string {
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="referrer" content="no-referrer">
  <title>Motifsmith studio</title>
  <p><a href="${url}">Open the studio</a></p>
  <script>location.replace(${JSON.stringify(url)})</script>
</html>
`;
}

async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home).catch(() => [])) {
    const [, place, pid] = NAME.exec(name) ?? [];
    if (place !== (await hereabouts()) || (await isRunning(Number(pid)))) continue;
    // If it cannot be removed, it is in nobody's way.
    await rm(join(home, name), { recursive: true, force: true }).catch(() => {});
  }
}
