/**
 * Reads the values of a ROS message one by one. ROS 1 writes one right behind the other; ROS 2 aligns each to its
 * size, counted behind four bytes that say how values are written (CDR).
 */
import type { Complain } from '../../formats/complain.ts';

/** How the values of a message are written. */
export type RosEncoding = 'ros1' | 'cdr';

/** A message as a file has it. */
export interface RosMessage {
  readonly data: Uint8Array;
  readonly encoding: RosEncoding;
  /** Of the message in the file, in bytes. */
  readonly place: number;
}

/** Little-endian CDR, of which no other kind is known from cameras. */
const LITTLE_ENDIAN_CDR = 1;

/** Messages of CDR are multiples of it. */
const FILLING = 4;

/** Where the next value of a message is. All its methods throw what `damaged` makes if the message ends within. */
export class RosReader {
  readonly #data: Uint8Array;
  readonly #view: DataView;
  readonly #isAligned: boolean;
  readonly #begin: number;
  readonly #problem: (what: string) => Error;
  #at: number;

  /** @throws what `damaged` makes, if the message is not little-endian */
  constructor({ data, encoding, place }: RosMessage, damaged: Complain) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.length);
    this.#isAligned = encoding === 'cdr';
    this.#begin = this.#isAligned ? 4 : 0;
    this.#at = this.#begin;
    this.#problem = (what) => damaged(`a message of events ${what}`, place);
    if (this.#isAligned && (data.length < 4 || this.#view.getUint16(0) !== LITTLE_ENDIAN_CDR)) {
      throw this.#problem('is not in little-endian CDR');
    }
  }

  /** Bytes behind the values, but for those with which ROS 2 fills messages up to a multiple of 4. */
  get rest(): number {
    const rest = this.#data.length - this.#at;
    return this.#isAligned && rest < FILLING ? 0 : rest;
  }

  byte(): number {
    return this.#view.getUint8(this.#next(1, 1));
  }

  halfWord(): number {
    return this.#view.getUint16(this.#next(2, 2), true);
  }

  word(): number {
    return this.#view.getUint32(this.#next(4, 4), true);
  }

  longWord(): bigint {
    return this.#view.getBigUint64(this.#next(8, 8), true);
  }

  /** A list of bytes: a view of the message. */
  bytes(): Uint8Array {
    const count = this.word();
    const offset = this.#next(count, 1);
    return this.#data.subarray(offset, offset + count);
  }

  /** A list of letters, which ROS 2 ends with a zero. */
  text(): string {
    return new TextDecoder('latin1').decode(this.bytes()).replace(/\0$/, '');
  }

  /** The sequence number of ROS 1, the time, and the name of a frame. */
  skipHeader(): void {
    if (!this.#isAligned) this.word();
    this.word();
    this.word();
    this.bytes();
  }

  /**
   * How many elements a list has.
   * @param size least bytes of one
   */
  count(size: number): number {
    const count = this.word();
    if (count > (this.#data.length - this.#at) / size) {
      throw this.#problem(`has ${this.#data.length} bytes and claims ${count} events`);
    }
    return count;
  }

  /** Offset of a value. */
  #next(size: number, alignment: number): number {
    const offset = this.#isAligned
      ? this.#begin + Math.ceil((this.#at - this.#begin) / alignment) * alignment
      : this.#at;
    this.#at = offset + size;
    if (this.#at > this.#data.length) throw this.#problem('ends within them');
    return offset;
  }
}
