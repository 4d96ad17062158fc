/**
 * Folders for the files of targets, in memory where the system has such a place. They go with the process; those
 * of one that was killed, with the next that needs some.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const NAME = /^motifsmith-fuzz-(\d+)-/;

const place = existsSync(MEMORY) ? MEMORY : tmpdir();
let begun = false;

export function scratchFolder(): string {
  if (!begun) {
    begun = true;
    removeScratch((pid) => !isAlive(pid));
    process.once('exit', removeOwnScratch);
  }
  return mkdtempSync(join(place, `motifsmith-fuzz-${process.pid}-`));
}

/** Removes the folders of this process; a target that is used again fails. */
export function removeOwnScratch(): void {
  removeScratch((pid) => pid === process.pid);
}

/** @param of whether to remove what a process has made */
function removeScratch(of: (pid: number) => boolean): void {
  for (const name of readdirSync(place)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && of(Number(pid)))
      rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
