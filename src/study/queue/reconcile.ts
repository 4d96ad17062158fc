/**
 * Makes the queue of a data set hold what a study awaits, and nothing else: what the store has lost goes in again,
 * and what nobody awaits is taken out.
 */
import type { Queue } from 'bullmq';
import { type Cell, cellId } from '../study-record.ts';
import { filesKey, lockKey, OFFERS_KEY, plansKey } from './keys.ts';
import type { JobData, Offer } from './messages.ts';
import type { Store } from './store.ts';

/** States of the jobs of a queue. */
export const STATES = ['wait', 'active', 'completed', 'failed'] as const;

/** A cell that a study awaits. */
interface AwaitedJob {
  readonly cell: Cell;
  readonly dataset: string;
  readonly data: JobData;
  readonly planText: string;
}

/**
 * @param awaited of all data sets, by id of the job
 * @param offer what workers must know before they take a cell of the data set
 */
export async function reconcile(
  store: Store,
  queue: Queue,
  awaited: ReadonlyMap<string, AwaitedJob>,
  offer: Omit<Offer, 'needsData'>,
): Promise<void> {
  const there = new Set(await queue.getRanges([...STATES], 0, -1));
  // Failures that workers tell are completed jobs: these are of no known kind.
  for (const id of await queue.getRanges(['failed'], 0, -1)) {
    await dropJob(store, queue, id);
    there.delete(id);
  }
  for (const id of there) if (!awaited.has(id)) await dropJob(store, queue, id);
  const own = [...awaited].filter(([, { dataset }]) => dataset === offer.dataset);
  const missing = own.filter(([id]) => !there.has(id));
  if (own.length === 0) return;
  const { redis } = store;
  const plans = new Map(own.map(([, { data, planText }]) => [data.plan, planText]));
  await redis.hset(plansKey(queue.name), plans);
  if (missing.length > 0) {
    await queue.addBulk(
      missing.map(([id, { cell, data }]) => ({ name: cellId(cell), data, opts: { jobId: id } })),
    );
  }
  const needsData = own.some(([, { data }]) => data.fingerprint !== null);
  await redis.hset(OFFERS_KEY, queue.name, JSON.stringify({ ...offer, needsData }));
}

/** Takes a job out, whoever has it; its owner notices that its lock is gone. */
export async function dropJob({ redis }: Store, queue: Queue, id: string): Promise<void> {
  await redis.unlink(lockKey(queue.name, id), filesKey(queue.name, id));
  await queue.remove(id);
}
