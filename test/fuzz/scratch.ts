/** A folder for the files of a target, in memory where the system has such a place; it goes with the process. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

const folders: string[] = [];

export function scratchFolder(): string {
  if (folders.length === 0) process.once('exit', removeAll);
  const place = existsSync(MEMORY) ? MEMORY : tmpdir();
  folders.push(mkdtempSync(join(place, 'motifsmith-fuzz-')));
  return folders.at(-1)!;
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
