/**
 * Unpacks a chunk of Blosc 1, the container in which DSEC and PyTables pack their arrays: blocks that are shuffled and
 * packed by one of several codecs, each perhaps in as many streams as an element has bytes.
 *
 * After README_CHUNK_FORMAT.rst and blosc.c (blosc_d, split_block) of c-blosc 1.21, whose format is version 2.
 */
import { decodeBlosclz } from './blosclz.ts';
import { bitUnshuffle, unshuffle } from './byte-shuffle.ts';
import type { ComplainAtByte } from './complain.ts';
import { unpackLz4Block } from './lz4-frame.ts';
import { decodeZlib } from './zlib-stream.ts';
import { isZstandardReady, unpackZstandardFrame } from './zstandard-frame.ts';

/** Codecs by the number in the flags. */
const CODECS = ['BloscLZ', 'LZ4', 'Snappy', 'zlib', 'Zstandard'] as const;

/** Unpacks a stream to `size` bytes; null or another length if it is damaged. */
type Unpack = (stream: Uint8Array, size: number) => Uint8Array | null;

const HEADER_BYTES = 16;
const VERSION = 2;
const SHUFFLED = 1;
const COPIED = 2;
const BITS_SHUFFLED = 4;
const RESERVED = 8;
const NOT_SPLIT = 16;
/** Blocks of longer elements, or of fewer, are one stream. */
const MOST_STREAMS = 16;
const LEAST_SPLIT = 128;

interface Header {
  readonly flags: number;
  readonly elementBytes: number;
  readonly blockBytes: number;
}

/**
 * @param size bytes that come out; three times as many are allocated at most
 * @param unread makes the error about a codec that is not read: Snappy, and Zstandard unless `prepareZstandard` has
 * been awaited
 * @throws what `complain` makes, if it is damaged or of another size
 */
export function unpackBlosc(
  chunk: Uint8Array,
  size: number,
  complain: ComplainAtByte,
  unread: (codec: string) => Error,
): Uint8Array {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const { flags, elementBytes, blockBytes } = readHeader(view, size, complain);
  if ((flags & COPIED) !== 0) {
    if (chunk.length !== HEADER_BYTES + size) throw complain('its length is wrong', 12);
    return chunk.slice(HEADER_BYTES);
  }
  const codec = CODECS[flags >> 5] ?? `codec ${flags >> 5}`;
  const unpack = findUnpack(codec, complain);
  if (unpack === null) throw unread(codec);
  const out = new Uint8Array(size);
  for (let from = 0, k = 0; from < size; from += blockBytes, k++) {
    const block = out.subarray(from, from + blockBytes);
    const isLast = block.length < blockBytes;
    const splits =
      (flags & NOT_SPLIT) === 0 &&
      !isLast &&
      elementBytes <= MOST_STREAMS &&
      Math.floor(blockBytes / elementBytes) >= LEAST_SPLIT;
    if (HEADER_BYTES + 4 * k + 4 > chunk.length) throw complain('it ends within its blocks', 8);
    const offset = view.getUint32(HEADER_BYTES + 4 * k, true);
    unpackBlock(view, offset, splits ? elementBytes : 1, block, unpack, complain);
  }
  const shuffled = (flags & SHUFFLED) !== 0 && elementBytes > 1;
  const undo = shuffled ? unshuffle : (flags & BITS_SHUFFLED) !== 0 ? bitUnshuffle : null;
  if (undo === null) return out;
  const plain = new Uint8Array(size);
  for (let from = 0; from < size; from += blockBytes) {
    const to = from + blockBytes;
    undo(out.subarray(from, to), plain.subarray(from, to), elementBytes);
  }
  return plain;
}

function findUnpack(codec: string, complain: ComplainAtByte): Unpack | null {
  switch (codec) {
    case 'BloscLZ':
      return decodeBlosclz;
    case 'LZ4':
      return (stream, size) => unpackLz4Block(stream, size, complain);
    case 'zlib':
      return decodeZlib;
    case 'Zstandard':
      if (!isZstandardReady()) return null;
      return (stream, size) => unpackZstandardFrame(stream, size, complain);
    default:
      return null;
  }
}

function readHeader(view: DataView, size: number, complain: ComplainAtByte): Header {
  if (view.byteLength < HEADER_BYTES) throw complain('it ends within its header', 0);
  const version = view.getUint8(0);
  const flags = view.getUint8(2);
  const elementBytes = view.getUint8(3);
  const bytes = view.getUint32(4, true);
  const blockBytes = view.getUint32(8, true);
  const packed = view.getUint32(12, true);
  if (version !== VERSION) throw complain(`its version is ${version}, not ${VERSION}`, 0);
  if ((flags & RESERVED) !== 0) throw complain('its flags are unknown', 2);
  if (elementBytes === 0) throw complain('its elements have no bytes', 3);
  if (bytes !== size) throw complain(`it has ${bytes} bytes instead of ${size}`, 4);
  if (blockBytes === 0 && size > 0) throw complain('its blocks have no bytes', 8);
  if (packed !== view.byteLength) {
    throw complain(`it should have ${packed} bytes and has ${view.byteLength}`, 12);
  }
  return { flags, elementBytes, blockBytes };
}

/** The streams of a block, each after its length. */
function unpackBlock(
  view: DataView,
  begin: number,
  streams: number,
  block: Uint8Array,
  unpack: Unpack,
  complain: ComplainAtByte,
): void {
  const size = Math.floor(block.length / streams);
  if (size * streams !== block.length) throw complain('a block cannot be split', 8);
  let offset = begin;
  for (let k = 0; k < streams; k++) {
    if (offset + 4 > view.byteLength) throw complain('a block is cut short', offset);
    const length = view.getUint32(offset, true);
    offset += 4;
    if (offset + length > view.byteLength) throw complain('a stream is cut short', offset);
    const stream = new Uint8Array(view.buffer, view.byteOffset + offset, length);
    // What does not become shorter is stored as it is.
    const content = length === size ? stream : unpack(stream, size);
    if (content?.length !== size) throw complain('a stream is damaged', offset);
    block.set(content, k * size);
    offset += length;
  }
}
