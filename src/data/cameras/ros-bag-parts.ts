/**
 * Takes the bytes of a bag of ROS 1, or of one of its chunks, apart into records: the length of a header, fields
 * `name=value` with the length of each, the length of data, and data.
 */
import { LIMITS } from '../../core/limits.ts';
import type { Report } from '../events/report.ts';

type Damaged = Report['damaged'];

/** Names are ASCII; of anything else, at least every byte is kept. */
const LATIN1 = new TextDecoder('latin1');

/** Fields by name. */
export class BagFields {
  readonly #values = new Map<string, Uint8Array>();
  readonly #damaged: Damaged;
  readonly #offset: number;

  /**
   * @param offset of the record in the file
   * @throws what `damaged` makes, if the bytes are not fields
   */
  constructor(bytes: Uint8Array, offset: number, damaged: Damaged) {
    this.#damaged = damaged;
    this.#offset = offset;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; ) {
      const begin = at + 4;
      const end = begin <= bytes.length ? begin + view.getUint32(at, true) : Infinity;
      const equals = bytes.subarray(begin, end).indexOf(0x3d);
      if (end > bytes.length || equals < 0) throw damaged('a record has no fields', offset);
      const name = LATIN1.decode(bytes.subarray(begin, begin + equals));
      this.#values.set(name, bytes.subarray(begin + equals + 1, end));
      at = end;
    }
  }

  text(name: string): string {
    return LATIN1.decode(this.#value(name));
  }

  /** @param size of the value in bytes: 1, 4 or 8 */
  number(name: string, size: 1 | 4 | 8): number {
    const value = this.#value(name);
    if (value.length !== size) throw this.#problem(name);
    const view = new DataView(value.buffer, value.byteOffset, size);
    if (size === 8) return Number(view.getBigUint64(0, true));
    return size === 4 ? view.getUint32(0, true) : view.getUint8(0);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  #value(name: string): Uint8Array {
    const value = this.#values.get(name);
    if (value === undefined) throw this.#problem(name);
    return value;
  }

  #problem(name: string): Error {
    return this.#damaged(`a record has no sound field "${name}"`, this.#offset);
  }
}

/** A record. */
export interface BagPart {
  readonly fields: BagFields;
  readonly operation: number;
  readonly data: Uint8Array;
  /** Whether the bytes end before its data does. */
  readonly isCut: boolean;
  /** In the file, as far as it is there unpacked. */
  readonly offset: number;
  readonly dataOffset: number;
}

/** Where the next record is. */
export class BagCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #placeOf: (at: number) => number;
  readonly #damaged: Damaged;
  #at: number;

  /** @param placeOf in the file, of a byte here */
  constructor(bytes: Uint8Array, begin: number, placeOf: (at: number) => number, damaged: Damaged) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = begin;
    this.#placeOf = placeOf;
    this.#damaged = damaged;
  }

  /** Bytes behind the last record. */
  get rest(): number {
    return this.#bytes.length - this.#at;
  }

  /**
   * @returns null at the end, or if not even the next header is whole
   * @throws what `damaged` makes, if there is something else than a record
   */
  next(): BagPart | null {
    if (this.rest < 4) return null;
    const offset = this.#placeOf(this.#at);
    const headerBytes = this.#view.getUint32(this.#at, true);
    if (headerBytes > LIMITS.headerBytes) {
      throw this.#damaged(`a record claims a header of ${headerBytes} bytes`, offset);
    }
    if (this.rest < headerBytes + 8) return null;
    const headerEnd = this.#at + 4 + headerBytes;
    const header = this.#bytes.subarray(this.#at + 4, headerEnd);
    const fields = new BagFields(header, offset, this.#damaged);
    const begin = headerEnd + 4;
    const end = begin + this.#view.getUint32(headerEnd, true);
    this.#at = Math.min(end, this.#bytes.length);
    return {
      fields,
      operation: fields.number('op', 1),
      data: this.#bytes.subarray(begin, end),
      isCut: end > this.#bytes.length,
      offset,
      dataOffset: this.#placeOf(begin),
    };
  }
}
