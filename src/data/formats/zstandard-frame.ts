/**
 * Unpacks a Zstandard frame. fzstd does the unpacking; the header is read here first (RFC 8878,
 * section 3.1.1.1), because the library allocates whatever window and length a frame claims.
 */
import { Decompress } from 'fzstd';
import type { Complain } from './lz4-frame.ts';

const MAGIC = 0xfd2fb528;
/** Largest window that RFC 8878 recommends to support, and that any usual level asks for: 8 MiB. */
const LARGEST_WINDOW = 2 ** 23;
const LARGEST_BLOCK = 2 ** 17;
/** The kind of block that stands for one byte, many times. */
const REPEATED_BYTE = 1;

/**
 * @param frame one whole frame and nothing else
 * @param limit refuses content of more bytes than this, before it is allocated
 * @throws what `complain` makes, if the frame is damaged, needs a dictionary or is too large; the
 * optional checksum of the content is not verified
 */
export function unpackZstandardFrame(
  frame: Uint8Array,
  limit: number,
  complain: Complain,
): Uint8Array {
  const contentBytes = readHeader(frame, limit, complain);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let foreseen: Error | null = null;
  const unpacker = new Decompress((chunk) => {
    length += chunk.length;
    if (length > limit) {
      foreseen = complain(`it would unpack to more than ${limit} bytes`, 0);
      throw foreseen;
    }
    chunks.push(chunk);
  });
  try {
    unpacker.push(frame, true);
  } catch (cause) {
    throw foreseen ?? complain(`it cannot be unpacked (${(cause as Error).message})`, 0);
  }
  if (contentBytes !== null && length !== contentBytes) {
    throw complain(`it has ${length} bytes instead of ${contentBytes}`, 0);
  }
  const content = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    content.set(chunk, offset);
    offset += chunk.length;
  }
  return content;
}

/**
 * Length of the content in bytes, or null if the header does not tell it. Also walks the blocks, so
 * that the library never meets a second frame, whose header would be unchecked.
 */
function readHeader(frame: Uint8Array, limit: number, complain: Complain): number | null {
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
  const end = endOfBlocks(frame, at + lengthBytes, complain) + ((descriptor & 4) === 0 ? 0 : 4);
  if (end !== frame.length) throw complain(`it ends at byte ${end} of ${frame.length}`, end);
  return contentBytes;
}

/** Offset of the first byte after the last block. */
function endOfBlocks(frame: Uint8Array, begin: number, complain: Complain): number {
  let offset = begin;
  for (;;) {
    if (offset + 3 > frame.length) throw complain('its last block is missing', offset);
    const header = frame[offset]! | (frame[offset + 1]! << 8) | (frame[offset + 2]! << 16);
    const type = (header >> 1) & 3;
    const length = header >> 3;
    if (type === 3 || length > LARGEST_BLOCK) throw complain('a block is of no known kind', offset);
    offset += 3 + (type === REPEATED_BYTE ? 1 : length);
    if (offset > frame.length) throw complain('its last block is cut short', frame.length);
    if ((header & 1) === 1) return offset;
  }
}
