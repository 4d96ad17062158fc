/**
 * A run that comes back from the queue: received beside its place, compared with what was asked for, and then put
 * there in one step. What does not fit is refused whole.
 */
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder, syncFolder } from '../../files/folders.ts';
import { writing } from '../../files/refusals.ts';
import { removeTemporaries, temporaryName } from '../../files/temporary.ts';
import { readAnalysis } from '../../run/analysis-file.ts';
import { readFinished } from '../../run/finished.ts';
import { readRunRecord, writeRunRecord } from '../../run/run-record.ts';
import type { Plan } from '../../run/schema/plan.ts';
import { differenceTo } from '../open-study.ts';
import type { Cell, StudyEntry } from '../study-record.ts';
import { receiveFolder, StoreDamage } from './parcel.ts';

export interface Expected {
  readonly cell: Cell;
  readonly entry: StudyEntry;
  readonly plan: Plan;
  /** Null if the data are not files. */
  readonly fingerprint: string | null;
  readonly version: string;
}

/**
 * @param key of its files in the store
 * @param hash of their list; null for a run that is not finished
 * @param run the folder that it belongs in
 * @throws StoreDamage if it is not whole; MotifsmithError `artifact` if it is not what was asked for, `inputOutput`
 */
export async function acceptRun(
  redis: Redis,
  key: string,
  hash: string,
  run: string,
  { finished, ...expected }: Expected & { readonly finished: boolean },
): Promise<void> {
  await ensureFolder(dirname(run));
  await removeTemporaries(run);
  const temporary = await temporaryName(run);
  try {
    if (!(await receiveFolder(redis, key, temporary, hash))) {
      throw new StoreDamage('artifact', 'The files of a run are not in the store.', {
        where: key,
        remedy: 'It is computed again.',
      });
    }
    const whole = await checkRun(temporary, expected, finished);
    if (!whole) return;
    await writing(run, async () => {
      await rm(run, { recursive: true, force: true });
      await rename(temporary, run);
      await syncFolder(dirname(run));
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** @returns false for a run that failed before it had begun */
async function checkRun(
  folder: string,
  { cell, entry, plan, fingerprint, version }: Expected,
  finished: boolean,
): Promise<boolean> {
  const record = await readRunRecord(folder).catch((error: unknown) => {
    if (finished) throw error;
    return null;
  });
  if (record === null) return false;
  const difference = differenceTo(record, entry, cell);
  const where = join(folder, 'config.json');
  if (difference !== null) throw refusal(difference, where);
  if (record.version !== version) throw refusal(`version ${record.version} made it`, where);
  if (fingerprint !== null && record.data.fingerprint !== fingerprint) {
    throw refusal('it was made with other data', where);
  }
  if (finished) {
    await readFinished(folder);
    if ((await readAnalysis(folder)) === null) throw refusal('it is not analysed', where);
  }
  // Its data are where they are here, not where the worker had them.
  await writeRunRecord(folder, { ...record, plan });
  return true;
}

const refusal = (reason: string, where: string): MotifsmithError =>
  new MotifsmithError('artifact', `A run from the queue is not what was asked for: ${reason}.`, {
    where,
    remedy: 'It is computed again. Look at the worker that did it.',
  });
