/**
 * Decodes RIFF/WAVE. Our own, because the libraries on npm either lack WAVE_FORMAT_EXTENSIBLE and
 * 32-bit integers or have had no release for years, and none says at which byte a file is damaged.
 *
 * Layout: `RIFF`, size, `WAVE`, then chunks of a name, a size and as many bytes, padded to an even
 * number: `fmt ` (coding, channels, rate, bits) and `data` are all that matters here.
 */
import type { Complain } from '../../formats/complain.ts';
import type { OnWarning } from '../events/warnings.ts';
import {
  checkHeader,
  complainAboutAudio,
  readMuLaw,
  readSamples,
  type SampleLayout,
  type Waveform,
} from './waveform.ts';

/** Codes of the `fmt ` chunk. */
const PCM = 1;
const FLOAT = 3;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;

/** The size in files that were written to a stream or pipe, where it was not known yet. */
const UNKNOWN_SIZE = 0xffffffff;

type Reader = SampleLayout['read'];

/** By coding and bytes per sample. 8-bit PCM is unsigned, all other PCM signed. */
const READERS: Record<string, Reader> = {
  [`${PCM}/1`]: (view, offset) => (view.getUint8(offset) - 128) / 128,
  [`${PCM}/2`]: (view, offset) => view.getInt16(offset, true) / 32768,
  [`${PCM}/3`]: (view, offset) =>
    (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65536) / 8388608,
  [`${PCM}/4`]: (view, offset) => view.getInt32(offset, true) / 2147483648,
  [`${FLOAT}/4`]: (view, offset) => view.getFloat32(offset, true),
  [`${FLOAT}/8`]: (view, offset) => view.getFloat64(offset, true),
  [`${MU_LAW}/1`]: readMuLaw,
};

const text = (view: DataView, offset: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(offset + k)));

interface Chunk {
  readonly begin: number;
  readonly size: number;
}

/** Floats may exceed full scale a little; this many times is another scale, such as that of integers. */
const LOUD = 16;

/** Whether the bytes begin like a RIFF/WAVE file. */
export function isWav(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return head.length >= 12 && text(view, 0) === 'RIFF' && text(view, 8) === 'WAVE';
}

/**
 * Decodes PCM of 8, 16, 24 or 32 bits, floats of 32 or 64 bits, and µ-law; plain or extensible.
 * @param file names the file in errors
 * @throws MotifsmithError `data` if the bytes are not such a file, or are damaged or cut short
 */
export function decodeWav(bytes: Uint8Array, file: string, onWarning: OnWarning): Waveform {
  const complain = complainAboutAudio(file);
  if (!isWav(bytes)) {
    const remedy = 'Convert it, e.g. with `sox file.flac file.wav`.';
    throw complain('This is not a RIFF/WAVE file.', 0, remedy);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const warn = (what: string, offset: number) =>
    onWarning({ where: `${file}, byte ${offset}`, what });
  const { format, data } = findChunks(view, complain, warn);
  const layout = readFormat(view, format, complain);
  const frameBytes = layout.channels * layout.bytesPerSample;
  if (data.size % frameBytes !== 0) {
    const what = `the last frame is cut: ${data.size % frameBytes} of ${frameBytes} bytes`;
    warn(what, data.begin + data.size);
  }
  const frames = Math.floor(data.size / frameBytes);
  const waveform = readSamples(bytes, { ...layout, begin: data.begin, frames }, complain);
  const loud = waveform.samples.findIndex((value) => Math.abs(value) > LOUD);
  if (loud >= 0) {
    const what = `sample ${loud} is ${waveform.samples[loud]}: the recording is not of full scale ±1`;
    warn(what, data.begin + loud * frameBytes);
  }
  return waveform;
}

function findChunks(
  view: DataView,
  complain: Complain,
  warn: (what: string, offset: number) => void,
): { format: Chunk; data: Chunk } {
  let format: Chunk | null = null;
  let offset = 12;
  while (offset + 8 <= view.byteLength) {
    const name = text(view, offset);
    const claimed = view.getUint32(offset + 4, true);
    const begin = offset + 8;
    const present = view.byteLength - begin;
    const unknown = name === 'data' && claimed === UNKNOWN_SIZE;
    if (unknown) {
      warn('the size of the data is not given: they are read to the end', offset + 4);
    } else if (claimed > present) {
      const problem = `Chunk "${name}" claims ${claimed} bytes, but ${present} follow.`;
      throw complain(problem, offset + 4);
    }
    const chunk = { begin, size: unknown ? present : claimed };
    if (name === 'fmt ' && format === null) format = chunk;
    if (name === 'data') {
      if (format !== null) return { format, data: chunk };
      throw complain('The samples come before their format.', offset);
    }
    offset = begin + chunk.size + (chunk.size & 1);
  }
  const missing = format === null ? 'format (chunk "fmt ")' : 'samples (chunk "data")';
  throw complain(`The file has no ${missing}.`, Math.min(offset, view.byteLength));
}

function readFormat(view: DataView, { begin, size }: Chunk, complain: Complain) {
  if (size < 16) throw complain(`The format has ${size} bytes, not at least 16.`, begin);
  const channels = view.getUint16(begin + 2, true);
  const sampleRate = view.getUint32(begin + 4, true);
  const frameBytes = view.getUint16(begin + 12, true);
  const bits = view.getUint16(begin + 14, true);
  checkHeader({ sampleRate, channels }, begin, complain);
  let coding = view.getUint16(begin, true);
  if (coding === EXTENSIBLE) {
    if (size < 40) throw complain(`The extensible format has ${size} bytes, not 40.`, begin);
    coding = view.getUint16(begin + 24, true);
  }
  const bytesPerSample = Math.ceil(bits / 8);
  const read = READERS[`${coding}/${bytesPerSample}`];
  if (read === undefined) {
    throw complain(
      `Coding ${coding} with ${bits} bits per sample is not read.`,
      begin,
      'Convert it to 16-bit PCM, e.g. with `sox in.wav -b 16 -e signed-integer out.wav`.',
    );
  }
  if (frameBytes !== channels * bytesPerSample) {
    throw complain(
      `A frame has ${frameBytes} bytes, not ${channels} × ${bytesPerSample}.`,
      begin + 12,
    );
  }
  return { sampleRate, channels, bytesPerSample, read };
}
