/**
 * Reads numbers at byte offsets of a file that nobody vouches for. Everything that the HDF5 reader
 * looks at passes through here, so that an offset outside the file, a structure that is met again and
 * again, or a size that no memory could hold ends in one clear error, whoever wrote the file.
 */
import { MotifsmithError } from '../../core/errors.ts';

/** "Undefined address" of the HDF5 format: all bits set. */
export const UNDEFINED_ADDRESS = -1;

/** What decoding one file may cost. */
export interface Hdf5Limits {
  /** Bytes that may be unpacked and decoded altogether, every copy counted. */
  readonly unpackedBytes: number;
}

/** A file in memory, with bounds checks and a tally of the work done. */
export class Hdf5Bytes {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly #view: DataView;
  readonly #limits: Hdf5Limits;
  #unpacked = 0;
  #steps = 0;
  readonly #mostSteps: number;

  /** @param file names the file in errors */
  constructor(bytes: Uint8Array, file: string, limits: Hdf5Limits) {
    this.bytes = bytes;
    this.file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#limits = limits;
    // No structure takes less than 8 bytes: more steps than that mean that some are met repeatedly.
    this.#mostSteps = 1000 + bytes.length / 4;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** @throws MotifsmithError `artifact` */
  refuse(problem: string, at: number, remedy = 'Fetch or write the file again.'): never {
    throw new MotifsmithError('artifact', `This is not a readable HDF5 file: ${problem}.`, {
      where: `${this.file}, byte ${at}`,
      remedy,
    });
  }

  /** Counts one structure looked at. @throws MotifsmithError `artifact` if they never end */
  step(at: number): void {
    this.#steps += 1;
    if (this.#steps > this.#mostSteps)
      this.refuse('its structures refer to each other for ever', at);
  }

  /** Counts bytes about to be allocated. @throws MotifsmithError `artifact` if they are too many */
  allocate(count: number, at: number): void {
    this.#unpacked += count;
    if (this.#unpacked <= this.#limits.unpackedBytes) return;
    throw new MotifsmithError(
      'artifact',
      `The file would unpack to more than ${this.#limits.unpackedBytes} bytes.`,
      {
        where: `${this.file}, byte ${at}`,
        remedy: 'Allow more memory if the file is to be trusted, or fetch it again.',
      },
    );
  }

  /** @throws MotifsmithError `artifact` unless the bytes [at, at + count) are in the file */
  require(at: number, count: number): void {
    if (at < 0 || count < 0 || !(at + count <= this.bytes.length)) {
      this.refuse(`it refers to ${count} bytes that it does not have`, at);
    }
  }

  u8(at: number): number {
    this.require(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.require(at, 2);
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    this.require(at, 4);
    return this.#view.getUint32(at, true);
  }

  /** A length, which must be a safe integer. */
  u64(at: number): number {
    this.require(at, 8);
    const value = Number(this.#view.getBigUint64(at, true));
    if (!Number.isSafeInteger(value)) this.refuse(`it claims a length of ${value}`, at);
    return value;
  }

  /** An address, or UNDEFINED_ADDRESS. */
  address(at: number): number {
    this.require(at, 8);
    if (this.#view.getBigUint64(at, true) === 0xffff_ffff_ffff_ffffn) return UNDEFINED_ADDRESS;
    return this.u64(at);
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  unsigned(at: number, width: number): number {
    if (width === 1) return this.u8(at);
    if (width === 2) return this.u16(at);
    return width === 4 ? this.u32(at) : this.u64(at);
  }

  /** A view of part of the file. */
  slice(at: number, count: number): Uint8Array {
    this.require(at, count);
    return this.bytes.subarray(at, at + count);
  }

  /** Whether the four characters of a signature stand at a place. */
  hasSignature(at: number, signature: string): boolean {
    this.require(at, 4);
    return [...signature].every((letter, i) => this.bytes[at + i] === letter.charCodeAt(0));
  }

  /** @throws MotifsmithError `artifact` unless the signature stands there */
  requireSignature(at: number, signature: string): void {
    if (!this.hasSignature(at, signature)) this.refuse(`a structure ${signature} is missing`, at);
  }
}
