/**
 * Decodes RIFF/WAVE, its big-endian form RIFX and its 64-bit form RF64. Our own, because the libraries on
 * npm either lack WAVE_FORMAT_EXTENSIBLE and 32-bit integers or have had no release for years, and none says
 * at which byte a file is damaged.
 *
 * Layout: `RIFF`, size, `WAVE`, then chunks of a name, a size and as many bytes, padded to an even
 * number: `fmt ` (coding, channels, rate, bits) and `data` are all that matters here. In RF64, the size of
 * `data` is in `ds64`. Programs that write to a pipe leave sizes that they could not know: 0, or the
 * largest that fits.
 */
import type { Complain } from '../../formats/complain.ts';
import type { Report } from '../events/report.ts';
import {
  checkHeader,
  complainAboutAudio,
  readALaw,
  readMuLaw,
  readSamples,
  type SampleLayout,
  type Waveform,
} from './waveform.ts';

/** Codes of the `fmt ` chunk. */
const PCM = 1;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;

/**
 * From here on, a size is one that could not be known: sox writes 0x7FFFFFDB, ffmpeg 0xFFFFFFFF, and no sound
 * that is read is this long.
 */
const UNKNOWN_SIZE = 0x7f000000;

type Reader = SampleLayout['read'];

/** By coding and bytes per sample. 8-bit PCM is unsigned, all other PCM signed. */
const readersOf = (little: boolean): Record<string, Reader> => ({
  [`${PCM}/1`]: (view, offset) => (view.getUint8(offset) - 128) / 128,
  [`${PCM}/2`]: (view, offset) => view.getInt16(offset, little) / 32768,
  [`${PCM}/3`]: little
    ? (view, offset) => (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65536) / 8388608
    : (view, offset) =>
        (view.getInt8(offset) * 65536 + view.getUint16(offset + 1, false)) / 8388608,
  [`${PCM}/4`]: (view, offset) => view.getInt32(offset, little) / 2147483648,
  [`${FLOAT}/4`]: (view, offset) => view.getFloat32(offset, little),
  [`${FLOAT}/8`]: (view, offset) => view.getFloat64(offset, little),
  [`${A_LAW}/1`]: readALaw,
  [`${MU_LAW}/1`]: readMuLaw,
});

const text = (view: DataView, offset: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(offset + k)));

interface Chunk {
  readonly begin: number;
  readonly size: number;
}

/** Floats may exceed full scale a little; this many times is another scale, such as that of integers. */
const LOUD = 16;
const FORMS = ['RIFF', 'RIFX', 'RF64', 'BW64'];

/** Whether the bytes begin like a RIFF/WAVE file. */
export function isWav(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return head.length >= 12 && FORMS.includes(text(view, 0)) && text(view, 8) === 'WAVE';
}

/**
 * Decodes PCM of 8, 16, 24 or 32 bits, floats of 32 or 64 bits, A-law and µ-law; plain or extensible.
 * @throws MotifsmithError `data` if the bytes are not such a file, or are damaged
 */
export function decodeWav(bytes: Uint8Array, report: Report): Waveform {
  const complain = complainAboutAudio(report.file);
  if (!isWav(bytes)) {
    const remedy = 'Convert it, e.g. with `sox file.flac file.wav`.';
    throw complain('This is not a RIFF/WAVE file.', 0, remedy);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = text(view, 0) !== 'RIFX';
  const { format, data } = findChunks(view, little, complain, report);
  const layout = readFormat(view, format, little, complain);
  const frameBytes = layout.channels * layout.bytesPerSample;
  const rest = data.size % frameBytes;
  // A file that is shorter than it says has been counted.
  if (rest > 0 && !data.isCut) {
    const problem = `its last frame has ${rest} of ${frameBytes} bytes`;
    report.cutTail(problem, data.begin + data.size - rest, rest);
  }
  const frames = (data.size - rest) / frameBytes;
  const waveform = readSamples(bytes, { ...layout, begin: data.begin, frames }, complain);
  const loud = waveform.samples.findIndex((value) => Math.abs(value) > LOUD);
  if (loud >= 0) {
    const what = `sample ${loud} is ${waveform.samples[loud]}: the recording is not of full scale ±1`;
    report.warn(what, data.begin + loud * frameBytes);
  }
  return waveform;
}

function findChunks(
  view: DataView,
  little: boolean,
  complain: Complain,
  report: Report,
): { format: Chunk; data: Chunk & { readonly isCut: boolean } } {
  let format: Chunk | null = null;
  /** Of the samples of RF64. */
  let longSize: number | null = null;
  let offset = 12;
  while (offset + 8 <= view.byteLength) {
    const name = text(view, offset);
    const claimed = view.getUint32(offset + 4, little);
    const begin = offset + 8;
    const present = view.byteLength - begin;
    if (name === 'data') {
      if (format === null) throw complain('The samples come before their format.', offset);
      const claimedBytes = longSize ?? claimed;
      const size = dataSize(view, begin, claimedBytes, little, report);
      const isCut = claimedBytes > size && claimedBytes < UNKNOWN_SIZE;
      return { format, data: { begin, size, isCut } };
    }
    if (claimed > present) {
      const problem = `Chunk "${name}" claims ${claimed} bytes, but ${present} follow.`;
      throw complain(problem, offset + 4);
    }
    if (name === 'fmt ' && format === null) format = { begin, size: claimed };
    if (name === 'ds64' && claimed >= 16) longSize = Number(view.getBigUint64(begin + 8, little));
    offset = begin + claimed;
    if (claimed % 2 === 0) continue;
    if (isName(view, offset + 1) || !isName(view, offset)) {
      offset += 1;
    } else {
      const problem = `Chunk "${name}" of ${claimed} bytes is not padded to an even number.`;
      report.irregular('missingPadding', { problem, place: offset });
    }
  }
  const missing = format === null ? 'format (chunk "fmt ")' : 'samples (chunk "data")';
  throw complain(`The file has no ${missing}.`, Math.min(offset, view.byteLength));
}

/** Bytes of samples from `begin` on, whatever the size in the header is worth. */
function dataSize(
  view: DataView,
  begin: number,
  claimed: number,
  little: boolean,
  report: Report,
): number {
  const present = view.byteLength - begin;
  const isEmpty = claimed === 0 && (present === 0 || isChunk(view, begin, little));
  if (claimed > 0 && claimed <= present) return claimed;
  if (isEmpty) return 0;
  if (claimed === 0 || claimed >= UNKNOWN_SIZE) {
    const problem = `The samples claim ${claimed} bytes, but ${present} follow.`;
    report.irregular('wrongSize', { problem, place: begin - 4 });
  } else {
    const problem = `its samples claim ${claimed} bytes, but ${present} follow`;
    report.cutTail(problem, begin - 4, 0);
  }
  return present;
}

/** Whether a chunk that is all there may begin here. */
function isChunk(view: DataView, offset: number, little: boolean): boolean {
  if (!isName(view, offset) || offset + 8 > view.byteLength) return false;
  return offset + 8 + view.getUint32(offset + 4, little) <= view.byteLength;
}

function isName(view: DataView, offset: number): boolean {
  return offset + 4 <= view.byteLength && /^[A-Za-z][A-Za-z0-9 ]{3}$/.test(text(view, offset));
}

function readFormat(view: DataView, { begin, size }: Chunk, little: boolean, complain: Complain) {
  if (size < 16) throw complain(`The format has ${size} bytes, not at least 16.`, begin);
  const channels = view.getUint16(begin + 2, little);
  const sampleRate = view.getUint32(begin + 4, little);
  const frameBytes = view.getUint16(begin + 12, little);
  const bits = view.getUint16(begin + 14, little);
  checkHeader({ sampleRate, channels }, begin, complain);
  let coding = view.getUint16(begin, little);
  if (coding === EXTENSIBLE) {
    if (size < 40) throw complain(`The extensible format has ${size} bytes, not 40.`, begin);
    coding = view.getUint16(begin + 24, little);
  }
  const bytesPerSample = Math.ceil(bits / 8);
  const read = readersOf(little)[`${coding}/${bytesPerSample}`];
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
