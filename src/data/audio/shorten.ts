/**
 * Unpacks sound that was compressed with shorten, versions 1 and 2, as SPHERE files of the Linguistic Data
 * Consortium embed it. T. Robinson, "SHORTEN: simple lossless and near-lossless waveform compression",
 * technical report CUED/F-INFENG/TR.156, Cambridge University, 1994; the layout is that of his program, which
 * sph2pipe follows too.
 *
 * `ajkg`, the version, six numbers about the whole file, then commands. Each channel in turn has blocks of
 * samples: a prediction from the samples before, and what it misses by, in Rice codes. All numbers are
 * of variable length: zeros up to a 1 count multiples of 2ⁿ, n bits say the rest.
 */
import type { Complain } from '../../formats/complain.ts';
import { BitReader, EndOfBits, unfolded } from './bit-reader.ts';
import { ChannelMean } from './channel-mean.ts';
import { type MuLawOrder, muLawOfShorten } from './shorten-mu-law.ts';

const SIGNATURE = [0x61, 0x6a, 0x6b, 0x67];
const [QUIT, BLOCK_SIZE, BIT_SHIFT, LINEAR, ZERO] = [4, 5, 6, 7, 8];
/** Kinds of samples: µ-law with one zero, 16 bits with the high or the low byte first, µ-law with both zeros. */
const MU_LAW_ONE_ZERO = 0;
const SIXTEEN_BITS = [3, 5];
const MU_LAW = 8;
/** [order][k] coefficients of the predictors without coefficients in the file. */
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1]];
const LEAST_HISTORY = 3;
const MOST_COEFFICIENTS = 64;
const MOST_MEANS = 1024;
const LARGEST_BLOCK = 65_536;
const MOST_BITS = 31;
/** No sample is larger before it is checked. */
const LARGEST = 2 ** 31;

/** What an unpacked file holds. */
export interface Unshortened {
  readonly samples: Float64Array;
  /** Offset of the first byte that was not used. */
  readonly end: number;
  /** Whether the bytes end before the sound does. */
  readonly isCut: boolean;
}

/**
 * @param begin offset of the compressed sound
 * @param channels that the header of the file announces
 * @param most samples of each channel to unpack
 * @throws MotifsmithError `data` if it is of another kind, or damaged
 */
export function unshorten(
  bytes: Uint8Array,
  begin: number,
  { channels, most }: { readonly channels: number; readonly most: number },
  complain: Complain,
): Unshortened {
  const version = bytes[begin + 4];
  if (!SIGNATURE.every((byte, k) => bytes[begin + k] === byte)) {
    throw complain('The compressed samples do not begin like those of shorten.', begin);
  }
  if (version !== 1 && version !== 2) {
    throw complain(`Version ${version} of shorten is not read.`, begin + 4, REMEDY);
  }
  const reader = new BitReader(bytes, begin + 5);
  const mean = new ChannelMean(Math.min(most, bytes.length), complain);
  let end = begin;
  try {
    const stream = readStream(reader, version, channels, complain);
    const blocks: Float64Array[] = Array.from({ length: channels });
    const histories = blocks.map(() => createHistory(stream));
    let channel = 0;
    while (mean.length < most) {
      const command = readNumber(reader, 2);
      if (command === QUIT) break;
      if (command === BLOCK_SIZE) {
        stream.blockSize = readSize(reader, 'a block', 1, LARGEST_BLOCK, complain);
      } else if (command === BIT_SHIFT) {
        stream.shift = checked(readNumber(reader, 2), 'a shift', 0, MOST_BITS, reader, complain);
      } else if (command < QUIT || command === LINEAR || command === ZERO) {
        const block = readBlock(reader, command, stream, histories[channel]!, complain);
        blocks[channel] = toLinear(block, stream, reader, complain);
        if (++channel < channels) continue;
        mean.add(blocks, stream.blockSize, 32768, end);
        channel = 0;
        end = reader.offset;
      } else {
        throw complain(`There is no command ${command}.`, reader.offset);
      }
    }
  } catch (error) {
    if (!(error instanceof EndOfBits)) throw error;
    return { samples: mean.samples(most), end, isCut: true };
  }
  return { samples: mean.samples(most), end: reader.offset, isCut: false };
}

const REMEDY =
  "Decompress it with `sph2pipe -f wav in.sph out.wav` or NIST's `w_decode -o pcm in out`.";

interface Stream {
  readonly version: number;
  readonly kind: number;
  readonly mostCoefficients: number;
  readonly means: number;
  /** Samples of a channel. */
  blockSize: number;
  /** Lowest bits of the samples that are all 0. */
  shift: number;
  /** Codes of µ-law for the numbers that are stored, at the present shift. */
  readonly order: MuLawOrder | null;
}

interface History {
  /** [samples] the last ones, the newest last. */
  readonly last: Float64Array;
  /** Means of the last blocks, the newest last. */
  readonly means: number[];
}

function createHistory({ mostCoefficients, means }: Stream): History {
  const last = new Float64Array(Math.max(LEAST_HISTORY, mostCoefficients));
  return { last, means: new Array(Math.max(1, means)).fill(0) };
}

function readStream(
  reader: BitReader,
  version: number,
  channels: number,
  complain: Complain,
): Stream {
  const kind = readLong(reader);
  if (!SIXTEEN_BITS.includes(kind) && kind !== MU_LAW && kind !== MU_LAW_ONE_ZERO) {
    throw complain(`Samples of kind ${kind} of shorten are not read.`, reader.offset, REMEDY);
  }
  const stored = readLong(reader);
  if (stored !== channels) {
    const problem = `The compressed samples have ${stored} channels, not ${channels}.`;
    throw complain(problem, reader.offset);
  }
  const blockSize = readSize(reader, 'a block', 1, LARGEST_BLOCK, complain);
  const mostCoefficients = readSize(reader, 'a predictor', 0, MOST_COEFFICIENTS, complain);
  const means = readSize(reader, 'a mean', 0, MOST_MEANS, complain);
  // Bytes of another header, which the program would write before the samples.
  for (let left = readLong(reader); left > 0; left--) readNumber(reader, 7);
  const order = SIXTEEN_BITS.includes(kind) ? null : muLawOfShorten(kind === MU_LAW);
  return { version, kind, mostCoefficients, means, blockSize, shift: 0, order };
}

/** @throws EndOfBits */
function readNumber(reader: BitReader, bits: number): number {
  return reader.zeros() * 2 ** bits + reader.unsigned(bits);
}

/** A number after the number of its lowest bits. */
function readLong(reader: BitReader): number {
  return readNumber(reader, Math.min(readNumber(reader, 2), MOST_BITS));
}

const readSigned = (reader: BitReader, bits: number): number =>
  unfolded(readNumber(reader, bits + 1));

function readSize(
  reader: BitReader,
  what: string,
  least: number,
  most: number,
  complain: Complain,
): number {
  return checked(readLong(reader), what, least, most, reader, complain);
}

function checked(
  value: number,
  what: string,
  least: number,
  most: number,
  reader: BitReader,
  complain: Complain,
): number {
  if (value >= least && value <= most) return value;
  throw complain(`The size of ${what} is ${value}, outside ${least} … ${most}.`, reader.offset);
}

/** The next block of a channel as it is stored: without its lowest bits, or as places in µ-law. */
function readBlock(
  reader: BitReader,
  command: number,
  stream: Stream,
  history: History,
  complain: Complain,
): Float64Array {
  const { blockSize, version, means } = stream;
  const { last } = history;
  const block = new Float64Array(blockSize);
  if (command !== ZERO) {
    const bits = checked(readNumber(reader, 3), 'a residual', 0, MOST_BITS, reader, complain);
    const offset = offsetOf(stream, history);
    const isLinear = command === LINEAR;
    const coefficients = isLinear ? readCoefficients(reader, stream, complain) : FIXED[command]!;
    // Only these two predict what differs from the mean.
    const mean = isLinear || command === 0 ? offset : 0;
    const rounding = isLinear && version > 1 ? 32 : 0;
    const divisor = isLinear ? 32 : 1;
    for (let t = 0; t < blockSize; t++) {
      let sum = rounding;
      for (let k = 0; k < coefficients.length; k++) {
        const before = t - 1 - k;
        const sample = before >= 0 ? block[before]! : last[last.length + before]!;
        sum += coefficients[k]! * (sample - mean);
      }
      const value = readSigned(reader, bits) + Math.floor(sum / divisor) + mean;
      if (!(Math.abs(value) < LARGEST)) {
        throw complain(`A sample is ${value}.`, reader.offset);
      }
      block[t] = value;
    }
  }
  if (means > 0) pushMean(block, stream, history);
  remember(block, last);
  return block;
}

function readCoefficients(reader: BitReader, stream: Stream, complain: Complain): number[] {
  const most = stream.mostCoefficients;
  const count = checked(readNumber(reader, 2), 'a predictor', 0, most, reader, complain);
  return Array.from({ length: count }, () => readSigned(reader, 5));
}

/** What is expected of a sample, from the means of the blocks before. */
function offsetOf({ version, means, shift }: Stream, history: History): number {
  if (means === 0) return history.means[0]!;
  const rounding = version < 2 ? 0 : Math.floor(means / 2);
  const sum = history.means.reduce((total, mean) => total + mean, rounding);
  const mean = Math.trunc(sum / means);
  return version < 2 ? mean : Math.floor(mean / 2 ** shift);
}

function pushMean(block: Float64Array, { version, shift }: Stream, { means }: History): void {
  const size = block.length;
  const rounding = version < 2 ? 0 : Math.floor(size / 2);
  const mean = Math.trunc(block.reduce((sum, value) => sum + value, rounding) / size);
  means.shift();
  means.push(version < 2 ? mean : mean * 2 ** shift);
}

function remember(block: Float64Array, last: Float64Array): void {
  const kept = Math.min(block.length, last.length);
  last.copyWithin(0, kept);
  last.set(block.subarray(block.length - kept), last.length - kept);
}

/** Samples of 16 bits. */
function toLinear(
  block: Float64Array,
  { order, shift }: Stream,
  reader: BitReader,
  complain: Complain,
): Float64Array {
  const linear = new Float64Array(block.length);
  const scale = 2 ** shift;
  for (let t = 0; t < block.length; t++) {
    const value = order === null ? block[t]! * scale : order(block[t]!, shift);
    if (!(value >= -32768 && value <= 32767)) {
      throw complain(`A sample is ${block[t]} × 2^${shift}, over 16 bits.`, reader.offset);
    }
    linear[t] = value;
  }
  return linear;
}
