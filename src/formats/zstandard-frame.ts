/**
 * Unpacks a Zstandard frame with libzstd, which zstddec provides as WebAssembly. The headers of the
 * frame and its blocks are checked here first (RFC 8878, section 3.1.1), because the library
 * allocates its memory according to them.
 */
import type { ZSTDDecoder } from 'zstddec';
import { MotifsmithError } from '../core/errors.ts';
import type { ComplainAtByte } from './complain.ts';

const MAGIC = 0xfd2fb528;
/** Largest window that RFC 8878 recommends to support, and that any usual level asks for: 8 MiB. */
const LARGEST_WINDOW = 2 ** 23;
const LARGEST_BLOCK = 2 ** 17;
/** Kinds of blocks: bytes as they are; one byte, many times; compressed. */
const STORED = 0;
const REPEATED = 1;
const COMPRESSED = 2;

let library: ZSTDDecoder | null = null;

/** Loads the library, once; until then no frame can be unpacked. */
export async function prepareZstandard(): Promise<void> {
  if (library !== null) return;
  const { ZSTDDecoder } = await import('zstddec');
  const loaded = new ZSTDDecoder();
  await loaded.init();
  library = loaded;
}

/** Whether `prepareZstandard` has been awaited. */
export function isZstandardReady(): boolean {
  return library !== null;
}

/**
 * @param frame one whole frame and nothing else
 * @param limit refuses content of more bytes than this, before it is allocated
 * @throws what `complain` makes, if the frame is damaged, needs a dictionary or is too large;
 * MotifsmithError `internal` if `prepareZstandard` has not been awaited
 */
export function unpackZstandardFrame(
  frame: Uint8Array,
  limit: number,
  complain: ComplainAtByte,
): Uint8Array {
  if (library === null) {
    throw new MotifsmithError('internal', 'The Zstandard library has not been loaded.');
  }
  const { contentBytes, mostBytes } = readFrame(frame, limit, complain);
  if (mostBytes === 0) return new Uint8Array(0);
  const content = library.decode(frame, contentBytes ?? Math.min(limit, mostBytes));
  // The library's refusals are negative lengths, of which zstddec makes an empty array.
  if (content.length === 0 && contentBytes === null) {
    throw complain(`it is damaged or would unpack to more than ${limit} bytes`, 0);
  }
  if (content.length === 0) throw complain('it cannot be unpacked', 0);
  if (contentBytes !== null && content.length !== contentBytes) {
    throw complain(`it has ${content.length} bytes instead of ${contentBytes}`, 0);
  }
  return content;
}

interface FrameSizes {
  /** Length of the content; null if the header does not give it. */
  readonly contentBytes: number | null;
  /** Most bytes that the blocks can unpack to. */
  readonly mostBytes: number;
}

/** Everything but the blocks' content is checked. */
function readFrame(frame: Uint8Array, limit: number, complain: ComplainAtByte): FrameSizes {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 6 || view.getUint32(0, true) !== MAGIC) {
    throw complain('it does not begin as a Zstandard frame', 0);
  }
  const descriptor = frame[4]!;
  if ((descriptor & 8) !== 0) throw complain('its descriptor is unknown', 4);
  if ((descriptor & 3) !== 0) throw complain('it needs a dictionary', 4);
  const singleSegment = (descriptor & 32) !== 0;
  const lengthCode = descriptor >> 6;
  const lengthBytes = lengthCode === 0 ? Number(singleSegment) : 2 ** lengthCode;
  const at = singleSegment ? 5 : 6;
  if (at + lengthBytes > frame.length) throw complain('it ends within its header', 4);
  let contentBytes: number | null = null;
  if (lengthBytes === 1) contentBytes = frame[at]!;
  else if (lengthBytes === 2) contentBytes = 256 + view.getUint16(at, true);
  else if (lengthBytes === 4) contentBytes = view.getUint32(at, true);
  else if (lengthBytes === 8) contentBytes = Number(view.getBigUint64(at, true));
  if (contentBytes !== null && contentBytes > limit) {
    throw complain(`it would unpack to ${contentBytes} bytes, more than ${limit}`, at);
  }
  if (!singleSegment) {
    const exponent = 10 + (frame[5]! >> 3);
    const window = 2 ** exponent + 2 ** (exponent - 3) * (frame[5]! & 7);
    if (window > LARGEST_WINDOW) throw complain(`it needs a window of ${window} bytes`, 5);
  }
  const blocks = readBlocks(frame, at + lengthBytes, complain);
  const end = blocks.end + ((descriptor & 4) === 0 ? 0 : 4);
  if (end !== frame.length) throw complain(`it ends at byte ${end} of ${frame.length}`, end);
  if (contentBytes === 0 && blocks.mostBytes > 0) throw complain('its length is wrong', at);
  return { contentBytes, mostBytes: blocks.mostBytes };
}

/** Offset of the first byte after the last block, and the most bytes that all can unpack to. */
function readBlocks(
  frame: Uint8Array,
  begin: number,
  complain: ComplainAtByte,
): { end: number; mostBytes: number } {
  let mostBytes = 0;
  let offset = begin;
  for (;;) {
    if (offset + 3 > frame.length) throw complain('its last block is missing', offset);
    const header = frame[offset]! | (frame[offset + 1]! << 8) | (frame[offset + 2]! << 16);
    const type = (header >> 1) & 3;
    const length = header >> 3;
    const known = type === STORED || type === REPEATED || type === COMPRESSED;
    if (!known || length > LARGEST_BLOCK) throw complain('a block is of an unknown kind', offset);
    mostBytes += type === COMPRESSED ? LARGEST_BLOCK : length;
    offset += 3 + (type === REPEATED ? 1 : length);
    if (offset > frame.length) throw complain('its last block is cut short', frame.length);
    if ((header & 1) === 1) return { end: offset, mostBytes };
  }
}
