/**
 * Writes files that appear complete or not at all: they grow under a temporary name, are flushed to
 * the disk, and are then renamed. What writers of the same file left when they were killed is removed.
 */
import { type FileHandle, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folders.ts';
import { writing } from './refusals.ts';
import { removeTemporaries, temporaryName } from './temporary.ts';

/** Bytes gathered before they are written. */
const BUFFER_BYTES = 2 ** 20;

export interface AtomicOptions {
  /** How to write to another place, as `writing` takes it. */
  readonly elsewhere?: string;
}

/**
 * Writes a file piece by piece; it replaces one of the same name.
 * @param fill appends its content; if it fails, nothing appears
 * @throws MotifsmithError `inputOutput`, or what `fill` throws
 */
export async function writeAtomically<Result>(
  path: string,
  fill: (file: AtomicFile) => Promise<Result>,
  options: AtomicOptions = {},
): Promise<Result> {
  const file = await AtomicFile.create(path, options);
  try {
    const result = await fill(file);
    await file.commit();
    return result;
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Writes a file at once; it replaces one of the same name. @throws MotifsmithError `inputOutput` */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  options: AtomicOptions = {},
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return writeAtomically(path, (file) => file.append(bytes), options);
}

/** Writes JSON with two spaces of indentation. @throws MotifsmithError `inputOutput` */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** A file that is growing. Every refusal is a MotifsmithError `inputOutput` about its final path. */
export class AtomicFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #temporary: string;
  readonly #elsewhere: string | undefined;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #buffered = 0;
  #length = 0;

  private constructor(handle: FileHandle, path: string, temporary: string, elsewhere?: string) {
    this.#handle = handle;
    this.#path = path;
    this.#temporary = temporary;
    this.#elsewhere = elsewhere;
  }

  static async create(path: string, { elsewhere }: AtomicOptions): Promise<AtomicFile> {
    // A link is not replaced, but the file that it leads to.
    const target = await realpath(path).catch(() => path);
    await removeTemporaries(target);
    const temporary = await temporaryName(target);
    const handle = await writing(path, () => open(temporary, 'wx'), elsewhere);
    return new AtomicFile(handle, target, temporary, elsewhere);
  }

  /** Bytes written so far: the offset of the next piece. */
  get length(): number {
    return this.#length;
  }

  /** Appends; the caller may change the bytes afterwards. */
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

  /** Overwrites bytes that were appended before. */
  async overwrite(bytes: Uint8Array, offset: number): Promise<void> {
    await this.#flush();
    await this.#writeAt(bytes, offset);
  }

  /** Completes the file. */
  async commit(): Promise<void> {
    await this.#flush();
    await this.#writing(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.#path);
      await syncFolder(dirname(this.#path));
    });
  }

  /** Discards the file, whatever its state. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true });
  }

  #writing<Result>(action: () => Promise<Result>): Promise<Result> {
    return writing(this.#path, action, this.#elsewhere);
  }

  async #flush(): Promise<void> {
    const offset = this.#length - this.#buffered;
    await this.#writeAt(this.#buffer.subarray(0, this.#buffered), offset);
    this.#buffered = 0;
  }

  async #writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    for (let begin = 0; begin < bytes.length; ) {
      const left = bytes.length - begin;
      const { bytesWritten } = await this.#writing(() =>
        this.#handle.write(bytes, begin, left, offset + begin),
      );
      begin += bytesWritten;
    }
  }
}
