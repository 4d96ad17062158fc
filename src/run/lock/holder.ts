/**
 * Who holds a lock, and whether that process is still there. A process id alone does not say: it means
 * another process in another container, after a restart, or once the number is given out again.
 */
import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Infer } from '../../core/schema.ts';
import { systemCode } from '../../files/refusals.ts';

export const holderSchema = z.object({
  pid: z.int().min(1),
  host: z.string(),
  /** Identifies the running system since it was started; null where it does not say. */
  boot: z.string().nullable(),
  /** PID namespace, which containers have of their own; null where there are none. */
  namespace: z.string().nullable(),
  /** When the process started, in a unit of the system; null where it does not say. */
  started: z.string().nullable(),
});
/** A process, wherever it runs. @interface */
export type Holder = Infer<typeof holderSchema>;

const run = promisify(execFile);

/** What a program of the system prints; null if it cannot say. */
function ask(program: string, ...options: string[]): Promise<string | null> {
  return run(program, options, { timeout: 5000 }).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );
}

const textOf = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );

interface ProcessState {
  readonly pid: number;
  /** Ended, but its parent has not yet taken note, so it still has its number. */
  readonly ended: boolean;
  readonly started: string;
}

/** From /proc, Linux only. @param process a number, or `self` */
async function stateOf(process: number | 'self'): Promise<ProcessState | null> {
  const text = await textOf(`/proc/${process}/stat`);
  if (text === null) return null;
  // The second field is a name in parentheses that may itself hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const started = fields[19];
  if (started === undefined) return null;
  return { pid: Number.parseInt(text, 10), ended: /^[ZX]/.test(fields[0]!), started };
}

/** When a process of this system started; Windows has no quick way to tell. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return (await stateOf(pid))?.started ?? null;
  return process.platform === 'win32' ? null : ask('ps', '-o', 'lstart=', '-p', String(pid));
}

async function bootOf(): Promise<string | null> {
  if (process.platform === 'darwin') return ask('sysctl', '-n', 'kern.bootsessionuuid');
  return textOf('/proc/sys/kernel/random/boot_id');
}

async function describeSelf(): Promise<Holder & { readonly procIsOwn: boolean }> {
  const self = await stateOf('self');
  return {
    pid: process.pid,
    host: hostname(),
    boot: await bootOf(),
    namespace: await readlink('/proc/self/ns/pid').catch(() => null),
    started: self?.started ?? (await startOf(process.pid)),
    procIsOwn: self?.pid === process.pid,
  };
}

let self: ReturnType<typeof describeSelf> | null = null;
const thisOne = (): ReturnType<typeof describeSelf> => {
  self ??= describeSelf();
  return self;
};

/** This process, as locks name it. */
export async function thisProcess(): Promise<Holder> {
  const { procIsOwn: _, ...holder } = await thisOne();
  return holder;
}

/**
 * Whether a process is alive. `unknown` if it cannot be asked: it is on another machine or in another
 * container, or, under the same host name, was so before a restart. A restart cannot be told from another
 * host of that name, so it is not proof of death.
 * @param isOwn whether this process holds the lock, for systems that do not say when it started
 */
export async function aliveness(
  holder: Holder,
  isOwn: boolean,
): Promise<'alive' | 'dead' | 'unknown'> {
  const { procIsOwn, ...own } = await thisOne();
  const together =
    own.boot !== null ? holder.boot === own.boot : holder.boot === null && holder.host === own.host;
  if (!together || holder.namespace !== own.namespace) return 'unknown';
  return askHere(holder, isOwn, procIsOwn);
}

/**
 * The same for locks of version 0.1, which hold only host name and number and are never touched. As there,
 * a number that is not in use under the own host name is a process that has ended, and processes of other
 * hosts are alive.
 */
export async function alivenessByNumber(pid: number, host: string): Promise<'alive' | 'dead'> {
  if (host !== hostname()) return 'alive';
  const holder = { pid, host, boot: null, namespace: null, started: null };
  return askHere(holder, false, (await thisOne()).procIsOwn);
}

async function askHere(
  { pid, started }: Holder,
  isOwn: boolean,
  procIsOwn: boolean,
): Promise<'alive' | 'dead'> {
  if (pid === process.pid) {
    const own = (await thisOne()).started;
    return isOwn || (started !== null && started === own) ? 'alive' : 'dead';
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return 'dead';
  }
  // /proc of another namespace counts other processes, and may hide those of other users.
  if (process.platform === 'linux') {
    const state = procIsOwn ? await stateOf(pid) : null;
    if (state === null) return 'alive';
    return state.ended || (started !== null && state.started !== started) ? 'dead' : 'alive';
  }
  const now = started === null ? null : await startOf(pid);
  return now === null || now === started ? 'alive' : 'dead';
}
