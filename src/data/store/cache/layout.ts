/**
 * The file format of the cache: a header, written last, then samples back to back, an index, and
 * metadata. Numbers are in the byte order of the machine, which a mark identifies: a cache is built
 * where it is used.
 *
 * header     64 bytes, see `Header`
 * samples    for each: offsets u32 [T + 1], channels u16 or u32 [events], padded to 8 bytes
 * index      offset f64 [n], steps u32 [n], events u32 [n], label u32 [n], CRC-32 u32 [n],
 *            SHA-256 [n · 32], padded to 8 bytes
 * metadata   JSON
 */
import { DIGEST_BYTES } from '../../datasets/fingerprint.ts';

const MAGIC = 'MOTIFSMC';
export const FORMAT_VERSION = 3;
export const HEADER_BYTES = 64;
/** Reads differently in another byte order. */
const ORDER_MARK = 0x01020304;

export interface Header {
  readonly samples: number;
  /** Bytes of a channel number: 2 or 4. */
  readonly channelBytes: number;
  /** CRC-32 of index and metadata. */
  readonly checksum: number;
  readonly indexOffset: number;
  readonly metadataOffset: number;
  /** Length of the whole file, bytes. */
  readonly length: number;
}

export function encodeHeader(header: Header): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(new TextEncoder().encode(MAGIC));
  const { samples, channelBytes, checksum, indexOffset, metadataOffset, length } = header;
  new Uint32Array(bytes.buffer, 8, 5).set([
    ORDER_MARK,
    FORMAT_VERSION,
    samples,
    channelBytes,
    checksum,
  ]);
  new Float64Array(bytes.buffer, 32, 3).set([indexOffset, metadataOffset, length]);
  return bytes;
}

/** The header, or null if it is not one of this format, version and byte order. */
export function decodeHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < HEADER_BYTES) return null;
  // A copy, because views of four and eight bytes must begin at a multiple of them.
  const { buffer } = Uint8Array.from(bytes.subarray(0, HEADER_BYTES));
  const [mark, version, samples, channelBytes, checksum] = new Uint32Array(buffer, 8, 5);
  const [indexOffset, metadataOffset, length] = new Float64Array(buffer, 32, 3);
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || mark !== ORDER_MARK || version !== FORMAT_VERSION) return null;
  return {
    samples: samples!,
    channelBytes: channelBytes!,
    checksum: checksum!,
    indexOffset: indexOffset!,
    metadataOffset: metadataOffset!,
    length: length!,
  };
}

/** Where each sample is and what is known about it; columns of n entries. */
export interface Index {
  readonly offset: Float64Array;
  readonly steps: Uint32Array;
  readonly events: Uint32Array;
  readonly label: Uint32Array;
  /** CRC-32 of the sample's bytes. */
  readonly checksum: Uint32Array;
  /** [n · DIGEST_BYTES] as the fingerprint takes it. */
  readonly digests: Uint8Array;
  /** The whole index as it is in the file. */
  readonly bytes: Uint8Array;
}

const COLUMN_BYTES = 8 + 4 * 4;

export function indexBytes(samples: number): number {
  return padded(samples * (COLUMN_BYTES + DIGEST_BYTES));
}

/** Views into the bytes of an index. @param bytes [indexBytes(samples)], beginning at a multiple of 8 */
export function indexOver(bytes: Uint8Array, samples: number): Index {
  const { buffer, byteOffset: begin } = bytes;
  const column = (k: number) => new Uint32Array(buffer, begin + (8 + 4 * k) * samples, samples);
  return {
    offset: new Float64Array(buffer, begin, samples),
    steps: column(0),
    events: column(1),
    label: column(2),
    checksum: column(3),
    digests: bytes.subarray(COLUMN_BYTES * samples, (COLUMN_BYTES + DIGEST_BYTES) * samples),
    bytes,
  };
}

/** Bytes of a channel number for a number of inputs. */
export function channelBytesFor(inputs: number): number {
  return inputs <= 2 ** 16 ? 2 : 4;
}

/** Bytes of a sample in the file. */
export function sampleBytes(steps: number, events: number, channelBytes: number): number {
  return padded(4 * (steps + 1) + channelBytes * events);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
