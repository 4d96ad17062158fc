/**
 * Temporary files of builders, named after the process that writes them, so that the files of killed
 * processes can be recognised and removed, and those of running ones are kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../../../files/refusals.ts';

/** A builder writes all the time; a file unchanged for a day is abandoned, on whatever machine. */
const ABANDONED_MS = 24 * 3600 * 1000;

const PATTERN = /\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A name in the folder of `path` that no other process uses. */
export function temporaryName(path: string): string {
  return `${path}.${machine()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Removes the temporary files of builders that have ended. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, host, pid] = PATTERN.exec(name) ?? [];
    if (host === undefined) continue;
    const path = join(folder, name);
    const gone = host === machine() && !isAlive(Number(pid));
    if (gone || (await isAbandoned(path))) await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - ABANDONED_MS,
    // Another process has removed it.
    () => false,
  );
}
