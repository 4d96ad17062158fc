/**
 * What every audio file is decoded to: one channel of numbers at a rate. Readers know nothing of
 * ears, ears nothing of files.
 */
import { MotifsmithError } from '../../core/errors.ts';

/** Sound as samples of one channel. */
export interface Waveform {
  /** Hz. */
  readonly sampleRate: number;
  /** [samples] full scale is ±1; the mean of all channels. Finite, at least one. */
  readonly samples: Float64Array;
}

/** 17 minutes at 16 kHz, 128 MiB of numbers: far longer than a word, and still bounded. */
const MOST_SAMPLES = 2 ** 24;
const RATES = { least: 1000, most: 768_000 } as const;
const MOST_CHANNELS = 64;

/** The bytes of a file that hold samples, and how they are to be read. */
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

/** An audio file that cannot be read: what is wrong, at which byte, and what helps. */
export function audioError(
  message: string,
  file: string,
  offset: number,
  remedy: string,
): MotifsmithError {
  return new MotifsmithError('data', message, { where: `${file}, byte ${offset}`, remedy });
}

/**
 * Checks the numbers of a header before anything is allocated on its word.
 * @param offset of the header in bytes
 * @throws MotifsmithError `data`
 */
export function checkHeader(
  { sampleRate, channels }: Pick<SampleLayout, 'sampleRate' | 'channels'>,
  file: string,
  offset: number,
): void {
  if (!(sampleRate >= RATES.least && sampleRate <= RATES.most)) {
    throw audioError(
      `The sample rate of ${sampleRate} Hz is outside ${RATES.least} … ${RATES.most} Hz.`,
      file,
      offset,
      'The header is damaged, or this is no speech: convert the file, e.g. with sox.',
    );
  }
  if (!(channels >= 1 && channels <= MOST_CHANNELS)) {
    throw audioError(
      `The file claims ${channels} channels, not 1 … ${MOST_CHANNELS}.`,
      file,
      offset,
      'The header is damaged: copy or convert the file again.',
    );
  }
}

/**
 * Reads interleaved samples and averages the channels.
 * @throws MotifsmithError `data` if there are none, too many, or one is not a finite number
 */
export function readSamples(bytes: Uint8Array, file: string, layout: SampleLayout): Waveform {
  const { sampleRate, channels, bytesPerSample, read, begin, frames } = layout;
  if (frames === 0) {
    throw audioError('The file has no samples.', file, begin, 'Leave empty recordings out.');
  }
  if (frames > MOST_SAMPLES) {
    throw audioError(
      `The recording has ${frames} samples, over ${MOST_SAMPLES}.`,
      file,
      begin,
      'Cut it into recordings of one word or sentence each.',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Float64Array(frames);
  let offset = begin;
  for (let t = 0; t < frames; t++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, offset += bytesPerSample) sum += read(view, offset);
    if (!Number.isFinite(sum)) {
      throw audioError(
        `Sample ${t} is not a finite number.`,
        file,
        offset - channels * bytesPerSample,
        'The file is damaged: copy or convert it again.',
      );
    }
    samples[t] = sum / channels;
  }
  return { sampleRate, samples };
}

/** ITU-T G.711 µ-law: sign, three bits of exponent, four of mantissa, all inverted. */
export function readMuLaw(view: DataView, offset: number): number {
  const code = ~view.getUint8(offset) & 0xff;
  const magnitude = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return (code & 0x80 ? -magnitude : magnitude) / 32768;
}
