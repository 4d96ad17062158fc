/**
 * Files on a disk: a `FileStore` over a folder or a single file, with the size and times of each file,
 * so that unchanged files need not be read again. Hidden files (names with a leading dot) are
 * ignored: file managers and archivers leave them, not people.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { systemCode } from '../../files/refusals.ts';
import type { FileEntry, FileStore, OpenFile } from '../../formats/file-store.ts';

const CHUNK_BYTES = 2 ** 20;

/** Common refusals of the operating system, and what to do about them. */
const REFUSALS: Record<string, readonly [problem: string, remedy: string]> = {
  ENOENT: ['does not exist', 'Check the path; a relative one starts at the current folder.'],
  ENOTDIR: ['does not exist', 'Check the path: a part of it is a file, not a folder.'],
  EISDIR: ['is a folder', 'Give the path of the file itself.'],
  EACCES: ['cannot be read: permission denied', 'Grant read permission, or copy the file.'],
  EPERM: ['cannot be read: permission denied', 'Grant read permission, or copy the file.'],
  ELOOP: ['is a link that leads back to itself', 'Correct the link.'],
  ERR_FS_FILE_TOO_LARGE: [
    'is too large to be read at once (over 2 GiB)',
    'Split it into a file per recording or per part of the set.',
  ],
};

function refusal(path: string, code: string, cause?: unknown): MotifsmithError {
  const [problem, remedy] = REFUSALS[code] ?? [
    `could not be read (${code})`,
    'Check the file and the disk that it is on.',
  ];
  return new MotifsmithError('data', `The data ${problem}.`, { where: path, remedy, cause });
}

async function reading<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof MotifsmithError) throw cause;
    throw refusal(path, systemCode(cause) ?? 'unknown error', cause);
  }
}

/** A file and when it changed. Equal stamps mean equal content. */
export interface FileStamp extends FileEntry {
  /** ns since 1970 as decimal digits: last change of the content, and of anything else. */
  readonly modified: string;
  readonly changed: string;
}

/** The files of a folder, or a single one. */
export class DiskStore implements FileStore {
  readonly root: string;
  /** Name of the only file of the store; null for all files of the folder. */
  readonly #only: string | null;
  /** The first listing, which stays while a set is open. */
  #listed: Promise<readonly FileEntry[]> | null = null;

  private constructor(root: string, only: string | null) {
    this.root = root;
    this.#only = only;
  }

  /**
   * A store over the folder or file at a path. For a file, its folder is the root.
   * @throws MotifsmithError `data` if the path does not exist
   */
  static async open(path: string): Promise<DiskStore> {
    const found = await reading(path, () => stat(path));
    return found.isDirectory()
      ? new DiskStore(path, null)
      : new DiskStore(dirname(path), basename(path));
  }

  list(): Promise<readonly FileEntry[]> {
    this.#listed ??= this.stamps().then((files) => files.map(({ path, size }) => ({ path, size })));
    return this.#listed;
  }

  read(path: string): Promise<Uint8Array> {
    const absolute = this.absolute(path);
    return reading(absolute, () => readFile(absolute));
  }

  async head(path: string, length: number): Promise<Uint8Array> {
    for await (const chunk of this.chunks(path, length)) return chunk;
    return new Uint8Array(0);
  }

  async openFile(path: string): Promise<OpenFile> {
    const absolute = this.absolute(path);
    const attempt = <Result>(action: () => Result): Result => {
      try {
        return action();
      } catch (cause) {
        throw refusal(absolute, systemCode(cause) ?? 'unknown error', cause);
      }
    };
    const file = attempt(() => openSync(absolute, 'r'));
    return {
      size: attempt(() => fstatSync(file)).size,
      read: (position, target) => {
        let done = 0;
        while (done < target.length) {
          const rest = target.length - done;
          const count = attempt(() => readSync(file, target, done, rest, position + done));
          if (count === 0) break;
          done += count;
        }
        return done;
      },
      close: () => closeSync(file),
    };
  }

  /** The path of a file for the operating system. */
  absolute(path: string): string {
    return join(this.root, path);
  }

  /**
   * A file piece by piece; each piece is valid until the next one is requested.
   * @throws MotifsmithError `data`
   */
  async *chunks(path: string, length = CHUNK_BYTES): AsyncGenerator<Uint8Array> {
    const absolute = this.absolute(path);
    const handle = await reading(absolute, () => open(absolute));
    try {
      const buffer = new Uint8Array(length);
      for (;;) {
        const { bytesRead } = await reading(absolute, () => handle.read(buffer, 0, length));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  /** All files at this moment, with their stamps, sorted by path. @throws MotifsmithError `data` */
  async stamps(): Promise<readonly FileStamp[]> {
    const files: FileStamp[] = [];
    await this.#add(this.#only ?? '', [], files);
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** @param above identities of the folders above, because links may lead back to one of them */
  async #add(path: string, above: readonly string[], files: FileStamp[]): Promise<void> {
    const absolute = this.absolute(path);
    const found = await reading(absolute, () => stat(absolute, { bigint: true }));
    if (found.isDirectory()) {
      const identity = `${found.dev}:${found.ino}`;
      if (above.includes(identity)) throw refusal(absolute, 'ELOOP');
      for (const name of await reading(absolute, () => readdir(absolute))) {
        if (name.startsWith('.')) continue;
        await this.#add(path === '' ? name : `${path}/${name}`, [...above, identity], files);
      }
      return;
    }
    // Pipes and devices are not data, and reading one might never end.
    if (!found.isFile()) return;
    // Without a limit, listing a path such as `/` would not end.
    if (files.length >= LIMITS.recordings) {
      throw new MotifsmithError('data', `There are over ${LIMITS.recordings} files.`, {
        where: this.root,
        remedy: `Give the folder of the data set itself. ${allowMore('recordings')}.`,
      });
    }
    files.push({
      path,
      size: Number(found.size),
      modified: String(found.mtimeNs),
      changed: String(found.ctimeNs),
    });
  }
}
