/**
 * Lists the files below a folder. What cannot be read (a link to nowhere, a locked folder, a pipe, a name
 * that is not text) is listed with the reason: it may be a recording or contain some, so it must
 * neither stop the others from being read nor go unnoticed.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { isWithin } from '../../files/folders.ts';
import type { FileEntry } from '../../formats/file-store.ts';
import { DVC, DVC_EXTENSION, isDvcFile } from './missing-content.ts';
import { refusal, refusalAt, refusalOf, unreadable } from './refusals.ts';

/** A file and when it changed. Equal stamps mean equal content. */
export interface FileStamp extends FileEntry {
  /** ns since 1970 as decimal digits: last change of the content, and of anything else. */
  readonly modified: string;
  readonly changed: string;
  /** Why it cannot be read; null for all that was found out so far. */
  readonly refusal: MotifsmithError | null;
  /** Whether it is a folder that cannot be read, or may be one: then any number of files is missing. */
  readonly isFolder: boolean;
}

/**
 * All files at this moment, sorted by path. Hidden ones (names with a leading dot) are left out.
 * @param only name of the only file that is asked for; null for all
 * @param within resolved folders that links may lead into; null for anywhere
 * @throws MotifsmithError `data` if there are too many
 */
export async function listFiles(
  root: string,
  only: string | null,
  within: readonly string[] | null = null,
): Promise<FileStamp[]> {
  const listing = new Listing(root, within);
  await listing.add(only ?? '', []);
  return listing.files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const NEVER: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'> = { mtimeNs: 0n, ctimeNs: 0n };

class Listing {
  readonly files: FileStamp[] = [];
  readonly #root: string;
  readonly #within: readonly string[] | null;

  constructor(root: string, within: readonly string[] | null) {
    this.#root = root;
    this.#within = within;
  }

  /** @param above identities of the folders above, because links may lead back to one of them */
  async add(path: string, above: readonly string[]): Promise<void> {
    const absolute = join(this.#root, path);
    let found: BigIntStats;
    try {
      found = await stat(absolute, { bigint: true });
    } catch (cause) {
      const link = await lstat(absolute, { bigint: true }).catch(() => NEVER);
      this.#push(path, link, { refusal: await refusalAt(absolute, cause) });
      return;
    }
    if (this.#within !== null && (await leadsOut(absolute, this.#within))) {
      this.#push(path, found, { refusal: unreadable(absolute, ELSEWHERE) });
      return;
    }
    if (found.isDirectory()) {
      await this.#addFolder(path, found, above);
      return;
    }
    // Reading one might never end.
    const problem = found.isFile() ? null : ([kindOf(found), 'Remove it.'] as const);
    this.#push(path, found, {
      size: Number(found.size),
      refusal: problem && unreadable(absolute, problem),
    });
  }

  async #addFolder(path: string, found: BigIntStats, above: readonly string[]): Promise<void> {
    const absolute = join(this.#root, path);
    const identity = `${found.dev}:${found.ino}`;
    if (above.includes(identity)) {
      this.#push(path, found, { refusal: refusal(absolute, 'ELOOP'), isFolder: true });
      return;
    }
    let names: Buffer[];
    try {
      names = await readdir(absolute, { encoding: 'buffer' });
    } catch (cause) {
      this.#push(path, found, { refusal: refusalOf(absolute, cause), isFolder: true });
      return;
    }
    const within = (name: string) => (path === '' ? name : `${path}/${name}`);
    const texts = new Set<string>();
    for (const name of names) {
      if (name[0] === DOT) continue;
      const text = textOf(name);
      if (text === null) this.#pushNameless(within(escaped(name)));
      else texts.add(text);
    }
    for (const name of texts) {
      await this.add(within(name), [...above, identity]);
      const kept = name.slice(0, -DVC_EXTENSION.length);
      if (!name.endsWith(DVC_EXTENSION) || texts.has(kept)) continue;
      if (await isDvcFile(join(absolute, name))) {
        this.#push(within(kept), NEVER, { refusal: unreadable(join(absolute, kept), DVC) });
      }
    }
  }

  #pushNameless(path: string): void {
    const problem = 'has a name that is not text in UTF-8';
    const remedy = 'Rename it, e.g. with `convmv -f latin1 -t utf8 --notest FOLDER`.';
    this.#push(path, NEVER, { refusal: unreadable(join(this.#root, path), [problem, remedy]) });
  }

  #push(
    path: string,
    { mtimeNs, ctimeNs }: Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>,
    about: Partial<Pick<FileStamp, 'size' | 'refusal' | 'isFolder'>>,
  ): void {
    // Without a limit, listing a path such as `/` would not end.
    if (this.files.length >= LIMITS.recordings) {
      throw new MotifsmithError('data', `There are over ${LIMITS.recordings} files.`, {
        where: this.#root,
        remedy: `Give the folder of the data set itself. ${allowMore('recordings')}.`,
      });
    }
    this.files.push({
      path,
      size: 0,
      modified: String(mtimeNs),
      changed: String(ctimeNs),
      refusal: null,
      // Classes are folders, recordings have an extension.
      isFolder: about.refusal != null && !/\.\w+$/.test(path),
      ...about,
    });
  }
}

const ELSEWHERE = [
  'is a link to a place outside the folders that may be read',
  'Put the files themselves there, or allow the folder that the link leads to.',
] as const;

/** Whether a path is a link to a place that is in none of the folders. */
async function leadsOut(path: string, within: readonly string[]): Promise<boolean> {
  const link = await lstat(path).catch(() => null);
  if (link !== null && !link.isSymbolicLink()) return false;
  const target = await realpath(path).catch(() => null);
  return target === null || !within.some((folder) => isWithin(target, folder));
}

const DOT = '.'.charCodeAt(0);

/** A name, or null if it is not text. */
function textOf(name: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return null;
  }
}

/** Each byte that is not ASCII as `\xNN`. */
function escaped(name: Buffer): string {
  const characters = Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`,
  );
  return characters.join('');
}

function kindOf(found: BigIntStats): string {
  if (found.isFIFO()) return 'is a pipe, not a file';
  if (found.isSocket()) return 'is a socket, not a file';
  return 'is a device, not a file';
}
