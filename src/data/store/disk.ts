/**
 * Files on a disk: a `FileStore` over a folder or a single file, with the size and times of each file,
 * so that unchanged files need not be read again. Hidden files (names with a leading dot) are
 * ignored: file managers and archivers leave them, not people.
 */
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MotifsmithError } from '../../core/errors.ts';
import type { FileEntry, FileStore, OpenFile } from '../../formats/file-store.ts';
import type { UnreadablePart } from '../sources/recording-set.ts';
import { type FileStamp, listFiles } from './list-files.ts';
import { behindPointer, POINTER_BYTES } from './missing-content.ts';
import { reading, refusalAt, refusalOf, unreadable } from './refusals.ts';

const CHUNK_BYTES = 2 ** 20;
/** Enough to tell content from what stands for it. */
const HEAD_BYTES = 64;

/** The files of a folder, or a single one. */
export class DiskStore implements FileStore {
  readonly root: string;
  /** Name of the only file of the store; null for all files of the folder. */
  readonly #only: string | null;
  /** The first listing, which stays while a set is open. */
  #listed: Promise<readonly FileStamp[]> | null = null;
  /** Files that cannot be read, and why. */
  readonly #aside = new Map<string, MotifsmithError>();

  readonly #within: readonly string[] | null;

  private constructor(root: string, only: string | null, within: readonly string[] | null) {
    this.root = root;
    this.#only = only;
    this.#within = within;
  }

  /**
   * A store over the folder or file at a path. For a file, its folder is the root.
   * @param within resolved folders that links may lead into; null for anywhere
   * @throws MotifsmithError `data` if the path does not exist
   */
  static async open(path: string, within: readonly string[] | null = null): Promise<DiskStore> {
    let found: Stats;
    try {
      found = await stat(path);
    } catch (cause) {
      throw await refusalAt(path, cause);
    }
    return found.isDirectory()
      ? new DiskStore(path, null, within)
      : new DiskStore(dirname(path), basename(path), within);
  }

  async list(): Promise<readonly FileEntry[]> {
    const files = (await this.#first()).filter(({ isFolder }) => !isFolder);
    return files.map(({ path, size }) => ({ path, size }));
  }

  /** Folders that cannot be read, so that nobody knows what they hold. @throws MotifsmithError `data` */
  async unreadable(): Promise<readonly UnreadablePart[]> {
    return (await this.#first()).flatMap(({ path, refusal, isFolder }) =>
      refusal !== null && isFolder ? [{ id: path, error: refusal }] : [],
    );
  }

  async read(path: string): Promise<Uint8Array> {
    const absolute = await this.#readable(path);
    const bytes = await reading(absolute, () => readFile(absolute));
    if (bytes.length <= POINTER_BYTES) requireContent(absolute, bytes);
    return bytes;
  }

  async head(path: string, length: number): Promise<Uint8Array> {
    for await (const chunk of this.chunks(path, Math.max(length, HEAD_BYTES))) {
      requireContent(this.absolute(path), chunk);
      return chunk.subarray(0, length);
    }
    return new Uint8Array(0);
  }

  async openFile(path: string): Promise<OpenFile> {
    const absolute = await this.#readable(path);
    const attempt = <Result>(action: () => Result): Result => {
      try {
        return action();
      } catch (cause) {
        throw refusalOf(absolute, cause);
      }
    };
    await this.head(path, HEAD_BYTES);
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
    const absolute = await this.#readable(path);
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
  stamps(): Promise<readonly FileStamp[]> {
    return listFiles(this.root, this.#only, this.#within);
  }

  /** From now on, reading this file fails like this. */
  setAside(path: string, error: MotifsmithError): void {
    this.#aside.set(path, error);
  }

  #first(): Promise<readonly FileStamp[]> {
    this.#listed ??= this.stamps().then((files) => {
      for (const { path, refusal } of files) if (refusal !== null) this.setAside(path, refusal);
      return files;
    });
    return this.#listed;
  }

  /** The absolute path of a file. @throws MotifsmithError `data` if it was found to be unreadable before */
  async #readable(path: string): Promise<string> {
    await this.#first();
    const error = this.#aside.get(path);
    if (error !== undefined) throw error;
    return this.absolute(path);
  }
}

/** @throws MotifsmithError `data` if the bytes only stand for the file */
function requireContent(path: string, head: Uint8Array): void {
  const found = behindPointer(head);
  if (found !== null) throw unreadable(path, found);
}
