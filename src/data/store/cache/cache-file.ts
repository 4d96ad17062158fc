/**
 * A cache file that is open for reading. Reading is synchronous, because a batch is small and the
 * operating system keeps the file in memory.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MotifsmithError } from '../../../core/errors.ts';
import { systemCode } from '../../../files/refusals.ts';
import { type Complain, complainAbout } from '../../../formats/complain.ts';

export class CacheFile {
  /** The error about damage to the file. */
  readonly complain: Complain;
  /** Null once closed. */
  #handle: number | null;

  private constructor(handle: number, complain: Complain) {
    this.#handle = handle;
    this.complain = complain;
  }

  /** @returns null if there is no such file @throws MotifsmithError `data` if it cannot be opened */
  static open(path: string): CacheFile | null {
    const complain = complainAbout(path, {
      verdict: 'The cache of decoded data is damaged',
      remedy: 'Delete the file; it is rebuilt from the data.',
    });
    try {
      return new CacheFile(openSync(path, 'r'), complain);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw complain(`it cannot be opened (${systemCode(error)})`, 0);
    }
  }

  /** Bytes. */
  get size(): number {
    return fstatSync(this.#open()).size;
  }

  /** Fills a buffer from an offset on. @throws MotifsmithError `data` if the file ends before */
  read(buffer: Uint8Array, offset: number): void {
    const handle = this.#open();
    for (let done = 0; done < buffer.length; ) {
      const count = readSync(handle, buffer, done, buffer.length - done, offset + done);
      if (count === 0) throw this.complain('the file ends too early', offset + done);
      done += count;
    }
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  #open(): number {
    if (this.#handle !== null) return this.#handle;
    throw new MotifsmithError('internal', 'the data set has been closed');
  }
}
