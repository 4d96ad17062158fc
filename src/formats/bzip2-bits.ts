/** The bits of a bzip2 stream, from the highest of each byte on. */
import type { ComplainAtByte } from './complain.ts';

/** The longest code, and so the furthest look ahead, in bits. */
export const LONGEST_CODE = 20;

export class Bzip2Bits {
  readonly #stream: Uint8Array;
  readonly #complain: ComplainAtByte;
  #at: number;
  /** Bits that were taken from the stream; the lowest `#count` of them are still to come. */
  #held = 0;
  #count = 0;

  constructor(stream: Uint8Array, begin: number, complain: ComplainAtByte) {
    this.#stream = stream;
    this.#at = begin;
    this.#complain = complain;
  }

  /** The next `count` bits, 24 at most. */
  read(count: number): number {
    this.#hold(count);
    this.#count -= count;
    if (this.#at - (this.#count >> 3) > this.#stream.length) throw this.problem('it is cut short');
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** The next `LONGEST_CODE` bits, which stay; zeros behind the end. */
  ahead(): number {
    this.#hold(LONGEST_CODE);
    return (this.#held >>> (this.#count - LONGEST_CODE)) & ((1 << LONGEST_CODE) - 1);
  }

  /** Bytes of which at least a bit was read. */
  get end(): number {
    return this.#at - (this.#count >> 3);
  }

  problem(what: string): Error {
    return this.#complain(what, Math.min(this.end, this.#stream.length));
  }

  #hold(count: number): void {
    while (this.#count < count) {
      this.#held = (this.#held << 8) | (this.#stream[this.#at++] ?? 0);
      this.#count += 8;
    }
  }
}
