/**
 * Notices when folders have changed: at once where the system reports changes, and by regular checks
 * everywhere else (network drives report nothing, and watches are a scarce resource).
 */
import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';

/** Changes within this time count as one. */
const TOGETHER_MS = 60;

/**
 * Calls `look` whenever something may have changed, one call at a time, until the signal is aborted.
 * @param folders to watch, without their subfolders
 * @param everyMs longest time between two calls
 */
export async function whileWatching(
  folders: readonly string[],
  everyMs: () => number,
  signal: AbortSignal,
  look: () => Promise<void>,
): Promise<void> {
  let changed = false;
  let wake = (): void => {};
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  const watchers = folders.flatMap(
    (folder) =>
      watchFolder(folder, () => {
        changed = true;
        wake();
      }) ?? [],
  );
  try {
    while (!signal.aborted) {
      changed = false;
      await look();
      if (!changed && !signal.aborted) await sleep(everyMs());
      if (!signal.aborted) await setTimeoutPromise(TOGETHER_MS);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const watcher of watchers) watcher.close();
  }
}

/** Null if the system cannot watch it; then the regular check has to do. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, onChange).on('error', () => {});
  } catch {
    return null;
  }
}
