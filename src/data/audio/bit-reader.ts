/** Reads numbers of any number of bits, the highest first, as FLAC and shorten write them. */

/** What `BitReader` throws where the bytes end; the file is cut there. */
export class EndOfBits extends Error {}

export class BitReader {
  readonly #bytes: Uint8Array;
  #offset: number;
  /** Bits of the current byte that are read, 0 … 7. */
  #used = 0;

  /** @param offset of the first byte to read */
  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  /** Offset of the byte that the next bit is in. */
  get offset(): number {
    return this.#offset;
  }

  /** Skips what is left of a byte of which some bits are read. */
  alignToByte(): void {
    if (this.#used > 0) this.#skip(8 - this.#used);
  }

  /** An unsigned number of up to 48 bits. @throws EndOfBits */
  unsigned(bits: number): number {
    if (bits > 24) return this.unsigned(bits - 24) * 2 ** 24 + this.unsigned(24);
    if (bits === 0) return 0;
    const end = this.#offset * 8 + this.#used + bits;
    if (end > this.#bytes.length * 8) throw new EndOfBits();
    const at = this.#offset;
    // Bytes beyond the end are 0, and are not used.
    const word =
      (this.#bytes[at]! << 24) |
      (this.#bytes[at + 1]! << 16) |
      (this.#bytes[at + 2]! << 8) |
      this.#bytes[at + 3]!;
    const value = (word << this.#used) >>> (32 - bits);
    this.#skip(bits);
    return value;
  }

  /** A number of up to 48 bits in two's complement. @throws EndOfBits */
  signed(bits: number): number {
    const value = this.unsigned(bits);
    return bits > 0 && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
  }

  /** How many bits are 0 before the next 1, which is read too. @throws EndOfBits */
  zeros(): number {
    let count = 0;
    while (true) {
      const byte = this.#bytes[this.#offset];
      if (byte === undefined) throw new EndOfBits();
      const rest = (byte << (24 + this.#used)) >>> 0;
      if (rest !== 0) {
        const zeros = Math.clz32(rest);
        this.#skip(zeros + 1);
        return count + zeros;
      }
      count += 8 - this.#used;
      this.#skip(8 - this.#used);
    }
  }

  #skip(bits: number): void {
    this.#used += bits;
    this.#offset += this.#used >>> 3;
    this.#used &= 7;
  }
}

/** Undoes the order 0, −1, 1, −2, 2, … in which signed numbers are counted. */
export function unfolded(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
