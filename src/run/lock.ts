/**
 * Keeps two processes from writing one run. The lock is a file with the process id of its holder;
 * a holder that was killed leaves it behind, so the lock of a process that is gone does not count.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { systemCode, writing } from '../files/refusals.ts';

export const LOCK_FILE = 'lock';

const ATTEMPTS = 3;
const PAUSE_MS = 50;

/** Folders that this process has locked; its own process id alone would not say. */
const held = new Set<string>();

const holderSchema = z.object({ pid: z.int().min(1), host: z.string() });
type Holder = Infer<typeof holderSchema>;

async function holderOf(path: string): Promise<Holder | null> {
  try {
    return parse(holderSchema, JSON.parse(await readFile(path, 'utf8')), path, '');
  } catch {
    // It is gone, or was cut short by a kill: nobody holds it.
    return null;
  }
}

/** Killed, but not yet reaped by its parent: on Linux such a process still has its number. */
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

/** Whether a live process is working on the run in this folder. */
export async function isLocked(folder: string): Promise<boolean> {
  const path = join(folder, LOCK_FILE);
  const holder = await holderOf(path);
  return holder !== null && (await isAlive(holder, path));
}

/**
 * Locks a run folder for this process.
 * @returns releases the lock
 * @throws MotifsmithError `artifact` if another process is working there, `inputOutput` if the
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
      // A process that is being killed is gone in a moment.
      if (attempt < ATTEMPTS - 1) {
        await setTimeout(PAUSE_MS);
        continue;
      }
      throw new MotifsmithError(
        'artifact',
        `Another process (${holder.pid} on ${holder.host}) is working on this run.`,
        { where: folder, remedy: `Wait for it to end; if it is gone, delete ${path}.` },
      );
    }
    await writing(path, () => rm(path, { force: true }));
  }
  throw new MotifsmithError('artifact', 'Another process keeps taking this run.', {
    where: folder,
  });
}
