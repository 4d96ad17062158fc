/**
 * Decodes NIST SPHERE, the format of TI46 and of most speech of the Linguistic Data Consortium.
 *
 * Layout: `NIST_1A`, the size of the header (usually 1024), lines `name -type value` up to
 * `end_head`, padding to that size, then samples. Types are -i, -r and -sN, N characters of text.
 */

import type { Complain } from '../../formats/complain.ts';
import type { Report } from '../events/report.ts';
import { unshorten } from './shorten.ts';
import {
  checkHeader,
  complainAboutAudio,
  readALaw,
  readMuLaw,
  readSamples,
  type SampleLayout,
  type Waveform,
} from './waveform.ts';

/** `NIST_1A` and the header's size, each with a line end, 8 characters. */
const PREAMBLE = /^NIST_1A\r?\n *(\d{1,7})\r?\n/;
const LARGEST_HEADER = 2 ** 16;
const MU_LAW = ['ulaw', 'mu-law', 'pculaw'];
const A_LAW = ['alaw', 'a-law'];

/** Whether the bytes begin like a SPHERE file. */
export function isSphere(head: Uint8Array): boolean {
  return latin1(head.subarray(0, 7)) === 'NIST_1A';
}

/** One character per byte. */
function latin1(bytes: Uint8Array): string {
  let result = '';
  for (const byte of bytes) result += String.fromCharCode(byte);
  return result;
}

/**
 * Decodes PCM of 16 bits in either byte order, A-law and µ-law, and what shorten makes of them.
 * @throws MotifsmithError `data` if the bytes are not such a file, or are damaged or compressed in another way
 */
export function decodeSphere(bytes: Uint8Array, report: Report): Waveform {
  const complain = complainAboutAudio(report.file);
  const { fields, size } = readHeader(bytes, complain);
  const coding = fields.text('sample_coding')?.toLowerCase() ?? 'pcm';
  const [, plain = coding, compression] = /^(\w[\w-]*),embedded-(\w+)/.exec(coding) ?? [];
  if (compression !== undefined && compression !== 'shorten') {
    throw complain(
      `The samples are compressed ("${coding}").`,
      0,
      "Decompress it with NIST's `w_decode -o pcm in out`.",
    );
  }
  const law = MU_LAW.includes(plain) ? readMuLaw : A_LAW.includes(plain) ? readALaw : null;
  const bytesPerSample = fields.integer('sample_n_bytes') ?? (law === null ? 2 : 1);
  if (!(plain === 'pcm' && bytesPerSample === 2) && !(law !== null && bytesPerSample === 1)) {
    throw complain(
      `Coding "${coding}" with ${bytesPerSample} bytes per sample is not read.`,
      0,
      'Convert it to 16-bit PCM, e.g. with `sox in.sph -b 16 -e signed-integer out.wav`.',
    );
  }
  const sampleRate = fields.integer('sample_rate') ?? fields.absent('sample_rate');
  const channels = fields.integer('channel_count') ?? 1;
  checkHeader({ sampleRate, channels }, 0, complain);
  const claimed = fields.integer('sample_count');
  if (compression === 'shorten') {
    return readShortened(bytes, { begin: size, sampleRate, channels, claimed }, report, complain);
  }
  const frameBytes = channels * bytesPerSample;
  const present = bytes.length - size;
  const frames = Math.min(claimed ?? Number.POSITIVE_INFINITY, Math.floor(present / frameBytes));
  const rest = present - frames * frameBytes;
  const end = size + frames * frameBytes;
  if (claimed !== undefined && claimed > frames) {
    report.cutTail(`its header announces ${claimed} samples, but ${frames} follow`, end, rest);
  } else if (rest > 0) {
    report.irregular('strayBytes', {
      problem: `${rest} bytes follow the samples.`,
      place: end,
      size: rest,
    });
  }
  const read = law ?? readLinear(fields, complain);
  const layout = { sampleRate, channels, bytesPerSample, read, begin: size, frames };
  return readSamples(bytes, layout, complain);
}

interface Shortened extends Pick<SampleLayout, 'begin' | 'sampleRate' | 'channels'> {
  /** Samples of each channel that the header announces. */
  readonly claimed: number | undefined;
}

function readShortened(
  bytes: Uint8Array,
  { begin, sampleRate, channels, claimed }: Shortened,
  report: Report,
  complain: Complain,
): Waveform {
  const most = claimed ?? Number.POSITIVE_INFINITY;
  const { samples, end, isCut } = unshorten(bytes, begin, { channels, most }, complain);
  const rest = bytes.length - end;
  if (claimed !== undefined && samples.length < claimed) {
    const problem = `its header announces ${claimed} samples, but ${samples.length} follow`;
    report.cutTail(problem, end, rest);
  } else if (isCut) {
    report.cutTail('its compressed samples have no end', end, rest);
  }
  if (samples.length === 0) {
    throw complain('The file has no samples.', begin, 'Leave empty recordings out.');
  }
  return { sampleRate, samples };
}

/** `01`: the low byte comes first; `10`: the high byte. */
function readLinear(fields: Fields, complain: Complain) {
  const order = fields.text('sample_byte_format') ?? fields.absent('sample_byte_format');
  if (order !== '01' && order !== '10') {
    throw complain(
      `The byte order "${order}" is neither 01 nor 10.`,
      0,
      'Correct sample_byte_format in the header, or convert the file again.',
    );
  }
  const littleEndian = order === '01';
  return (view: DataView, offset: number) => view.getInt16(offset, littleEndian) / 32768;
}

interface Fields {
  text(name: string): string | undefined;
  /** @throws MotifsmithError `data` if it is present and not a whole number */
  integer(name: string): number | undefined;
  /** @throws MotifsmithError `data` always */
  absent(name: string): never;
}

function readHeader(bytes: Uint8Array, complain: Complain): { fields: Fields; size: number } {
  const claimed = PREAMBLE.exec(latin1(bytes.subarray(0, 19)))?.[1];
  if (claimed === undefined) throw complain('The file does not begin like NIST SPHERE.', 0);
  const size = Number(claimed);
  if (size < 16 || size > LARGEST_HEADER) throw complain(`The header claims ${size} bytes.`, 0);
  if (size > bytes.length) {
    throw complain(`The header claims ${size} bytes, but the file has ${bytes.length}.`, 0);
  }
  const header = latin1(bytes.subarray(0, size));
  const end = /^[ \t]*end_head\s*$/m.exec(header);
  if (end === null) throw complain(`The header of ${size} bytes has no line end_head.`, 0);
  const values = new Map<string, string>();
  for (const line of header.slice(0, end.index).split('\n').slice(2)) {
    const [, name, value] = /^(\w+)[ \t]+-(?:i|r|s\d+)[ \t](.*)$/.exec(line.trimEnd()) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value.trim());
  }
  const fields: Fields = {
    text: (name) => values.get(name),
    integer: (name) => {
      const value = values.get(name);
      if (value === undefined) return undefined;
      // Some writers give the rate as a real number.
      if (!/^\d{1,10}(\.0*)?$/.test(value)) {
        throw complain(`${name} is "${value}" instead of a whole number.`, 0);
      }
      return Number(value);
    },
    absent: (name) => {
      throw complain(`The header has no ${name}.`, 0);
    },
  };
  return { fields, size };
}
