/** Whether the part of `metrics.jsonl` that a checkpoint was made with is still what it was. */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { MotifsmithError } from '../core/errors.ts';
import { readMetrics } from './metrics-reader.ts';

const CHUNK = 2 ** 18;
const REMEDY = 'Restore the file, or let `motifsmith runs repair` compute the run again.';

/** SHA-256 of the first bytes of an open file, to which more can be added. */
export async function hashOfPrefix(file: FileHandle, bytes: number): Promise<Hash> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (let position = 0; position < bytes; ) {
    const length = Math.min(CHUNK, bytes - position);
    const { bytesRead } = await file.read(buffer, 0, length, position);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
}

/**
 * What is wrong with the first bytes of a record; null if nothing is.
 * @param sha256 of these bytes; null for runs of version 0.1, whose lines are read instead
 */
export async function prefixDamage(
  path: string,
  bytes: number,
  sha256: string | null,
): Promise<MotifsmithError | null> {
  const damage = (message: string, where: string) =>
    new MotifsmithError('artifact', message, { where, remedy: REMEDY });
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < bytes) {
    return damage('The record has been cut short.', `${path}: ${size} of ${bytes} bytes`);
  }
  if (bytes === 0) return null;
  if (sha256 === null) return damagedLineBefore(path, bytes);
  const file = await open(path);
  try {
    const found = (await hashOfPrefix(file, bytes)).digest('hex');
    if (found === sha256) return null;
  } finally {
    await file.close();
  }
  // Where it is, if that can be seen.
  const line = await damagedLineBefore(path, bytes);
  return (
    line ?? damage('The record is not what was written.', `${path}: SHA-256 of ${bytes} bytes`)
  );
}

async function damagedLineBefore(path: string, bytes: number): Promise<MotifsmithError | null> {
  let end = 0;
  for await (const line of readMetrics(path, { damage: 'report', run: 'open' })) {
    if ('damage' in line) return line.damage;
    end = line.next;
    if (end >= bytes) break;
  }
  if (end === bytes) return null;
  return new MotifsmithError('artifact', 'The lines of the record do not end where they should.', {
    where: `${path}: byte ${end}, not ${bytes}`,
    remedy: REMEDY,
  });
}
