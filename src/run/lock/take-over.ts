/**
 * Who gets the lock: at most one process, whatever dies at whatever moment. A contender writes a complete
 * file of its own and links it to the name of the lock, which only one can do. A lock X whose holder is
 * dead is succeeded through claims: the contender links its file to `<lock>.<X>.next`, or, if the process
 * that did so is dead too, to the name that follows from that claim, and so on to the end of the chain;
 * then it reads the lock and the chain again, gives up unless nothing has changed, and renames its file
 * over the lock. `proper-lockfile` and its relatives remove a stale lock and create their own, and can
 * remove the fresh lock of another contender in between; none chains.
 *
 * Why nobody is ever robbed, given that a process that is found dead does nothing more:
 * 1. Ids are random: a lock that has been replaced or released never returns, and links are exclusive.
 * 2. While the lock is X, a claim of X's chain is removed by nobody but its own process, which gives up.
 * 3. So each claim of the chain has one owner, and whoever links the next one has found that owner dead:
 *    of all owners only the last can be alive.
 * 4. Only an owner that has seen, after its link, that the lock is still X and the chain is as it was
 *    renames. Nobody else can until it dies, so X is still the lock when it does.
 * 5. A latecomer that links a name removed after the succession sees that the lock is not X any more.
 */
import { randomBytes } from 'node:crypto';

/** What a lock or a claim holds. */
export interface Held<Holder> {
  /** Of the process's attempt to lock; no two are alike. */
  readonly id: string;
  readonly holder: Holder;
}

/** The operations that the protocol consists of; each is atomic. */
export interface LockFiles<Holder> {
  /** Gives the file of this contender another name. @returns false if the name is taken */
  link(name: string): Promise<boolean>;
  /** @returns null if there is no such file */
  read(name: string): Promise<Held<Holder> | null>;
  /** Renames the file of this contender, replacing the one of that name. */
  replace(name: string): Promise<void>;
  /** Removes a name; none is no mistake. */
  remove(name: string): Promise<void>;
  /** All names in the folder of the lock. */
  list(): Promise<readonly string[]>;
}

/** A name that a process links its file to when it succeeds the dead process `id`. */
const claimOf = (lock: string, id: string): string => `${lock}.${id}.next`;

/** Ids are hexadecimal, so that they are part of a name everywhere. */
export const newId = (): string => randomBytes(16).toString('hex');

/** Whether a name is that of a lock or of something that belongs to it. */
export function belongsToLock(name: string, lock: string): boolean {
  return name === lock || name.startsWith(`${lock}.`);
}

/**
 * Tries to get the lock once.
 * @param lock name of the lock
 * @param id of this attempt, as the contender's file holds it
 * @param isDead whether a holder will never act again; it may take its time
 * @returns null if the lock is held; otherwise who is in the way, or `changed` if the lock or a claim
 *   has changed in the meantime and another attempt is worth while
 */
export async function tryLock<Holder>(
  files: LockFiles<Holder>,
  lock: string,
  id: string,
  isDead: (held: Held<Holder>, name: string) => Promise<boolean>,
): Promise<null | 'changed' | { readonly held: Held<Holder>; readonly claims: boolean }> {
  if (await files.link(lock)) {
    await sweep(files, lock, id);
    return null;
  }
  const present = await files.read(lock);
  if (present === null) return 'changed';
  if (!(await isDead(present, lock))) return { held: present, claims: false };
  /** From the lock to the end of the chain; all are dead. */
  const chain: { name: string; id: string }[] = [{ name: lock, id: present.id }];
  for (;;) {
    const name = claimOf(lock, chain.at(-1)!.id);
    const claim = await files.read(name);
    if (claim === null) break;
    if (!(await isDead(claim, name))) return { held: claim, claims: true };
    chain.push({ name, id: claim.id });
  }
  const claim = claimOf(lock, chain.at(-1)!.id);
  if (!(await files.link(claim))) return 'changed';
  for (const { name, id: expected } of chain) {
    if ((await files.read(name))?.id === expected) continue;
    await files.remove(claim);
    return 'changed';
  }
  await files.replace(lock);
  await sweep(files, lock, id);
  return null;
}

/** Removes all claims on locks before this one, which is held: they have no effect any more. */
async function sweep<Holder>(files: LockFiles<Holder>, lock: string, id: string): Promise<void> {
  for (const name of await files.list()) {
    const isClaim = name.startsWith(`${lock}.`) && name.endsWith('.next');
    if (isClaim && name !== claimOf(lock, id)) await files.remove(name);
  }
}
