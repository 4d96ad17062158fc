/**
 * What every audio file is decoded to: one channel of numbers at a rate. Readers know nothing of
 * ears, ears nothing of files.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import { type Complain, complainAbout } from '../../formats/complain.ts';

/** Sound as samples of one channel. */
export interface Waveform {
  /** Hz. */
  readonly sampleRate: number;
  /** [samples] full scale is ±1; the mean of all channels. Finite, at least one. */
  readonly samples: Float64Array;
}

const RATES = { least: 1000, most: 768_000 } as const;
const MOST_CHANNELS = 64;

/**
 * Floats may exceed full scale, even where somebody has kept the numbers of 16-bit samples. Anything beyond is
 * damage, and would silence the ear: its gain control takes long to recover from it.
 */
const LOUDEST = 2 ** 15;

/** What to do about samples of another scale. */
const SCALING =
  'Correct the sample, or scale the recording to ±1, e.g. with `sox --norm in.wav -b 16 out.wav`.';

/** The bytes of a file that hold samples, and how to read them. */
export interface SampleLayout {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bytesPerSample: number;
  /** Sample at a byte offset, full scale ±1. */
  readonly read: (view: DataView, offset: number) => number;
  /** Offset of the first sample in bytes. */
  readonly begin: number;
  /** Whole frames (one sample of each channel). */
  readonly frames: number;
}

/** The errors about an audio file. @param file names it */
export function complainAboutAudio(file: string): Complain {
  return complainAbout(file, {
    remedy: 'The file is damaged: copy it again, or convert it again, e.g. with sox.',
  });
}

/**
 * Checks the numbers of a header before anything is allocated on its word.
 * @param offset of the header in bytes
 * @throws MotifsmithError `data`
 */
export function checkHeader(
  { sampleRate, channels }: Pick<SampleLayout, 'sampleRate' | 'channels'>,
  offset: number,
  complain: Complain,
): void {
  if (!(sampleRate >= RATES.least && sampleRate <= RATES.most)) {
    throw complain(
      `The sample rate of ${sampleRate} Hz is outside ${RATES.least} … ${RATES.most} Hz.`,
      offset,
    );
  }
  if (!(channels >= 1 && channels <= MOST_CHANNELS)) {
    throw complain(`The file claims ${channels} channels, not 1 … ${MOST_CHANNELS}.`, offset);
  }
}

/**
 * Reads interleaved samples and averages the channels.
 * @throws MotifsmithError `data` if there are none, too many, or one is no number, or far beyond full scale
 */
export function readSamples(bytes: Uint8Array, layout: SampleLayout, complain: Complain): Waveform {
  const { sampleRate, channels, bytesPerSample, read, begin, frames } = layout;
  if (frames === 0) {
    throw complain('The file has no samples.', begin, 'Leave empty recordings out.');
  }
  if (frames > LIMITS.soundSamples) {
    throw complain(
      `The recording has ${frames} samples, over ${LIMITS.soundSamples}.`,
      begin,
      `Cut it into recordings of one word or sentence each. ${allowMore('soundSamples')}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Float64Array(frames);
  let offset = begin;
  for (let t = 0; t < frames; t++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, offset += bytesPerSample) {
      const value = read(view, offset);
      if (!(Math.abs(value) <= LOUDEST)) throw wrongSample(value, t, offset, complain);
      sum += value;
    }
    samples[t] = sum / channels;
  }
  return { sampleRate, samples };
}

function wrongSample(value: number, t: number, offset: number, complain: Complain) {
  return Number.isFinite(value)
    ? complain(`Sample ${t} is ${value}, but full scale is ±1.`, offset, SCALING)
    : complain(`Sample ${t} is ${value}, not a finite number.`, offset);
}

/** ITU-T G.711 A-law: sign, three bits of exponent, four of mantissa, every other bit inverted. */
export function readALaw(view: DataView, offset: number): number {
  const code = view.getUint8(offset) ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return (code & 0x80 ? magnitude : -magnitude) / 32768;
}

/** ITU-T G.711 µ-law: sign, three bits of exponent, four of mantissa, all inverted. */
export function readMuLaw(view: DataView, offset: number): number {
  return muLawValue(view.getUint8(offset)) / 32768;
}

const MU_LAW_BIAS = 0x84;
const LOUDEST_MU_LAW = 32635;

/** The sample of 16 bits of a code of µ-law. */
export function muLawValue(inverted: number): number {
  const code = ~inverted & 0xff;
  const magnitude = ((((code & 15) << 3) + MU_LAW_BIAS) << ((code >> 4) & 7)) - MU_LAW_BIAS;
  return code & 0x80 ? -magnitude : magnitude;
}

/** The code of µ-law for a sample of 16 bits. */
export function muLawCode(value: number): number {
  const magnitude = Math.min(Math.abs(value), LOUDEST_MU_LAW) + MU_LAW_BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((value < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
