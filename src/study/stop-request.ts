/**
 * Asks all processes that work in a study's folder to save and end, wherever they run: they look at a file there.
 * Only a change of it counts, so it need not be removed before the next start.
 */

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/write-atomic.ts';

const STOP_FILE = 'stop-request';

/** Between two looks. */
const LOOK_MS = 1000;

const read = (folder: string): Promise<string> =>
  readFile(join(folder, STOP_FILE), 'latin1').catch(() => '');

/** @throws MotifsmithError `inputOutput` */
export function requestStop(folder: string): Promise<void> {
  return writeWhole(join(folder, STOP_FILE), `${randomBytes(8).toString('hex')}\n`);
}

/**
 * Does something that ends when it is asked to, by the signal or in the folder.
 * @param folder of the study; requests that were made there before do not count
 */
export async function heedingRequests<Result>(
  folder: string,
  signal: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const before = await read(folder);
  const stop = new AbortController();
  const look = async () => {
    if ((await read(folder)) !== before) stop.abort();
  };
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  try {
    return await action(AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]));
  } finally {
    clearInterval(timer);
  }
}
