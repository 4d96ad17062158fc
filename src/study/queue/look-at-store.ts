/** What is in a store: the queues of all studies, and how far their cells are. */
import { MotifsmithError } from '../../core/errors.ts';
import { cellOfJob, lockKey, OFFERS_KEY } from './keys.ts';
import { readOffer, readProgress } from './messages.ts';
import { openQueue, removeQueue } from './queues.ts';
import type { Store } from './store.ts';

export type QueuedState = 'waiting' | 'working' | 'collectable';

interface QueuedCell {
  readonly id: string;
  readonly state: QueuedState;
  /** Who is at work on it. */
  readonly worker: string | null;
  /** How much of it is done, from 0 to 1. */
  readonly part: number | null;
}

/** The cells of one data set of a study. */
export interface StoredQueue {
  readonly name: string;
  readonly version: string;
  readonly study: string;
  readonly dataset: string;
  readonly needsData: boolean;
  readonly cells: readonly QueuedCell[];
}

/** @throws MotifsmithError `artifact` if what is there cannot be read */
export async function lookAtStore(store: Store): Promise<StoredQueue[]> {
  const offers = Object.entries(await store.redis.hgetall(OFFERS_KEY)).sort();
  const found: StoredQueue[] = [];
  for (const [name, text] of offers) {
    const offer = readOffer(text, `${OFFERS_KEY}: ${name}`);
    found.push({ name, ...offer, cells: await cellsOf(store, name) });
  }
  return found;
}

async function cellsOf(store: Store, name: string): Promise<QueuedCell[]> {
  const queue = openQueue(store, name);
  try {
    const of = (state: 'completed' | 'active' | 'wait') => queue.getRanges([state], 0, -1);
    const cell = (id: string, state: QueuedState): QueuedCell => ({
      id: cellOfJob(id),
      state,
      worker: null,
      part: null,
    });
    const done = (await of('completed')).map((id) => cell(id, 'collectable'));
    const working = (await of('active')).map(async (id): Promise<QueuedCell> => {
      // Of an owner that went away, until another worker takes note.
      if ((await store.redis.exists(lockKey(name, id))) === 0) return cell(id, 'waiting');
      const job = await queue.getJob(id);
      const progress = readProgress(job?.progress);
      return {
        ...cell(id, 'working'),
        worker: job?.processedBy ?? null,
        part: progress && progress.work / progress.totalWork,
      };
    });
    // The next one is the last of the list.
    const waiting = (await of('wait')).reverse().map((id) => cell(id, 'waiting'));
    return [...done, ...(await Promise.all(working)), ...waiting];
  } finally {
    await queue.close();
  }
}

/**
 * Takes a study out, whoever works on it; what has been collected stays in its folder.
 * @param name of one of its queues, or the part before the data set
 * @returns the names of the queues
 * @throws MotifsmithError `usage` if there is none
 */
export async function cancelStudy(store: Store, name: string): Promise<string[]> {
  const there = (await store.redis.hkeys(OFFERS_KEY)).sort();
  const named = there.filter((queue) => queue === name || queue.startsWith(`${name}.`));
  if (named.length === 0) {
    throw new MotifsmithError('usage', `There is no study ${JSON.stringify(name)} in the queue.`, {
      where: store.address,
      remedy: there.length === 0 ? 'It holds none.' : `It holds ${there.join(', ')}.`,
    });
  }
  for (const one of named) {
    const queue = openQueue(store, one);
    await removeQueue(store, queue);
    await queue.close();
  }
  return named;
}
