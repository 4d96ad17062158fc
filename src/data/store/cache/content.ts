/**
 * One hash for the content of all files of a data set. As in git's index, a file whose size and times
 * have not changed since it was last hashed is not read again.
 */

import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MotifsmithError } from '../../../core/errors.ts';
import { parseJson } from '../../../core/parse-json.ts';
import { writeAtomically } from '../../../files/write-atomic.ts';
import type { DiskStore } from '../disk.ts';
import type { FileStamp } from '../list-files.ts';
import { CACHE_ELSEWHERE } from './location.ts';

/**
 * A file that changed this shortly before it was hashed may change again within the same tick of the
 * file system's clock, so it is hashed again next time.
 */
const SETTLED_MS = 3000;

/** Path → [size, modified, changed, SHA-256 of the content]. */
type Known = Readonly<Record<string, readonly [number, string, string, string]>>;

export interface ContentOptions {
  /** Folder of the cache. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Gets the bytes read and to be read; not called if nothing has to be read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Content {
  /** SHA-256 over path, size and SHA-256 of each file, in hexadecimal. */
  readonly hash: string;
  readonly stamps: readonly FileStamp[];
}

/** @throws MotifsmithError `data` if a file cannot be read, `inputOutput` if the cache cannot be written */
export async function contentOf(store: DiskStore, options: ContentOptions): Promise<Content> {
  const stamps = await store.stamps();
  const place = join(options.folder, 'files', `${await identityOf(store, stamps)}.json`);
  const known = await readKnown(place);
  const isKnown = ({ path, size, modified, changed }: FileStamp): boolean => {
    const entry = Object.hasOwn(known, path) ? known[path]! : null;
    return entry?.[0] === size && entry[1] === modified && entry[2] === changed;
  };
  const unknown = stamps.filter((stamp) => stamp.refusal === null && !isKnown(stamp));
  const hashes = await hashFiles(store, unknown, options);
  const next: Record<string, Known[string]> = {};
  const whole = createHash('sha256');
  for (const { path, size, modified, changed, refusal } of stamps) {
    const fresh = hashes.get(path);
    const hash = fresh === undefined && refusal === null ? known[path]![3] : (fresh?.hash ?? null);
    if (hash === null) {
      // Part of the hash, so that the set is read again as soon as the file can be.
      whole.update(`${JSON.stringify(path)} cannot be read\n`);
      continue;
    }
    whole.update(`${JSON.stringify(path)} ${size} ${hash}\n`);
    if (fresh === undefined || Number(changed) / 1e6 < fresh.time - SETTLED_MS) {
      next[path] = [size, modified, changed, hash];
    }
  }
  if (unknown.length > 0) await writeKnown(place, next);
  return { hash: whole.digest('hex'), stamps };
}

/**
 * Checks that no file has changed since it was hashed.
 * @throws MotifsmithError `data` naming the first that has
 */
export async function requireUnchanged(
  store: DiskStore,
  before: readonly FileStamp[],
): Promise<void> {
  const now = new Map((await store.stamps()).map((stamp) => [stamp.path, stamp]));
  const changed = before.find((stamp) => {
    const found = now.get(stamp.path);
    return found?.size !== stamp.size || found.modified !== stamp.modified;
  });
  if (changed === undefined && now.size === before.length) return;
  throw new MotifsmithError('data', 'The files changed while they were read.', {
    where: changed === undefined ? store.root : store.absolute(changed.path),
    remedy: 'Wait until they are complete, then try again.',
  });
}

/** Name of the list of known files: one for each folder or single file. */
async function identityOf(store: DiskStore, stamps: readonly FileStamp[]): Promise<string> {
  const root = await realpath(store.root);
  const only = stamps.length === 1 ? basename(stamps[0]!.path) : '';
  return createHash('sha256')
    .update(JSON.stringify([root, only]))
    .digest('hex');
}

/** Of files that cannot be read, null. */
async function hashFiles(
  store: DiskStore,
  files: readonly FileStamp[],
  { signal, onProgress }: ContentOptions,
): Promise<Map<string, { hash: string | null; time: number }>> {
  const hashes = new Map<string, { hash: string | null; time: number }>();
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const { path } of files) {
    if (signal?.aborted)
      throw new MotifsmithError('interrupted', 'Stopped while reading the data.');
    const hash = createHash('sha256');
    const time = Date.now();
    try {
      for await (const chunk of store.chunks(path)) {
        hash.update(chunk);
        done += chunk.length;
        onProgress?.(done, total);
      }
    } catch (error) {
      if (!(error instanceof MotifsmithError)) throw error;
      // Whether that is the end is decided where recordings are decoded.
      store.setAside(path, error);
      hashes.set(path, { hash: null, time });
      continue;
    }
    hashes.set(path, { hash: hash.digest('hex'), time });
  }
  return hashes;
}

/** Nothing is known if the list is missing or damaged: then everything is hashed again. */
async function readKnown(path: string): Promise<Known> {
  try {
    const value: unknown = parseJson(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Known) : {};
  } catch {
    return {};
  }
}

function writeKnown(path: string, known: Known): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(known));
  return writeAtomically(path, (file) => file.append(bytes), { elsewhere: CACHE_ELSEWHERE });
}
