/**
 * Unpacks a bzip2 stream, as libbzip2 1.0 writes it. Our own, because of the libraries in plain JavaScript one needs
 * Node's buffers, one never ends on streams that are cut, and none bounds what it makes; the others are 1 MB of
 * WebAssembly.
 *
 * A stream is `BZh`, the digit of its largest blocks, blocks with their checksums, and a checksum of those. A block
 * undoes, in this order: prefix codes, of which up to six tables take turns by 50 symbols; places in a list of
 * recent bytes, and runs of its first; the Burrows–Wheeler transform; and runs of 4 bytes (`bzip2-output.ts`).
 */
import { Bzip2Bits, LONGEST_CODE } from './bzip2-bits.ts';
import { Bzip2Output } from './bzip2-output.ts';
import type { ComplainAtByte } from './complain.ts';

const BLOCK = [0x314159, 0x265359];
const END = [0x177245, 0x385090];
/** Bytes of a block, by the digit. */
const BLOCK_BYTES = 100_000;
/** Symbols that one selector is for. */
const GROUP = 50;

/** One table of prefix codes. */
interface Codes {
  /** In order of their codes. */
  readonly symbols: Uint16Array;
  /** [length] the last code of this many bits; less than any if there is none. */
  readonly last: Int32Array;
  /** [length] what must be taken from a code of this many bits to make it a place among the symbols. */
  readonly offset: Int32Array;
}

/**
 * @param stream one whole stream and nothing else
 * @param limit refuses content of more bytes than this, before it is allocated
 * @throws what `complain` makes, if the stream is damaged or too large
 */
export function unpackBzip2(
  stream: Uint8Array,
  limit: number,
  complain: ComplainAtByte,
): Uint8Array {
  const digit = stream[3]! - 0x30;
  const isBzip2 = stream[0] === 0x42 && stream[1] === 0x5a && stream[2] === 0x68;
  if (!isBzip2 || !(digit >= 1 && digit <= 9)) {
    throw complain('it does not begin as a bzip2 stream', 0);
  }
  const bits = new Bzip2Bits(stream, 4, complain);
  const output = new Bzip2Output(limit, (what) => bits.problem(what));
  // Five bytes of a block stand for four of the content at least.
  const block = new Uint32Array(Math.min(digit * BLOCK_BYTES, Math.ceil(1.25 * limit)));
  let checksum = 0;
  for (;;) {
    const [first, second] = [bits.read(24), bits.read(24)];
    const expected = bits.read(16) * 65_536 + bits.read(16);
    if (first === END[0] && second === END[1]) {
      if (expected !== checksum) throw bits.problem('its checksum does not match its content');
      if (bits.end !== stream.length) throw bits.problem('bytes follow its end');
      return output.content();
    }
    if (first !== BLOCK[0] || second !== BLOCK[1]) {
      throw bits.problem('a block begins with an unknown mark');
    }
    if (bits.read(1) === 1) throw bits.problem('a block is randomised, as bzip2 0.9 wrote them');
    const origin = bits.read(24);
    const count = readBlock(bits, block);
    if (output.appendBlock(block.subarray(0, count), origin) !== expected) {
      throw bits.problem("a block's checksum does not match its content");
    }
    checksum = (((checksum << 1) | (checksum >>> 31)) ^ expected) >>> 0;
  }
}

/** Fills the first elements of `block` with bytes, and returns how many. */
function readBlock(bits: Bzip2Bits, block: Uint32Array): number {
  const recent = readBytesInUse(bits);
  const endOfBlock = recent.length + 1;
  const tableCount = bits.read(3);
  if (recent.length === 0 || tableCount < 2 || tableCount > 6) {
    throw bits.problem('a block has no codes');
  }
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () => readCodes(bits, endOfBlock + 1));
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; group < selectors.length; group++) {
    const codes = tables[selectors[group]!]!;
    for (let k = 0; k < GROUP; k++) {
      const symbol = readSymbol(bits, codes);
      if (symbol < 2) {
        run += weight << symbol;
        weight *= 2;
        if (count + run > block.length) throw bits.problem('a block is too long');
        continue;
      }
      if (run > 0) {
        block.fill(recent[0]!, count, count + run);
        count += run;
        run = 0;
        weight = 1;
      }
      if (symbol === endOfBlock) return count;
      if (count === block.length) throw bits.problem('a block is too long');
      block[count++] = moveToFront(recent, symbol - 1);
    }
  }
  throw bits.problem('a block has too few selectors');
}

/** The bytes that a block has, ascending. */
function readBytesInUse(bits: Bzip2Bits): Uint8Array {
  const sixteens = bits.read(16);
  const bytes: number[] = [];
  for (let high = 0; high < 16; high++) {
    if (((sixteens >> (15 - high)) & 1) === 0) continue;
    const lows = bits.read(16);
    for (let low = 0; low < 16; low++) {
      if (((lows >> (15 - low)) & 1) === 1) bytes.push(16 * high + low);
    }
  }
  return Uint8Array.from(bytes);
}

/** Which table each 50 symbols take. */
function readSelectors(bits: Bzip2Bits, tableCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  const recent = Uint8Array.of(0, 1, 2, 3, 4, 5);
  for (let k = 0; k < selectors.length; k++) {
    let place = 0;
    while (bits.read(1) === 1) {
      if (++place >= tableCount) throw bits.problem('a selector names no table');
    }
    selectors[k] = moveToFront(recent, place);
  }
  return selectors;
}

function readCodes(bits: Bzip2Bits, symbolCount: number): Codes {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST_CODE) throw bits.problem('a code has no possible length');
    lengths[symbol] = length;
  }
  const symbols = new Uint16Array(symbolCount);
  const last = new Int32Array(LONGEST_CODE + 1);
  const offset = new Int32Array(LONGEST_CODE + 1);
  let code = 0;
  let place = 0;
  for (let size = 1; size <= LONGEST_CODE; size++) {
    offset[size] = code - place;
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      if (lengths[symbol] !== size) continue;
      symbols[place++] = symbol;
      code++;
    }
    last[size] = code - 1;
    code *= 2;
  }
  return { symbols, last, offset };
}

function readSymbol(bits: Bzip2Bits, { symbols, last, offset }: Codes): number {
  const ahead = bits.ahead();
  for (let size = 1; size <= LONGEST_CODE; size++) {
    const code = ahead >>> (LONGEST_CODE - size);
    if (code > last[size]!) continue;
    const symbol = symbols[code - offset[size]!];
    if (symbol === undefined) break;
    bits.read(size);
    return symbol;
  }
  throw bits.problem('a code stands for nothing');
}

/** Takes the value at a place of a list, and puts it first. */
function moveToFront(list: Uint8Array, place: number): number {
  const value = list[place]!;
  for (let k = place; k > 0; k--) list[k] = list[k - 1]!;
  list[0] = value;
  return value;
}
