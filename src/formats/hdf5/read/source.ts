/**
 * Reads numbers at byte offsets of a file that may be damaged or hostile. Everything the HDF5 reader
 * reads passes through here, so that an offset outside the file, structures that point to each other
 * in a circle, or a size that no memory could hold ends in one typed error.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { allowMore } from '../../../core/limits.ts';
import type { OpenFile } from '../../file-store.ts';
import { lookup3 } from './checksums.ts';
import { Pages } from './pages.ts';

/** "Undefined address" of the HDF5 format: all bits set. */
export const UNDEFINED_ADDRESS = -1;

/** Remedy for what is sound HDF5 but in a form that is not read. */
export const WRITE_PLAINLY =
  'Write it with h5py: numbers or strings, uncompressed or with gzip or lzf.';

/** Structures that one read may visit, however large the file is. */
const MOST_STEPS = 2 ** 22;

/** How a file is read, and what that may cost. */
export interface Hdf5Options {
  /** Names the file in errors. */
  readonly name: string;
  /** Kind of the errors. */
  readonly kind: 'data' | 'artifact';
  /** Bytes that may be copied and unpacked, each copy counted. */
  readonly mostBytes: number;
  /** Whether the limit holds for all reads of the file together or for each by itself. */
  readonly limit: 'together' | 'each';
}

/** What all views of a file have in common. */
interface Shared {
  readonly pages: Pages;
  readonly options: Hdf5Options;
  /** Where HDF5 starts in the file; all offsets are relative to it. */
  readonly base: number;
  /** What the current read, or all reads together, have cost so far. */
  readonly tally: { bytes: number; steps: number };
  /** Offsets of structures whose checksums were found to be right. */
  readonly verified: Set<number>;
}

/** A file with bounds checks and a tally of the work done. */
export class Hdf5Source {
  /** What is being read, for errors: the file, perhaps an object in it. */
  readonly place: string;
  readonly #shared: Shared;
  /** Where in its page the last number requested is. */
  #offset = 0;

  private constructor(place: string, shared: Shared) {
    this.place = place;
    this.#shared = shared;
  }

  /** @param base where HDF5 starts in the file; all offsets are relative to it */
  static over(file: OpenFile, options: Hdf5Options, base: number): Hdf5Source {
    const tally = { bytes: 0, steps: 0 };
    const shared = { pages: new Pages(file), options, base, tally, verified: new Set<number>() };
    return new Hdf5Source(options.name, shared);
  }

  /** The same file, with a part of it added to the place that errors name. */
  within(part: string): Hdf5Source {
    return new Hdf5Source(`${this.place}, ${part}`, this.#shared);
  }

  /** Bytes from the start of HDF5 to the end of the file. */
  get size(): number {
    return this.#shared.pages.size - this.#shared.base;
  }

  /** @throws MotifsmithError always, naming the byte */
  refuse(problem: string, at: number, remedy = 'Fetch or write the file again.'): never {
    const { options, base } = this.#shared;
    throw new MotifsmithError(options.kind, `The HDF5 file cannot be read: ${problem}.`, {
      where: `${this.place}, byte ${at + base}`,
      remedy,
    });
  }

  /** Starts a read that a user asked for: where each has its own limit, it starts at zero. */
  start(): void {
    const { options, tally } = this.#shared;
    if (options.limit === 'each') Object.assign(tally, { bytes: 0, steps: 0 });
  }

  /** Counts one structure visited. @throws MotifsmithError if there is no end to them */
  step(at: number): void {
    const { tally } = this.#shared;
    tally.steps += 1;
    // No structure takes less than 4 bytes: with more steps than that, some are visited repeatedly.
    if (tally.steps <= 1000 + Math.min(this.size / 4, MOST_STEPS)) return;
    this.refuse('its structures refer to each other without end', at);
  }

  /** Counts bytes about to be allocated. @throws MotifsmithError if they are too many */
  allocate(count: number, at: number): void {
    const { tally, options } = this.#shared;
    tally.bytes += count;
    const { mostBytes, kind } = options;
    if (tally.bytes <= mostBytes) return;
    const remedy =
      kind === 'data'
        ? `${allowMore('hdf5Bytes')}, or fetch the file again.`
        : 'Allow more memory if you trust the file, or fetch it again.';
    this.refuse(`it would unpack to more than ${mostBytes} bytes`, at, remedy);
  }

  /** @throws MotifsmithError unless the bytes [at, at + count) are in the file */
  require(at: number, count: number): void {
    if (at < 0 || count < 0 || !(at + count <= this.size)) {
      this.refuse(`it refers to ${count} bytes that it does not have`, at);
    }
  }

  u8(at: number): number {
    return this.#number(at, 1).getUint8(this.#offset);
  }

  u16(at: number): number {
    return this.#number(at, 2).getUint16(this.#offset, true);
  }

  u32(at: number): number {
    return this.#number(at, 4).getUint32(this.#offset, true);
  }

  /** A length or address, which must be a safe integer. */
  u64(at: number): number {
    const view = this.#number(at, 8);
    const high = view.getUint32(this.#offset + 4, true);
    const value = high * 2 ** 32 + view.getUint32(this.#offset, true);
    if (high >= 2 ** 21) this.refuse(`it claims a length of ${value}`, at);
    return value;
  }

  /** An address, or UNDEFINED_ADDRESS. */
  address(at: number): number {
    if (this.u32(at) === 0xffff_ffff && this.u32(at + 4) === 0xffff_ffff) return UNDEFINED_ADDRESS;
    return this.u64(at);
  }

  /** A little-endian unsigned integer of 1 to 8 bytes. */
  unsigned(at: number, width: number): number {
    if (width === 8) return this.u64(at);
    let value = 0;
    for (let k = width - 1; k >= 0; k--) value = value * 256 + this.u8(at + k);
    if (!Number.isSafeInteger(value)) this.refuse(`it claims a length of ${value}`, at);
    return value;
  }

  /** A copy of part of the file, which counts as allocated. */
  slice(at: number, count: number): Uint8Array {
    this.require(at, count);
    this.allocate(count, at);
    const bytes = new Uint8Array(count);
    const { pages, base } = this.#shared;
    if (!pages.read(at + base, bytes)) this.refuse('it became shorter', at);
    return bytes;
  }

  /** Whether the four characters of a signature are at an offset. */
  hasSignature(at: number, signature: string): boolean {
    const number = this.u32(at);
    return [...signature].every(
      (letter, k) => ((number >>> (8 * k)) & 255) === letter.charCodeAt(0),
    );
  }

  /** @throws MotifsmithError unless the signature is there */
  requireSignature(at: number, signature: string): void {
    if (!this.hasSignature(at, signature)) this.refuse(`a structure ${signature} is missing`, at);
  }

  /**
   * Verifies the checksum that follows the bytes [at, at + count), once.
   * @throws MotifsmithError if it differs
   */
  requireChecksum(at: number, count: number): void {
    this.once(at, () => this.compareChecksum(at + count, lookup3(this.slice(at, count))));
  }

  /** @throws MotifsmithError unless a checksum at an offset is what was computed */
  compareChecksum(at: number, computed: number): void {
    const stored = this.u32(at);
    if (stored === computed) return;
    this.refuse(`a checksum is ${stored} where the content has ${computed}`, at);
  }

  /** Verifies a structure unless that was done before. */
  once(at: number, verify: () => void): void {
    if (this.#shared.verified.has(at)) return;
    verify();
    this.#shared.verified.add(at);
  }

  #number(at: number, width: number): DataView {
    this.require(at, width);
    const { pages, base } = this.#shared;
    const { start, view } = pages.page(at + base);
    this.#offset = at + base - start;
    if (this.#offset + width > view.byteLength) this.refuse('it became shorter', at);
    return view;
  }
}
