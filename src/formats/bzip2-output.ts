/** The content of a bzip2 stream, as its blocks give it. */

/** A run of 4 bytes that are alike, and the byte behind them, stand for this many at most. */
const RUN = 4;
const LONGEST_RUN = RUN + 255;

/** [256] of the CRC-32 that begins with the highest bit, which no library here has. */
const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = (rest << 1) ^ (rest < 0 ? 0x04c11db7 : 0);
  return rest;
});

export class Bzip2Output {
  readonly #limit: number;
  readonly #problem: (what: string) => Error;
  #bytes: Uint8Array;
  #length = 0;

  constructor(limit: number, problem: (what: string) => Error) {
    this.#limit = limit;
    this.#problem = problem;
    this.#bytes = new Uint8Array(Math.min(limit, 2 ** 16));
  }

  /**
   * @param block [bytes] the last column of the sorted rotations; overwritten
   * @param origin which of them is the content
   * @returns its checksum
   */
  appendBlock(block: Uint32Array, origin: number): number {
    if (origin >= block.length) throw this.#problem('a block begins outside itself');
    linkRotations(block);
    let checksum = -1;
    let alike = 0;
    let before = -1;
    let link = block[origin]! >>> 8;
    let bytes = this.#reserve(0);
    let at = this.#length;
    for (let k = 0; k < block.length; k++) {
      const here = block[link]!;
      const byte = here & 0xff;
      link = here >>> 8;
      if (at + LONGEST_RUN > bytes.length) {
        this.#length = at;
        bytes = this.#reserve(LONGEST_RUN);
      }
      const times = alike === RUN ? byte : 1;
      const value = alike === RUN ? before : byte;
      if (at + times > bytes.length) throw this.#tooLong();
      for (let copy = 0; copy < times; copy++) {
        bytes[at++] = value;
        checksum = (checksum << 8) ^ CHECKSUMS[(checksum >>> 24) ^ value]!;
      }
      if (alike === RUN) {
        alike = 0;
        before = -1;
      } else {
        alike = byte === before ? alike + 1 : 1;
        before = byte;
      }
    }
    this.#length = at;
    return ~checksum >>> 0;
  }

  content(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Bytes with room for `more`, or as many as the limit allows. */
  #reserve(more: number): Uint8Array {
    const needed = Math.min(this.#length + more, this.#limit);
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#limit, 2 * needed));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return this.#bytes;
  }

  #tooLong(): Error {
    return this.#problem(`it would unpack to more than ${this.#limit} bytes`);
  }
}

/** Puts into bits 31–8 of each element where the next one is. */
function linkRotations(block: Uint32Array): void {
  const places = new Uint32Array(256);
  for (const byte of block) places[byte]!++;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = places[byte]!;
    places[byte] = sum;
    sum += count;
  }
  for (let k = 0; k < block.length; k++) {
    const byte = block[k]! & 0xff;
    block[places[byte]!++]! |= k << 8;
  }
}
