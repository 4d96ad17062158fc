/** Builds a structure of a file, field by field, little-endian. */
export class Record {
  readonly #bytes: number[] = [];

  /** Bytes so far. */
  get size(): number {
    return this.#bytes.length;
  }

  /** An unsigned integer of 1, 2, 4 or 8 bytes, up to 2^53 − 1. */
  number(value: number, width: 1 | 2 | 4 | 8): this {
    for (let k = 0, rest = value; k < width; k++) {
      this.#bytes.push(rest % 256);
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  /** Several bytes, each of its own value. */
  bytes(values: Iterable<number>): this {
    for (const value of values) this.#bytes.push(value);
    return this;
  }

  text(characters: string): this {
    return this.bytes(new TextEncoder().encode(characters));
  }

  /** An address; null for "undefined". */
  address(value: number | null): this {
    return value === null ? this.bytes(new Uint8Array(8).fill(255)) : this.number(value, 8);
  }

  zeros(count: number): this {
    return this.bytes(new Uint8Array(count));
  }

  /** Zeros up to a multiple of 8 bytes. */
  pad(): this {
    return this.zeros(-this.size & 7);
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
