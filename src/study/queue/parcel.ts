/**
 * The folder of a run in the store: its files in pieces, and a list of them with their hashes. A folder may be sent
 * while its run is being computed, because what a run writes last is read first: a checkpoint before the record that
 * it counts the bytes of, a summary before the files that it has the hashes of.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { type Infer, parse } from '../../core/schema.ts';
import { ensureFolder } from '../../files/folders.ts';
import { parseJson } from '../../files/read.ts';
import { systemCode } from '../../files/refusals.ts';
import { sha256 } from '../../files/sha256.ts';
import { writeAtomically } from '../../files/write-atomic.ts';
import { isLockFile } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';

/** Bytes of a piece: small enough that others are served between two. */
const PIECE_BYTES = 2 ** 20;
/** Seconds that files on their way are kept if their sender goes away. */
const UPLOAD_SECONDS = 24 * 3600;

const LIST = 'list';
const REMEDY = 'The cell is computed again.';

/** A file of a run or of its checkpoints; no other path is written to. */
const NAME = /^(checkpoints\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

const listSchema = z
  .array(
    z.object({
      path: z.string().regex(NAME),
      bytes: z.int().min(0),
      sha256: z.string(),
    }),
  )
  .max(LIMITS.cellFiles);
type FileList = Infer<typeof listSchema>;

/** Later ones are written before earlier ones; all others come last. */
const READ_FIRST: readonly string[] = [RUN_FILES.analysis, RUN_FILES.summary];

async function filesOf(folder: string): Promise<string[]> {
  const isOurs = (name: string) => NAME.test(name) && !name.endsWith('.tmp') && !isLockFile(name);
  const top = (await readdir(folder)).filter((name) => name !== RUN_FILES.checkpoints);
  const inside = await readdir(join(folder, RUN_FILES.checkpoints)).catch(() => []);
  const checkpoints = inside.map((name) => `${RUN_FILES.checkpoints}/${name}`);
  const rank = (name: string) => {
    if (READ_FIRST.includes(name)) return READ_FIRST.indexOf(name);
    if (!name.startsWith(RUN_FILES.checkpoints)) return 4;
    return name.endsWith('.json') ? 2 : 3;
  };
  return [...checkpoints, ...top].filter(isOurs).sort((a, b) => rank(a) - rank(b));
}

/** A file of the folder, open: it can be read even if the run replaces or removes it in the meantime. */
interface OpenFile {
  readonly path: string;
  readonly file: FileHandle;
  readonly bytes: number;
}

/** Opens all files at about the same time. @returns null if one has just been removed */
async function openFiles(folder: string): Promise<OpenFile[] | null> {
  const opened: OpenFile[] = [];
  const paths = await filesOf(folder);
  try {
    for (const path of paths) {
      const file = await open(join(folder, path));
      opened.push({ path, file, bytes: (await file.stat()).size });
    }
    return opened;
  } catch (error) {
    await closeFiles(opened);
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

const closeFiles = (files: readonly OpenFile[]): Promise<unknown> =>
  Promise.all(files.map(({ file }) => file.close()));

/**
 * Sends the files of a folder to a key of their own.
 * @returns the hash of the list of files
 * @throws MotifsmithError `usage` if they are too many or too large, `inputOutput` if they cannot be read; what the
 * store refuses
 */
export async function sendFolder(redis: Redis, key: string, folder: string): Promise<string> {
  let files: OpenFile[] | null = null;
  while (files === null) files = await reading(folder, () => openFiles(folder));
  try {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > LIMITS.cellBytes || files.length > LIMITS.cellFiles) throw tooLarge(folder);
    await redis.unlink(key);
    const list: FileList[number][] = [];
    for (const { path, file, bytes } of files) {
      const hash = createHash('sha256');
      for (let at = 0; at < bytes; at += PIECE_BYTES) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
        await reading(folder, () => file.read(piece, 0, piece.length, at));
        hash.update(piece);
        await redis.hset(key, `${list.length}.${at}`, piece);
      }
      await redis.expire(key, UPLOAD_SECONDS);
      list.push({ path, bytes, sha256: hash.digest('hex') });
    }
    const text = JSON.stringify(list);
    await redis.hset(key, LIST, text);
    await redis.expire(key, UPLOAD_SECONDS);
    return sha256(text);
  } finally {
    await closeFiles(files);
  }
}

/** What this machine refuses, told apart from what the store does: to try it again would not help. */
async function reading<Result>(folder: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    throw new MotifsmithError('inputOutput', `The files of a cell cannot be read (${code}).`, {
      where: folder,
      remedy: 'Start the worker again, with TMPDIR naming a folder that nobody else empties.',
      cause,
    });
  }
}

const tooLarge = (folder: string): MotifsmithError =>
  new MotifsmithError(
    'usage',
    `The files of the run are more than a queue carries: over ${LIMITS.cellFiles}, or ${LIMITS.cellBytes} bytes.`,
    { where: folder, remedy: 'Do this cell without a queue.' },
  );

/**
 * Writes the files that are stored under a key into a folder, each compared with its hash.
 * @param expected hash of the list; null for any, of a cell that is to be resumed
 * @returns false if nothing is stored there
 * @throws StoreDamage if anything is missing, too large or not what was sent
 */
export async function receiveFolder(
  redis: Redis,
  key: string,
  folder: string,
  expected: string | null,
): Promise<boolean> {
  if ((await redis.hstrlen(key, LIST)) > LIMITS.jsonBytes) throw damaged(key, LIST);
  const text = await redis.hget(key, LIST);
  if (text === null) return false;
  if (expected !== null && sha256(text) !== expected) throw damaged(key, LIST);
  const list = readList(text, key);
  if (list.reduce((sum, { bytes }) => sum + bytes, 0) > LIMITS.cellBytes) throw damaged(key, LIST);
  await ensureFolder(join(folder, RUN_FILES.checkpoints));
  for (const [k, file] of list.entries()) {
    const hash = createHash('sha256');
    await writeAtomically(join(folder, file.path), async (target) => {
      while (target.length < file.bytes) {
        const piece = await redis.hgetBuffer(key, `${k}.${target.length}`);
        if (!piece?.length || target.length + piece.length > file.bytes) {
          throw damaged(key, file.path);
        }
        hash.update(piece);
        await target.append(piece);
      }
      if (hash.digest('hex') !== file.sha256) throw damaged(key, file.path);
    });
  }
  return true;
}

function readList(text: string, key: string): FileList {
  try {
    return parse(listSchema, parseJson(new TextEncoder().encode(text), key), key, REMEDY);
  } catch {
    throw damaged(key, LIST);
  }
}

/** What is in the store is not what was put there, which is no fault of the cell. */
export class StoreDamage extends MotifsmithError {}

const damaged = (key: string, what: string): StoreDamage =>
  new StoreDamage('artifact', 'Files in the store are not those that were sent.', {
    where: `${key}: ${what}`,
    remedy: REMEDY,
  });

/** One step for the store: only who holds the lock with this token replaces the files of a cell. */
const COMMIT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('RENAME', KEYS[2], KEYS[3])
redis.call('PERSIST', KEYS[3])
return 1`;

/** @returns false, and changes nothing, if another or nobody owns the cell now */
export async function commitFolder(
  redis: Redis,
  keys: { readonly lock: string; readonly upload: string; readonly files: string },
  token: string,
): Promise<boolean> {
  const done = await redis.eval(COMMIT, 3, keys.lock, keys.upload, keys.files, token);
  if (done !== 1) await redis.unlink(keys.upload);
  return done === 1;
}
