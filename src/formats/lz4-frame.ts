/**
 * Unpacks an LZ4 frame (version 1.6.4 of the format). Our own, because the only library in plain
 * JavaScript that reads frames checks neither checksums nor offsets nor sizes, and files cannot be
 * trusted; the others are native code or load WebAssembly asynchronously.
 *
 * A frame is a magic number, a descriptor (flags, largest block, optional length, checksum), blocks
 * with their lengths, a zero, and an optional checksum of the content. A block is a chain of
 * literals and of copies from up to 65,535 bytes before, which may reach into earlier blocks.
 */
import type { ComplainAtByte } from './complain.ts';
import { xxHash32 } from './xxhash32.ts';

const MAGIC = 0x184d2204;
const STORED = 0x80000000;
const SHORTEST_COPY = 4;
/** Largest blocks by the number in the descriptor. */
const BLOCK_LIMITS: Readonly<Record<number, number>> = {
  4: 2 ** 16,
  5: 2 ** 18,
  6: 2 ** 20,
  7: 2 ** 22,
};

interface Descriptor {
  readonly linked: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  /** Length of the content in bytes; null if the frame does not give it. */
  readonly contentBytes: number | null;
  readonly blockLimit: number;
  /** Offset of the first block. */
  readonly end: number;
}

/**
 * @param frame one whole frame and nothing else
 * @param limit refuses content of more bytes than this, before it is allocated
 * @throws what `complain` makes, if the frame is damaged, needs a dictionary or is too large
 */
export function unpackLz4Frame(
  frame: Uint8Array,
  limit: number,
  complain: ComplainAtByte,
): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const descriptor = readDescriptor(frame, view, complain);
  const { contentBytes, blockChecksums, contentChecksum } = descriptor;
  if (contentBytes !== null && contentBytes > limit) {
    throw complain(`it would unpack to ${contentBytes} bytes, more than ${limit}`, 6);
  }
  const blocks = readBlocks(view, descriptor, complain);
  const output = new GrowingOutput(contentBytes, limit);
  for (const { offset, length, stored } of blocks.list) {
    const block = frame.subarray(offset, offset + length);
    if (blockChecksums && xxHash32(block) !== view.getUint32(offset + length, true)) {
      throw complain("a block's checksum does not match its content", offset);
    }
    if (stored) output.reserve(length, offset, complain).appendLiterals(block, 0, length);
    else unpackBlock(block, output, descriptor, (problem, at) => complain(problem, offset + at));
  }
  const content = output.bytes();
  if (contentBytes !== null && content.length !== contentBytes) {
    throw complain(`it has ${content.length} bytes instead of ${contentBytes}`, blocks.end);
  }
  let end = blocks.end;
  if (contentChecksum) {
    if (end + 4 > frame.length) throw complain('it ends within the checksum', end);
    if (view.getUint32(end, true) !== xxHash32(content)) {
      throw complain('its checksum does not match its content', end);
    }
    end += 4;
  }
  if (end !== frame.length) throw complain(`${frame.length - end} bytes follow its end`, end);
  return content;
}

/**
 * Unpacks a block by itself, as other containers have it.
 * @param bytes of its content
 * @throws what `complain` makes, if the block is damaged or of another length
 */
export function unpackLz4Block(
  block: Uint8Array,
  bytes: number,
  complain: ComplainAtByte,
): Uint8Array {
  const output = new GrowingOutput(bytes, bytes);
  unpackBlock(block, output, { linked: false, blockLimit: bytes }, complain);
  const content = output.bytes();
  if (content.length !== bytes) {
    throw complain(`it has ${content.length} bytes instead of ${bytes}`, block.length);
  }
  return content;
}

function readDescriptor(frame: Uint8Array, view: DataView, complain: ComplainAtByte): Descriptor {
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) {
    throw complain('it does not begin as an LZ4 frame', 0);
  }
  const flags = frame[4]!;
  const blockNumber = frame[5]!;
  const blockLimit = BLOCK_LIMITS[blockNumber >> 4];
  if (flags >> 6 !== 1 || (flags & 2) !== 0) throw complain('its version is unknown', 4);
  if ((flags & 1) !== 0) throw complain('it needs a dictionary', 4);
  if (blockLimit === undefined || (blockNumber & 15) !== 0) {
    throw complain('its block size is unknown', 5);
  }
  const hasLength = (flags & 8) !== 0;
  const end = hasLength ? 15 : 7;
  if (frame.length < end) throw complain('it ends within its descriptor', 4);
  if (((xxHash32(frame.subarray(4, end - 1)) >>> 8) & 0xff) !== frame[end - 1]) {
    throw complain("its descriptor's checksum does not match", end - 1);
  }
  return {
    linked: (flags & 32) === 0,
    blockChecksums: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentBytes: hasLength ? Number(view.getBigUint64(6, true)) : null,
    blockLimit,
    end,
  };
}

interface Block {
  readonly offset: number;
  readonly length: number;
  readonly stored: boolean;
}

function readBlocks(
  view: DataView,
  { end: begin, blockChecksums, blockLimit }: Descriptor,
  complain: ComplainAtByte,
): { list: readonly Block[]; end: number } {
  const list: Block[] = [];
  let offset = begin;
  for (;;) {
    if (offset + 4 > view.byteLength) throw complain('its last block is missing', offset);
    const word = view.getUint32(offset, true);
    offset += 4;
    if (word === 0) return { list, end: offset };
    const length = word % STORED;
    const end = offset + length + (blockChecksums ? 4 : 0);
    if (length > blockLimit) throw complain(`a block claims ${length} bytes`, offset - 4);
    if (end > view.byteLength) throw complain(`a block of ${length} bytes is cut short`, offset);
    list.push({ offset, length, stored: word >= STORED });
    offset = end;
  }
}

/** One block; nothing in it is trusted, so that no read or write leaves its array. */
function unpackBlock(
  block: Uint8Array,
  output: GrowingOutput,
  { linked, blockLimit }: Pick<Descriptor, 'linked' | 'blockLimit'>,
  complain: ComplainAtByte,
): void {
  const begin = output.length;
  const history = linked ? 0 : begin;
  let at = 0;
  const extended = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let byte = 255; byte === 255; length += byte) {
      if (at >= block.length) throw complain('a length is cut short', at);
      byte = block[at++]!;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = extended(token >> 4);
    if (at + literals > block.length) throw complain('literals are cut short', at);
    if (output.length - begin + literals > blockLimit) throw complain('a block is too long', at);
    output.reserve(literals, at, complain).appendLiterals(block, at, literals);
    at += literals;
    // The last sequence has literals only.
    if (at === block.length) return;
    if (at + 2 > block.length) throw complain('a copy is cut short', at);
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const length = SHORTEST_COPY + extended(token & 15);
    if (distance === 0 || output.length - distance < history) {
      throw complain('a copy begins before the content', at);
    }
    if (output.length - begin + length > blockLimit) throw complain('a block is too long', at);
    output.reserve(length, at, complain).appendCopy(distance, length);
  }
  throw complain('a block does not end with literals', at);
}

/** Content that grows as it is unpacked, so that a claim alone allocates nothing. */
class GrowingOutput {
  #content: Uint8Array;
  readonly #limit: number;
  length = 0;

  constructor(contentBytes: number | null, limit: number) {
    this.#content = new Uint8Array(Math.min(contentBytes ?? 2 ** 16, limit, 2 ** 22));
    this.#limit = limit;
  }

  /** Makes room for more bytes. */
  reserve(bytes: number, offset: number, complain: ComplainAtByte): this {
    const needed = this.length + bytes;
    if (needed > this.#limit) {
      throw complain(`it would unpack to more than ${this.#limit} bytes`, offset);
    }
    if (needed > this.#content.length) {
      const grown = new Uint8Array(
        Math.min(this.#limit, Math.max(needed, 2 * this.#content.length)),
      );
      grown.set(this.#content);
      this.#content = grown;
    }
    return this;
  }

  appendLiterals(source: Uint8Array, begin: number, count: number): void {
    const content = this.#content;
    const at = this.length;
    if (count > 32) content.set(source.subarray(begin, begin + count), at);
    else for (let i = 0; i < count; i++) content[at + i] = source[begin + i]!;
    this.length = at + count;
  }

  /** Byte by byte, since a copy may overlap what it writes. */
  appendCopy(distance: number, count: number): void {
    const content = this.#content;
    const end = this.length + count;
    for (let at = this.length; at < end; at++) content[at] = content[at - distance]!;
    this.length = end;
  }

  bytes(): Uint8Array {
    return this.#content.subarray(0, this.length);
  }
}
