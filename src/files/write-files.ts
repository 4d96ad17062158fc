/**
 * Writing, so that two promises hold in one place: a file is either wholly there or not at all
 * (temporary name, fsync, rename), and every refusal of the operating system becomes one clear error.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';

const REFUSALS: Record<string, readonly [problem: string, remedy: (elsewhere: string) => string]> =
  {
    ENOSPC: ['the disk is full', (elsewhere) => `Free some space, or ${elsewhere}.`],
    EDQUOT: ['the disk quota is used up', (elsewhere) => `Free some space, or ${elsewhere}.`],
    EACCES: ['permission denied', (elsewhere) => `Grant write permission, or ${elsewhere}.`],
    EPERM: ['permission denied', (elsewhere) => `Grant write permission, or ${elsewhere}.`],
    EROFS: ['the file system is read-only', sentence],
    EEXIST: ['a file of this name is in the way', sentence],
    EISDIR: ['a folder of this name is in the way', sentence],
    ENOTDIR: ['a part of the path is a file', sentence],
    ENOENT: ['a folder on the way does not exist', (elsewhere) => `Create it, or ${elsewhere}.`],
  };

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** The error code of the operating system, e.g. `ENOENT`, or null for any other error. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/**
 * Runs an action that writes; a refusal becomes a MotifsmithError `inputOutput` about `path`.
 * @param elsewhere how to write to another place, e.g. `name another folder with --output`
 */
export async function writing<Result>(
  path: string,
  action: () => Promise<Result>,
  elsewhere: string,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const [problem, remedy] = REFUSALS[code] ?? [
      `error ${code}`,
      () => 'Check the disk and the path.',
    ];
    throw new MotifsmithError('inputOutput', `Cannot write: ${problem}.`, {
      where: path,
      remedy: remedy(elsewhere),
      cause,
    });
  }
}

/** Creates a folder and those above it; refusals are the operating system's own. */
export function makeFolder(path: string): Promise<void> {
  return makeFolders(resolve(path));
}

/**
 * Not Node's own recursive mkdir: where a file system answers ENOENT although the parent exists, as
 * /proc does, that one never returns.
 */
async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && dirname(path) !== path && !(await isFolder(dirname(path)))) {
      await makeFolders(dirname(path));
      await makeFolders(path);
    } else if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Makes renames within a folder outlast a power cut; systems that cannot are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 2 ** 20;

/**
 * A file that grows piece by piece under a temporary name and appears under its own name when it is
 * complete. For files that are too large to be built in memory.
 */
export class AtomicFile {
  readonly #handle: FileHandle;
  readonly #temporary: string;
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #buffered = 0;
  #length = 0;

  private constructor(handle: FileHandle, temporary: string, path: string) {
    this.#handle = handle;
    this.#temporary = temporary;
    this.#path = path;
  }

  /** @param temporary name to grow under, in the same folder */
  static async create(
    path: string,
    temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`,
  ): Promise<AtomicFile> {
    return new AtomicFile(await open(temporary, 'wx'), temporary, path);
  }

  /** Bytes written so far: the offset of the next piece. */
  get length(): number {
    return this.#length;
  }

  /** Appends; the bytes may be changed afterwards. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let begin = 0; begin < bytes.length; ) {
      const end = Math.min(bytes.length, begin + BUFFER_BYTES - this.#buffered);
      this.#buffer.set(bytes.subarray(begin, end), this.#buffered);
      this.#buffered += end - begin;
      this.#length += end - begin;
      begin = end;
      if (this.#buffered === BUFFER_BYTES) await this.#flush();
    }
  }

  /** Overwrites bytes that have been appended before. */
  async overwrite(bytes: Uint8Array, offset: number): Promise<void> {
    await this.#flush();
    await this.#writeAll(bytes, offset);
  }

  /** Completes the file; it replaces one of the same name. */
  async commit(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.#path);
    await syncFolder(dirname(this.#path));
  }

  /** Gives up, in whatever state the file is; nothing of it stays. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true });
  }

  async #flush(): Promise<void> {
    const offset = this.#length - this.#buffered;
    await this.#writeAll(this.#buffer.subarray(0, this.#buffered), offset);
    this.#buffered = 0;
  }

  async #writeAll(bytes: Uint8Array, offset: number): Promise<void> {
    for (let begin = 0; begin < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        begin,
        bytes.length - begin,
        offset + begin,
      );
      begin += bytesWritten;
    }
  }
}
