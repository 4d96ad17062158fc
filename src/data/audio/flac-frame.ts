/**
 * One frame of FLAC (RFC 9639, section 9): a header with a CRC-8, the channels, a CRC-16. Channels may be
 * stored as differences.
 */
import { BitReader } from './bit-reader.ts';
import { BadSubframe, readSubframe } from './flac-subframe.ts';

/** What the beginning of the file says about all frames. */
export interface FlacStream {
  readonly sampleRate: number;
  readonly channels: number;
  /** Of a sample. */
  readonly bits: number;
  /** Samples of the longest block. */
  readonly mostSamples: number;
}

export interface FlacFrame {
  /** Samples of each channel. */
  readonly count: number;
  /** Offset of the first byte behind the frame. */
  readonly end: number;
}

const SIZES = [0, 8, 12, 0, 16, 20, 24, 32];
const LEFT_SIDE = 8;
const SIDE_RIGHT = 9;
const MID_SIDE = 10;

/** The bytes of a remainder for each byte, of a CRC without reflection. */
function crcTable(polynomial: number, bits: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let rest = byte << (bits - 8);
    for (let k = 0; k < 8; k++) {
      rest = rest & (1 << (bits - 1)) ? (rest << 1) ^ polynomial : rest << 1;
    }
    return rest & (2 ** bits - 1);
  });
}
const CRC_8 = crcTable(0x07, 8);
const CRC_16 = crcTable(0x8005, 16);

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC_8[crc ^ byte]!;
  return crc;
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ CRC_16[(crc >> 8) ^ byte]!;
  return crc;
}

/** Whether a frame may begin here. */
export function isFrame(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 0xff && (bytes[offset + 1]! & 0xfe) === 0xf8;
}

/**
 * Reads the frame at `offset`.
 * @param channels [channels][stream.mostSamples] receive the samples
 * @throws BadSubframe with what is wrong with it, EndOfBits if it is cut
 */
export function readFrame(
  bytes: Uint8Array,
  offset: number,
  stream: FlacStream,
  channels: readonly Float64Array[],
): FlacFrame {
  const reader = new BitReader(bytes, offset + 2);
  const sizeCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const bitsCode = reader.unsigned(3);
  reader.unsigned(1);
  skipNumber(reader);
  const count = readBlockSize(reader, sizeCode);
  if (rateCode >= 12) reader.unsigned(rateCode === 12 ? 8 : 16);
  const headerEnd = reader.offset;
  if (reader.unsigned(8) !== crc8(bytes.subarray(offset, headerEnd))) {
    throw new BadSubframe('has a header with a wrong checksum');
  }
  const stored = assignment < LEFT_SIDE ? assignment + 1 : 2;
  if (assignment > MID_SIDE || stored !== stream.channels) {
    throw new BadSubframe(`has ${stored} channels, not ${stream.channels}`);
  }
  if (bitsCode !== 0 && SIZES[bitsCode] !== stream.bits) {
    throw new BadSubframe(`has samples of other than ${stream.bits} bits`);
  }
  if (count > stream.mostSamples) {
    throw new BadSubframe(`has ${count} samples, over ${stream.mostSamples}`);
  }
  for (let c = 0; c < stored; c++) {
    const isSide =
      (c === 1 && (assignment === LEFT_SIDE || assignment === MID_SIDE)) ||
      (c === 0 && assignment === SIDE_RIGHT);
    readSubframe(reader, stream.bits + (isSide ? 1 : 0), channels[c]!.subarray(0, count));
  }
  reader.alignToByte();
  const end = reader.offset;
  if (reader.unsigned(16) !== crc16(bytes.subarray(offset, end))) {
    throw new BadSubframe('has a wrong checksum');
  }
  if (assignment >= LEFT_SIDE) undoDifference(assignment, channels[0]!, channels[1]!, count);
  return { count, end: end + 2 };
}

/** The number of the frame or its first sample, in the code of UTF-8; frames follow each other anyway. */
function skipNumber(reader: BitReader): void {
  const first = reader.unsigned(8);
  const more = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  if (more < 0 || more > 6 || (first >= 0x80 && more === 0)) {
    throw new BadSubframe('has an impossible number');
  }
  for (let k = 0; k < more; k++) reader.unsigned(8);
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 0) throw new BadSubframe('has a reserved size');
  if (code === 1) return 192;
  if (code <= 5) return 576 * 2 ** (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return 256 * 2 ** (code - 8);
}

function undoDifference(
  assignment: number,
  first: Float64Array,
  second: Float64Array,
  count: number,
): void {
  for (let t = 0; t < count; t++) {
    const [a, b] = [first[t]!, second[t]!];
    if (assignment === LEFT_SIDE) {
      second[t] = a - b;
    } else if (assignment === SIDE_RIGHT) {
      first[t] = a + b;
    } else {
      // The lowest bit of the sum is that of the difference.
      const sum = 2 * a + Math.abs(b % 2);
      first[t] = (sum + b) / 2;
      second[t] = (sum - b) / 2;
    }
  }
}
