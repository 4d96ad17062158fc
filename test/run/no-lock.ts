/** For tests of what writes under a lock, in folders that no other process knows. */
import type { FolderLock } from '../../src/run/lock/lock.ts';

export const NO_LOCK: FolderLock = {
  requireOwn: () => Promise.resolve(),
  release: () => Promise.resolve(),
};
