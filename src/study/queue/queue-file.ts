/** `queue.json` in the folder of a study: what its queues are called. It holds no address: that may hold a password. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { parse } from '../../core/schema.ts';
import { exists, readJson } from '../../files/read.ts';
import { writeJson } from '../../files/write-atomic.ts';

const QUEUE_FILE = 'queue.json';

const queueFileSchema = z.object({
  format: z.literal('motifsmith-queue'),
  formatVersion: z.literal(1),
  /** Tells studies of one name apart. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
});

/** The id of the study in this folder; null if it never had a queue. @throws MotifsmithError `artifact` */
async function readQueueId(folder: string): Promise<string | null> {
  const path = join(folder, QUEUE_FILE);
  if (!(await exists(path))) return null;
  const remedy = 'Delete it: the cells are put into a new queue.';
  return parse(queueFileSchema, await readJson(path, 'record of the queue'), path, remedy).id;
}

/** The same; a new one if there is none. The caller holds the lock of the folder. */
export async function ensureQueueId(folder: string): Promise<string> {
  const known = await readQueueId(folder);
  if (known !== null) return known;
  const id = randomBytes(4).toString('hex');
  await writeJson(join(folder, QUEUE_FILE), {
    format: 'motifsmith-queue',
    formatVersion: 1,
    id,
  });
  return id;
}
