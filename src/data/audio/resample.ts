/**
 * Resamples recordings to a common rate: a windowed sinc (Kaiser, about 80 dB), evaluated at the
 * exact rational ratio of the rates, so that nothing drifts and nothing aliases.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { sin } from '../../core/trigonometry.ts';
import type { Waveform } from './waveform.ts';

/** Zero crossings of the sinc on each side of its centre. */
const CROSSINGS = 24;
/** Kaiser's β for about 80 dB of stop-band attenuation. */
const BETA = 8;
/** End of the pass band as a fraction of half the lower rate; the rest is for the transition. */
const PASS = 0.92;
/** Numbers in the table of all phases: 32 MiB. */
const LARGEST_TABLE = 2 ** 22;

/**
 * The recording at another rate. Sample t of the result is at time t/rate, as sample t of the
 * recording is at t/recorded rate; beyond both ends there is silence.
 * @param name of the recording, for errors
 * @throws MotifsmithError `data` for a ratio of rates too fine for an exact table, or too many samples
 */
export function resample(waveform: Waveform, sampleRate: number, name: string): Waveform {
  if (waveform.sampleRate === sampleRate) return waveform;
  const common = greatestCommonDivisor(waveform.sampleRate, sampleRate);
  /** Output times are multiples of 1/phases of an input sample. */
  const phases = sampleRate / common;
  const stride = waveform.sampleRate / common;
  const cutoff = PASS * Math.min(1, sampleRate / waveform.sampleRate);
  const half = Math.ceil(CROSSINGS / cutoff);
  const taps = 2 * half;
  if (phases * taps > LARGEST_TABLE) {
    throw new MotifsmithError(
      'data',
      `Resampling from ${waveform.sampleRate} to ${sampleRate} Hz needs ${phases} phases of ${taps} taps.`,
      {
        where: name,
        remedy: 'Convert the recordings first, e.g. with `sox in.wav -r RATE out.wav`.',
      },
    );
  }
  const length = Math.ceil((waveform.samples.length * phases) / stride);
  if (length > LIMITS.soundSamples) {
    throw new MotifsmithError(
      'data',
      `Resampled to ${sampleRate} Hz, the recording has ${length} samples, over ${LIMITS.soundSamples}.`,
      { where: name, remedy: `Lower data.ear.sampleRate. ${allowMore('soundSamples')}.` },
    );
  }
  const kernel = kernelTable(phases, half, cutoff);
  const { samples } = waveform;
  const result = new Float64Array(length);
  for (let t = 0; t < result.length; t++) {
    const position = t * stride;
    const phase = position % phases;
    const first = (position - phase) / phases - half + 1;
    const begin = Math.max(0, -first);
    const end = Math.min(taps, samples.length - first);
    let sum = 0;
    for (let k = begin; k < end; k++) sum += kernel[phase * taps + k]! * samples[first + k]!;
    result[t] = sum;
  }
  return { sampleRate, samples: result };
}

/** [phases][2 · half] weights; each row sums to 1, so that a constant stays the same. */
function kernelTable(phases: number, half: number, cutoff: number): Float64Array {
  const taps = 2 * half;
  const table = new Float64Array(phases * taps);
  const scale = besselI0(BETA);
  for (let phase = 0; phase < phases; phase++) {
    let total = 0;
    for (let k = 0; k < taps; k++) {
      /** From the output's time to tap k, in input samples: −half … half. */
      const distance = k - half + 1 - phase / phases;
      const edge = distance / half;
      const window = besselI0(BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / scale;
      const angle = Math.PI * cutoff * distance;
      const weight = window * (angle === 0 ? 1 : sin(angle) / angle);
      table[phase * taps + k] = weight;
      total += weight;
    }
    for (let k = 0; k < taps; k++) table[phase * taps + k]! /= total;
  }
  return table;
}

/** Modified Bessel function of order 0: Σ ((x/2)^k / k!)². */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [high, low] = [a, b];
  while (low > 0) [high, low] = [low, high % low];
  return high;
}
