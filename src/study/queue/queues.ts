/** The queues of a study in the store: opened, and removed with all that belongs to them. */
import type { Queue } from 'bullmq';
import { filesKey, OFFERS_KEY, PREFIX, plansKey, uploadKey } from './keys.ts';
import type { Store } from './store.ts';

/** Events of BullMQ that are kept; nothing here reads them. */
const EVENTS = 100;
/** Keys looked at between two answers of the store. */
const SCAN = 1000;

export function openQueue({ bullmq, redis }: Store, name: string): Queue {
  const queue = new bullmq.Queue(name, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: EVENTS } },
  });
  // What goes wrong is reported where it was asked for.
  queue.on('error', () => {});
  return queue;
}

/** Removes what a worker that still looked after a queue has left since the queue was removed. */
export async function forgetQueue({ redis }: Store, queue: string): Promise<void> {
  const own = ['meta', 'stalled-check'].map((name) => `${PREFIX}:${queue}:${name}`);
  await redis.unlink(...own);
}

/** Removes a queue with its cells, whoever works on them, and all of their files. */
export async function removeQueue({ redis }: Store, queue: Queue): Promise<void> {
  await queue.obliterate({ force: true });
  await redis.unlink(plansKey(queue.name));
  for (const pattern of [filesKey(queue.name, '*'), uploadKey(queue.name, '*', '*')]) {
    for await (const keys of redis.scanStream({ match: pattern, count: SCAN })) {
      if (keys.length > 0) await redis.unlink(...(keys as string[]));
    }
  }
  // Last: then workers forget the queue, which would undo its pause if it were not yet gone; and what an interrupted
  // removal has left can be found.
  await redis.hdel(OFFERS_KEY, queue.name);
}
