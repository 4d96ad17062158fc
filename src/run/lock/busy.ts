/** What is said of a lock that another process holds. */
import { dirname } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import type { Trace } from './lock-files.ts';

/** The holder in words. */
function describe({ inscription }: Trace): string {
  switch (inscription.kind) {
    case 'process':
      return `${inscription.process.pid} on ${inscription.process.host}`;
    case 'number':
      return `${inscription.pid} on ${inscription.host}`;
    case 'incomplete':
      return 'whose lock is not complete';
  }
}

/** Another process holds the lock. */
export class FolderBusy extends MotifsmithError {}

/** @param path of the lock */
export function refusal(path: string, holder: Trace): FolderBusy {
  const { inscription } = holder;
  // All others are succeeded when they are dead; where a start time is unknown, a reused number may hide it.
  const clear = inscription.kind === 'process' && inscription.process.started !== null;
  return new FolderBusy(
    'artifact',
    `Another process (${describe(holder)}) is working in this folder.`,
    {
      where: dirname(path),
      remedy: clear
        ? 'Wait for it to end, or stop it.'
        : `Wait for it to end; if it is gone, delete ${path}.`,
    },
  );
}

/**
 * While a holder is watched that cannot be asked.
 * @param path of the lock
 * @param limit milliseconds
 */
export function notice(path: string, holder: Trace, limit: number): MotifsmithError {
  const seconds = Math.round(limit / 1000);
  return new MotifsmithError(
    'artifact',
    `The process that locked this folder (${describe(holder)}) cannot be asked from here: waiting up to ${seconds} s to see whether it touches its lock.`,
    { where: path },
  );
}
