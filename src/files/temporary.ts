/**
 * Names that files grow under. They name the process that writes, so that the files of killed processes can
 * be recognised and removed, and those of running ones are kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemCode } from './refusals.ts';

/** A writer writes all the time; a file of another machine that has not changed for a day is abandoned. */
const ABANDONED_MS = 24 * 3600 * 1000;

/** `<name>.<place>-<process id>-<random>.tmp` */
const TEMPORARY = /^(.+)\.([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

/** Names of earlier versions, which do not say who writes. */
const EARLIER = /\.(jsonl?|safetensors|csv|md|tex)\.(\d+|[0-9a-f]{12}\.tmp)$/;

let place: Promise<string> | null = null;

/**
 * Where a process id means the same process: on one machine, and on Linux within one PID namespace,
 * because containers may share the name of their host.
 */
export function hereabouts(): Promise<string> {
  place ??= (async () => {
    const machine = await readFile('/etc/machine-id', 'utf8').catch(() => '');
    const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
    const all = JSON.stringify([hostname(), machine, namespace]);
    return createHash('sha256').update(all).digest('hex').slice(0, 8);
  })();
  return place;
}

/** A name in the folder of `path` that no other process uses. */
export async function temporaryName(path: string): Promise<string> {
  return `${path}.${await hereabouts()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Removes what killed processes left while they wrote this file. */
export async function removeTemporaries(path: string): Promise<void> {
  const folder = dirname(path);
  await sweep(folder, (name) => TEMPORARY.exec(name)?.[1] === basename(path));
}

/** Removes what killed writers left in a folder in which no earlier version is at work. */
export async function removeLeftovers(folder: string): Promise<void> {
  await sweep(folder, () => true);
}

async function sweep(folder: string, concerns: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!concerns(name)) continue;
    const path = join(folder, name);
    const leftOver = EARLIER.test(name) || (await isLeftOver(name, path));
    // If it cannot be removed, it is in nobody's way.
    if (leftOver) await rm(path, { force: true, recursive: true }).catch(() => {});
  }
}

async function isLeftOver(name: string, path: string): Promise<boolean> {
  const [, , where, pid] = TEMPORARY.exec(name) ?? [];
  if (where === undefined) return false;
  // Not by its age: should the clock jump ahead, files that are being written would look old.
  if (where === (await hereabouts())) return !(await isRunning(Number(pid)));
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs < Date.now() - ABANDONED_MS,
    // Another process has removed it.
    () => false,
  );
}

/** Whether there is a process of this number, here, and not only its exit code. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
  // On Linux a process that has ended keeps its number until its parent takes note.
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/^[ZX]/.test(state.slice(state.lastIndexOf(')') + 2));
}
