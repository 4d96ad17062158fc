/**
 * The record of a run, `metrics.jsonl`: one event on each line, only ever appended to. A checkpoint notes
 * its length; resuming cuts it back to that length, so an interrupted run and an uninterrupted one
 * leave the same bytes.
 */
import type { Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { syncFolder } from '../files/folders.ts';
import { writing } from '../files/refusals.ts';
import type { FolderLock } from './lock/lock.ts';
import { hashOfPrefix } from './record-prefix.ts';
import type { RunEvent } from './schema/events.ts';

export class MetricsLog {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #lock: FolderLock;
  readonly #hash: Hash;
  #bytes: number;
  /** Whether its name may not be on the disk yet. */
  #isNew: boolean;

  private constructor(path: string, file: FileHandle, bytes: number, hash: Hash, lock: FolderLock) {
    this.#hash = hash;
    this.#path = path;
    this.#lock = lock;
    this.#file = file;
    this.#bytes = bytes;
    this.#isNew = bytes === 0;
  }

  /**
   * Opens the record and cuts it to its first `bytes` bytes; creates it if it is not there.
   * @throws MotifsmithError `artifact` if it is shorter than that, `inputOutput`
   */
  static async open(path: string, bytes: number, lock: FolderLock): Promise<MetricsLog> {
    await lock.requireOwn();
    const file = await writing(path, () => open(path, bytes === 0 ? 'w' : 'r+'));
    try {
      const { size } = await file.stat();
      if (size < bytes) {
        throw new MotifsmithError('artifact', `The record has ${size} of ${bytes} bytes.`, {
          where: path,
          remedy: 'The file is damaged: restore it, or start a new run.',
        });
      }
      if (size > bytes) await writing(path, () => file.truncate(bytes));
      return new MetricsLog(path, file, bytes, await hashOfPrefix(file, bytes), lock);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Length so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** SHA-256 of all so far. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /**
   * Appends one line for each event.
   * @throws MotifsmithError `inputOutput`, `numerical` for NaN or ∞, `artifact` if another process has
   * written here
   */
  async append(events: readonly RunEvent[]): Promise<void> {
    if (events.length === 0) return;
    const lines = events.map((event) => `${JSON.stringify(event, requireFinite)}\n`).join('');
    const data = Buffer.from(lines);
    await this.#lock.requireOwn();
    await this.#requireLength();
    let done = 0;
    while (done < data.length) {
      const { bytesWritten } = await writing(this.#path, () =>
        this.#file.write(data, done, data.length - done, this.#bytes + done),
      );
      done += bytesWritten;
    }
    this.#bytes += data.length;
    this.#hash.update(data);
  }

  /** What has been appended ends here, and nobody else has written more. */
  async #requireLength(): Promise<void> {
    const found = await writing(this.#path, () => this.#file.stat());
    // What is not a file, such as a device, has no length.
    if (found.size === this.#bytes || !found.isFile()) return;
    throw new MotifsmithError(
      'artifact',
      `The record has ${found.size} bytes where this process has written ${this.#bytes}; nothing more is written.`,
      {
        where: this.#path,
        remedy: 'Another program has changed the file. Resume the run when no other is at work.',
      },
    );
  }

  /** Returns when all that was appended is on the disk. @throws MotifsmithError `inputOutput` */
  async sync(): Promise<void> {
    await writing(this.#path, async () => {
      if (this.#isNew) await syncFolder(dirname(this.#path));
      await this.#file.sync();
    });
    this.#isNew = false;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** JSON cannot hold them, and would quietly write `null`. */
function requireFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new MotifsmithError('numerical', `The figure "${key}" is ${value}.`, {
      where: 'metrics.jsonl',
      remedy: 'Lower the learning rate, or set training.clipGradientNorm.',
    });
  }
  return value;
}
