/**
 * Keeps two processes from writing one folder: a run, or a study. `take-over.ts` decides who gets the lock,
 * `holder.ts` whether its holder is alive. A holder that cannot be asked, because it is on another machine or
 * in another container, is watched: holders touch their lock every few seconds, and one that has not
 * for a minute, by the clock of the process that watches, is taken for dead. So that a process that was only
 * suspended cannot go on writing then, holders look whether the lock is still theirs before they write.
 */
import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MotifsmithError } from '../../core/errors.ts';
import { writing } from '../../files/refusals.ts';
import { removeTemporaries, temporaryName } from '../../files/temporary.ts';
import { notice, refusal } from './busy.ts';
import { aliveness, alivenessByNumber, thisProcess } from './holder.ts';
import { DiskFiles, readLock, type Trace } from './lock-files.ts';
import { belongsToLock, type Held, newId, tryLock } from './take-over.ts';

export const LOCK_FILE = 'lock';

/** Whether a file in a folder is its lock, or was made on the way to one. */
export function isLockFile(name: string): boolean {
  return belongsToLock(name, LOCK_FILE);
}

/** Between two touches by the holder. */
const BEAT_MS = 5000;
/** Without a touch for this long, a holder that cannot be asked is dead. */
const DEAD_MS = 60_000;
/** An incomplete lock was left by version 0.1, which filled it at once, or by a power cut. */
const INCOMPLETE_MS = 250;
/** Between two looks at a lock that is watched. */
const LOOK_MS = 1000;
/** Attempts, and the pause between them: a process that is being killed is gone in a moment. */
const ATTEMPTS = 3;
const PAUSE_MS = 50;
/** Succeeding a dead holder takes a few calls; one that takes this many pauses has been stopped. */
const CLAIM_ATTEMPTS = 100;

/** Ids of the locks that this process holds. */
const own = new Set<string>();

/** When this process first saw a lock as it is now, in milliseconds of its own clock. */
const seen = new Map<string, { readonly mark: string; readonly since: number }>();

function unchangedFor(path: string, { mark }: Trace): number {
  const now = performance.now();
  const before = seen.get(path);
  if (before?.mark === mark) return now - before.since;
  seen.set(path, { mark, since: now });
  return 0;
}

function state(held: Held<Trace>): Promise<'alive' | 'dead' | 'unknown'> {
  const { inscription } = held.holder;
  switch (inscription.kind) {
    case 'process':
      return aliveness(inscription.process, own.has(held.id));
    case 'number':
      return alivenessByNumber(inscription.pid, inscription.host);
    case 'incomplete':
      return Promise.resolve('unknown');
  }
}

/**
 * Whether a process is working in this folder. Does not wait: a lock whose holder cannot be asked counts
 * until this process has seen it unchanged for a minute, over several calls; an incomplete one does not.
 */
export async function isLocked(folder: string): Promise<boolean> {
  const path = join(folder, LOCK_FILE);
  const held = await readLock(path).catch(() => null);
  if (held === null) return false;
  if (held.holder.inscription.kind === 'incomplete') return false;
  const found = await state(held);
  if (found !== 'unknown') return found === 'alive';
  return unchangedFor(path, held.holder) < DEAD_MS;
}

/** Who holds the lock of a folder, as far as can be seen from here at once. */
export interface LockHolder {
  /** Null for a lock that is not complete. */
  readonly pid: number | null;
  readonly host: string | null;
  /**
   * `alive` and `dead` of a process that can be asked; of any other `unknown`, or `silent` if by the clocks of the
   * two machines it has not touched its lock for a minute.
   */
  readonly state: 'alive' | 'dead' | 'unknown' | 'silent';
  /** Whether the process is of this machine, and of this container. */
  readonly here: boolean;
}

/** Whether somebody is at work there, as far as can be told. */
export const isAtWork = (holder: LockHolder | null): holder is LockHolder =>
  holder?.state === 'alive' || holder?.state === 'unknown';

/** `123 on host`; null if a lock does not say. */
export const holderName = ({ pid, host }: LockHolder): string | null =>
  pid === null ? null : `${pid} on ${host}`;

/** The holder of the lock of a folder; null if there is none. Does not wait. */
export async function lockHolder(folder: string): Promise<LockHolder | null> {
  const path = join(folder, LOCK_FILE);
  const held = await readLock(path).catch(() => null);
  if (held === null) return null;
  const { inscription } = held.holder;
  const { pid, host } =
    inscription.kind === 'process'
      ? inscription.process
      : inscription.kind === 'number'
        ? inscription
        : { pid: null, host: null };
  const found = await state(held);
  if (found !== 'unknown') return { pid, host, state: found, here: true };
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  const silent = Date.now() - touched > DEAD_MS;
  return { pid, host, state: silent ? 'silent' : 'unknown', here: false };
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if it takes up to a minute to find out whether the holder is alive. */
  readonly onWait?: ((notice: MotifsmithError) => void) | undefined;
  /** Milliseconds without a touch after which a holder that cannot be asked is dead; tests wait less. */
  readonly deadMs?: number;
  /** Name of the lock, where it keeps less than the whole folder. */
  readonly file?: string;
}

/** A folder that belongs to this process. */
export interface FolderLock {
  /**
   * Call it before everything that is written.
   * @throws MotifsmithError `artifact` if another process has taken the folder over
   */
  requireOwn(): Promise<void>;
  /**
   * Gives the folder back; the lock of another process is left alone.
   * @throws MotifsmithError `inputOutput`
   */
  release(): Promise<void>;
}

/**
 * Locks a folder for this process.
 * @throws MotifsmithError `artifact` if another process is working there, `inputOutput` if the
 * folder cannot be written, `interrupted` by the signal while it waits
 */
export async function lockFolder(folder: string, options: LockOptions = {}): Promise<FolderLock> {
  const path = join(folder, options.file ?? LOCK_FILE);
  const id = newId();
  return writing(path, async () => {
    await removeTemporaries(path);
    const files = await DiskFiles.create(await temporaryName(path), id, await thisProcess());
    try {
      await acquire(folder, files, id, options);
    } finally {
      await files.removeOwn();
    }
    seen.delete(path);
    return hold(path, id);
  });
}

async function acquire(
  folder: string,
  files: DiskFiles,
  id: string,
  options: LockOptions,
): Promise<void> {
  const lock = options.file ?? LOCK_FILE;
  const isDead = (held: Held<Trace>, name: string) => watch(folder, files, name, held, options);
  for (let alive = 0, claimed = 0; ; ) {
    const outcome = await tryLock(files, lock, id, isDead);
    if (outcome === null) return;
    if (outcome === 'changed') continue;
    const { held, claims } = outcome;
    // One that is just succeeding a dead process will hold the lock in a moment.
    if (claims) claimed += 1;
    else alive += 1;
    if (alive === ATTEMPTS || claimed === CLAIM_ATTEMPTS)
      throw refusal(join(folder, lock), held.holder);
    await pause(PAUSE_MS);
  }
}

/**
 * Whether a holder is dead; looks for as long as it takes to know.
 * @throws MotifsmithError `artifact` if it is seen to be alive
 */
async function watch(
  folder: string,
  files: DiskFiles,
  name: string,
  held: Held<Trace>,
  { signal, onWait, deadMs = DEAD_MS }: LockOptions,
): Promise<boolean> {
  const found = await state(held);
  if (found !== 'unknown') return found === 'dead';
  const { inscription } = held.holder;
  // Without links, a lock is incomplete until its holder has filled it.
  const brief = inscription.kind === 'incomplete' && (await files.hasLinks());
  const limit = brief ? INCOMPLETE_MS : deadMs;
  const path = join(folder, name);
  if (!brief && unchangedFor(path, held.holder) < limit) {
    onWait?.(notice(path, held.holder, limit));
  }
  for (;;) {
    const unchanged = unchangedFor(path, held.holder);
    if (unchanged >= limit) return true;
    if (signal?.aborted) {
      throw new MotifsmithError('interrupted', 'Stopped while waiting for a lock.', {
        where: path,
        remedy: 'Start it again: nothing has been written.',
      });
    }
    await pause(Math.min(LOOK_MS, limit - unchanged));
    const now = await files.read(name);
    if (now?.holder.mark === held.holder.mark) continue;
    if (now?.id === held.id) throw refusal(path, held.holder);
    return false;
  }
}

function hold(path: string, id: string): FolderLock {
  const isOwn = async (): Promise<boolean> => (await readLock(path))?.id === id;
  const touch = (): Promise<void> => {
    const now = new Date();
    return utimes(path, now, now);
  };
  /** Another's lock must not look alive. */
  const beatOnce = async (): Promise<void> => {
    if (await isOwn()) await touch();
  };
  own.add(id);
  // If it fails, the next one may not; whether the lock is still ours is checked before writing.
  const beat = setInterval(() => void beatOnce().catch(() => {}), BEAT_MS).unref();
  return {
    async requireOwn() {
      if (await writing(path, isOwn)) return;
      throw new MotifsmithError(
        'artifact',
        'The lock on the folder was lost; nothing more is written.',
        {
          where: path,
          remedy:
            'It was removed, or another process took it over because this one had stood still for a minute. Resume when no other is at work.',
        },
      );
    },
    async release() {
      clearInterval(beat);
      own.delete(id);
      await writing(path, async () => {
        if (!(await isOwn())) return;
        // Whoever might succeed this process waits for a minute after this touch, so the lock is still ours.
        await touch().catch(() => {});
        await rm(path, { force: true });
      });
    },
  };
}
