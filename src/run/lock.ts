/**
 * Keeps two processes from writing one run. The lock is a file with the process id of its holder;
 * a holder that was killed leaves it behind, so a lock of a process that no longer lives is void.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MotifsmithError } from '../core/errors.ts';
import { systemCode, writing } from '../files/refusals.ts';

export const LOCK_FILE = 'lock';

const ATTEMPTS = 3;
const PAUSE_MS = 50;

/** Folders that this process has locked; its own process id alone would not tell. */
const held = new Set<string>();

interface Holder {
  readonly pid: number;
  readonly host: string;
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    const { pid, host } = JSON.parse(await readFile(path, 'utf8')) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 && typeof host === 'string' ? { pid, host } : null;
  } catch {
    // Not there any more, or cut short by a kill: nobody holds it.
    return null;
  }
}

/** Killed, but not yet taken note of by its parent: on Linux such a process still has its number. */
async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

async function isAlive({ pid, host }: Holder, path: string): Promise<boolean> {
  // A process elsewhere cannot be asked; better to refuse than to write twice.
  if (host !== hostname()) return true;
  // After a restart (of a container, say) the dead holder may have had this process's number.
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
    return !(await isZombie(pid));
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Whether a living process is at work on the run in this folder. */
export async function isLocked(folder: string): Promise<boolean> {
  const path = join(folder, LOCK_FILE);
  const holder = await holderOf(path);
  return holder !== null && (await isAlive(holder, path));
}

/**
 * Locks a run folder for this process.
 * @returns releases the lock
 * @throws MotifsmithError `artifact` if another process is at work there, `inputOutput` if the
 * folder cannot be written
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_FILE);
  const content = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      await writeFile(path, content, { flag: 'wx' });
      held.add(path);
      return async () => {
        held.delete(path);
        await rm(path, { force: true });
      };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') await writing(path, () => Promise.reject(error));
    }
    const holder = await holderOf(path);
    if (holder !== null && (await isAlive(holder, path))) {
      // One that is just being killed is gone in a moment.
      if (attempt < ATTEMPTS - 1) {
        await setTimeout(PAUSE_MS);
        continue;
      }
      throw new MotifsmithError(
        'artifact',
        `Another process (${holder.pid} on ${holder.host}) is at work on this run.`,
        { where: folder, remedy: `Wait for it to end; if it is gone, delete ${path}.` },
      );
    }
    await writing(path, () => rm(path, { force: true }));
  }
  throw new MotifsmithError('artifact', 'Another process keeps taking this run.', {
    where: folder,
  });
}
