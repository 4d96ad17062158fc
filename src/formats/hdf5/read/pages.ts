/**
 * Random access to a file of any size, a page at a time. An HDF5 reader follows pointers to a few
 * bytes here and there; a small cache of pages spares it a system call for each.
 */
import type { OpenFile } from '../../file-store.ts';

const PAGE_BYTES = 4096;
/** Bytes by which pages overlap, so that no number of up to 8 bytes straddles two of them. */
const OVERLAP = 8;
/** Pages in the cache: half a megabyte. */
const MOST_PAGES = 128;

interface Page {
  /** Offset of its first byte. */
  readonly start: number;
  readonly view: DataView;
}

export class Pages {
  /** Bytes of the file. */
  readonly size: number;
  readonly #file: OpenFile;
  /** By number, the oldest first. */
  readonly #pages = new Map<number, Page>();
  #current: Page = { start: 0, view: new DataView(new ArrayBuffer(0)) };

  constructor(file: OpenFile) {
    this.#file = file;
    this.size = file.size;
  }

  /**
   * A page with the 8 bytes at an offset, or as many of them as the file has.
   * @param at 0 … size − 1
   */
  page(at: number): Page {
    const number = Math.floor(at / PAGE_BYTES);
    const start = number * PAGE_BYTES;
    if (this.#current.start === start && this.#current.view.byteLength > 0) return this.#current;
    const page = this.#pages.get(number) ?? this.#load(number, start);
    this.#current = page;
    return page;
  }

  /** Fills `target` with the bytes from an offset on. @returns whether the file still has them all */
  read(at: number, target: Uint8Array): boolean {
    return this.#file.read(at, target) === target.length;
  }

  #load(number: number, start: number): Page {
    const bytes = new Uint8Array(Math.min(PAGE_BYTES + OVERLAP, this.size - start));
    const count = this.#file.read(start, bytes);
    const page = { start, view: new DataView(bytes.buffer, 0, count) };
    if (this.#pages.size >= MOST_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
    this.#pages.set(number, page);
    return page;
  }
}
