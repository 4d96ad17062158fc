/**
 * Decodes FLAC (RFC 9639): `fLaC`, blocks about the file of which only STREAMINFO matters here, then frames.
 * Our own, because of the libraries on npm one depends on code under the LGPL, the other does not load
 * its WebAssembly in Node, and neither says at which byte a file is damaged.
 */
import type { Complain } from '../../formats/complain.ts';
import type { Report } from '../events/report.ts';
import { EndOfBits } from './bit-reader.ts';
import { ChannelMean } from './channel-mean.ts';
import { type FlacStream, isFrame, readFrame } from './flac-frame.ts';
import { BadSubframe } from './flac-subframe.ts';
import { checkHeader, complainAboutAudio, type Waveform } from './waveform.ts';

const SIGNATURE = [0x66, 0x4c, 0x61, 0x43];
const STREAM_INFO = 0;
const STREAM_INFO_BYTES = 34;
const LEAST_BITS = 4;
const LARGEST_BLOCK = 65_535;

/** Whether the bytes begin like a FLAC file, perhaps behind the tag that players of MP3 write (ID3v2). */
export function isFlac(head: Uint8Array): boolean {
  const begin = endOfTag(head);
  return SIGNATURE.every((byte, k) => head[begin + k] === byte);
}

/** `ID3`, version, flags, and a length of four times seven bits. */
function endOfTag(head: Uint8Array): number {
  if (head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33) return 0;
  return 10 + [6, 7, 8, 9].reduce((size, k) => size * 128 + (head[k]! & 127), 0);
}

/**
 * Decodes samples of 4 to 32 bits and up to 8 channels.
 * @throws MotifsmithError `data` if the bytes are not such a file, or are damaged
 */
export function decodeFlac(bytes: Uint8Array, report: Report): Waveform {
  const complain = complainAboutAudio(report.file);
  const { stream, total, begin } = readMetadata(bytes, endOfTag(bytes), complain);
  const channels = Array.from(
    { length: stream.channels },
    () => new Float64Array(stream.mostSamples),
  );
  // Sound takes half its bytes in FLAC, so this many samples mostly fit.
  const mean = new ChannelMean(Math.min(total ?? bytes.length, bytes.length), complain);
  const scale = 2 ** (stream.bits - 1);
  let offset = begin;
  while (offset < bytes.length) {
    if (!isFrame(bytes, offset)) {
      if (total !== null && mean.length < total && bytes.length - offset > 1) {
        throw complain('No block begins here.', offset);
      }
      break;
    }
    const frame = frameAt(offset);
    if (frame === null) break;
    mean.add(channels, frame.count, scale, offset);
    offset = frame.end;
  }
  reportEnd();
  if (mean.length === 0) {
    throw complain('The file has no samples.', begin, 'Leave empty recordings out.');
  }
  return { sampleRate: stream.sampleRate, samples: mean.samples(Number.POSITIVE_INFINITY) };

  function frameAt(at: number) {
    try {
      return readFrame(bytes, at, stream, channels);
    } catch (error) {
      if (error instanceof EndOfBits) return null;
      if (error instanceof BadSubframe) throw complain(`A block ${error.message}.`, at);
      throw error;
    }
  }

  function reportEnd(): void {
    const rest = bytes.length - offset;
    if (total !== null && mean.length < total) {
      const problem = `its header announces ${total} samples, but ${mean.length} follow`;
      report.cutTail(problem, offset, rest);
    } else if (rest > 0 && isFrame(bytes, offset)) {
      report.cutTail('its last block is not whole', offset, rest);
    } else if (rest > 0) {
      const problem = `${rest} bytes follow the samples.`;
      report.irregular('strayBytes', { problem, place: offset, size: rest });
    }
    if (total !== null && mean.length > total) {
      const problem = `The header announces ${total} samples, but ${mean.length} follow.`;
      report.irregular('wrongSize', { problem, place: begin });
    }
  }
}

interface Metadata {
  readonly stream: FlacStream;
  /** Samples per channel; null if the encoder did not know the length. */
  readonly total: number | null;
  /** Offset of the first frame. */
  readonly begin: number;
}

function readMetadata(bytes: Uint8Array, tagEnd: number, complain: Complain): Metadata {
  if (!isFlac(bytes)) throw complain('This is not a FLAC file.', 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = tagEnd + 4;
  let info: Omit<Metadata, 'begin'> | null = null;
  while (true) {
    if (offset + 4 > bytes.length) throw complain('The file ends before its samples.', offset);
    const head = view.getUint32(offset);
    const isLast = head >>> 31 === 1;
    const type = (head >>> 24) & 127;
    const end = offset + 4 + (head & 0xffffff);
    if (end > bytes.length) {
      const problem = `A block of ${end - offset - 4} bytes before the samples is cut.`;
      throw complain(problem, offset);
    }
    if (type === STREAM_INFO && info === null) info = readInfo(view, offset + 4, end, complain);
    offset = end;
    if (isLast) break;
  }
  if (info === null) throw complain('The file does not say what its samples are.', tagEnd);
  return { ...info, begin: offset };
}

function readInfo(view: DataView, begin: number, end: number, complain: Complain) {
  if (end - begin < STREAM_INFO_BYTES) {
    throw complain(`The format has ${end - begin} bytes, not ${STREAM_INFO_BYTES}.`, begin);
  }
  const packed = view.getUint32(begin + 10);
  const sampleRate = packed >>> 12;
  const channels = ((packed >>> 9) & 7) + 1;
  const bits = ((packed >>> 4) & 31) + 1;
  const total = (packed & 15) * 2 ** 32 + view.getUint32(begin + 14);
  // Some writers leave it open.
  const mostSamples = view.getUint16(begin + 2) || LARGEST_BLOCK;
  checkHeader({ sampleRate, channels }, begin, complain);
  if (bits < LEAST_BITS) throw complain(`Samples of ${bits} bits are too small.`, begin);
  const stream: FlacStream = { sampleRate, channels, bits, mostSamples };
  return { stream, total: total === 0 ? null : total };
}
