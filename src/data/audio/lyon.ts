/**
 * Runs Lyon's passive ear: front filters and cascade, half-wave rectification, four coupled stages
 * of automatic gain control, differences of neighbours, then decimation. Works sample by sample in
 * float64, so that memory depends on the output alone and every machine gives the same bits.
 */
import * as z from 'zod';
import { exp } from '../../core/math.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import type { ChannelSignal } from '../encoders/signal.ts';
import { designLyonFilters } from './lyon-filters.ts';

/** Settings of Lyon's passive ear. */
export const lyonFields = {
  channels: explain(
    whole(8, 512).nullable(),
    'Channels of the ear; null for as many as quality and sample rate call for, in steps of quality/32 bandwidths.',
    'channels',
  ).default(null),
  quality: explain(
    z.number().min(1).max(64),
    "Q of the ear's filters where bandwidth is proportional to frequency.",
  ).default(8),
  gainControl: explain(z.boolean(), 'Whether the four stages of gain control are active.').default(
    true,
  ),
  differences: explain(
    z.boolean(),
    'Whether each channel is reduced by its lower neighbour, which sharpens the bands.',
  ).default(true),
  frameMs: explain(
    z.number().min(0.1).max(1000),
    "Length of a frame of the ear's output.",
    'ms',
  ).default(16),
  smoothing: explain(
    z.number().min(0.01).max(100),
    'Time constant of the two-pole low-pass filter before decimation to frames.',
    'frames',
  ).default(3),
};

/** Settings of Lyon's passive ear. */
export interface LyonOptions extends Settings<z.ZodObject<typeof lyonFields>> {}

/** Time constants in s and target levels of the gain control, from slow to fast (Slaney 1988). */
export const GAIN_CONTROL = [
  { tau: 0.64, target: 0.0032 },
  { tau: 0.16, target: 0.0016 },
  { tau: 0.04, target: 0.0008 },
  { tau: 0.01, target: 0.0004 },
] as const;

/** A stage of gain control reduces a level by at most nine tenths. */
const MOST_REDUCTION = 0.9;

/** Below this a filter's memory is set to 0: subnormal numbers would make silence slow. */
const SILENCE = 1e-200;

/** 1 − e^(−1/(τ fs)): the coefficient of a first-order average. */
const epsilon = (tau: number, sampleRate: number) => 1 - exp(-1 / tau / sampleRate);

/**
 * One stage of gain control, one sample on: y_i = |x_i| (1 − s_i), then s_i becomes
 * ε/target · y_i + (1 − ε) · mean(s_(i−1), s_i, s_(i+1)), at most 0.9; beyond the ends, the
 * nearest channel counts.
 * @param levels [channels] x; becomes y
 * @param state [channels] s; 0 at the start
 */
export function controlGain(
  levels: Float64Array,
  state: Float64Array,
  target: number,
  eps: number,
): void {
  const last = levels.length - 1;
  const own = eps / target;
  const third = (1 - eps) / 3;
  let before = state[0]!;
  let here = before;
  for (let i = 0; i <= last; i++) {
    const after = i < last ? state[i + 1]! : here;
    const level = Math.abs(levels[i]! * (1 - here));
    const next = level * own + third * (before + here + after);
    levels[i] = level;
    state[i] = Math.min(next, MOST_REDUCTION);
    before = here;
    here = after;
  }
}

/** An ear for recordings of one sample rate; it keeps no state between recordings. */
export interface LyonEar {
  readonly sampleRate: number;
  readonly channels: number;
  /** [channels] Hz, descending. */
  readonly centreFrequencies: Float64Array;
  /** Samples in a frame. */
  readonly frameSamples: number;
  /**
   * The cochleagram of a recording: the value of each channel at the end of each whole frame.
   * @param samples full scale ±1
   */
  listen(samples: Float64Array): ChannelSignal;
}

/** @param sampleRate Hz, of the recordings */
export function createLyonEar(sampleRate: number, options: LyonOptions): LyonEar {
  const { front, stages, centreFrequencies } = designLyonFilters(
    sampleRate,
    options.quality,
    options.channels,
  );
  // The second front filter is kept too, as the upper neighbour of the first channel.
  const sections = [...front, ...stages];
  const coefficients = Float64Array.from(
    sections.flatMap(({ a0, a1, a2, b1, b2 }) => [a0, a1, a2, b1, b2]),
  );
  const frameSamples = Math.max(1, Math.round((options.frameMs / 1000) * sampleRate));
  const channels = stages.length;
  return {
    sampleRate,
    channels,
    centreFrequencies,
    frameSamples,
    listen: (samples) => ({
      channels,
      frameUs: (frameSamples / sampleRate) * 1e6,
      values: listen(samples, coefficients, sampleRate, frameSamples, options),
    }),
  };
}

/** @returns [frames][channels] */
function listen(
  samples: Float64Array,
  coefficients: Float64Array,
  sampleRate: number,
  frameSamples: number,
  { gainControl, differences, smoothing }: LyonOptions,
): Float64Array {
  const sections = coefficients.length / 5;
  const channels = sections - 2;
  const frames = Math.floor(samples.length / frameSamples);
  const memory = new Float64Array(2 * sections);
  const controls = GAIN_CONTROL.map(({ tau, target }) => ({
    eps: epsilon(tau, sampleRate),
    target,
    state: new Float64Array(sections),
  }));
  const levels = new Float64Array(sections);
  const eps = frameSamples === 1 ? 1 : epsilon((frameSamples / sampleRate) * smoothing, sampleRate);
  const smooth = new Float64Array(2 * channels);
  const values = new Float64Array(frames * channels);
  for (let frame = 0, t = 0; frame < frames; frame++) {
    for (let end = t + frameSamples; t < end; t++) {
      cascade(samples[t]!, coefficients, memory, levels);
      if (gainControl) {
        for (const { eps, target, state } of controls) controlGain(levels, state, target, eps);
      }
      average(levels, differences, eps, smooth);
    }
    for (let c = 0; c < channels; c++) values[frame * channels + c] = smooth[2 * c + 1]!;
    for (let k = 0; k < memory.length; k++) if (Math.abs(memory[k]!) < SILENCE) memory[k] = 0;
    for (let k = 0; k < smooth.length; k++) if (Math.abs(smooth[k]!) < SILENCE) smooth[k] = 0;
  }
  return values;
}

/** One sample through all sections; `levels` gets the rectified output of each. */
function cascade(
  sample: number,
  coefficients: Float64Array,
  memory: Float64Array,
  levels: Float64Array,
): void {
  let signal = sample;
  for (let s = 0, k = 0, m = 0; s < levels.length; s++, k += 5, m += 2) {
    const input = signal;
    signal = coefficients[k]! * input + memory[m]!;
    memory[m] = coefficients[k + 1]! * input - coefficients[k + 3]! * signal + memory[m + 1]!;
    memory[m + 1] = coefficients[k + 2]! * input - coefficients[k + 4]! * signal;
    levels[s] = Math.max(signal, 0);
  }
}

/** Differences of neighbours, then two equal first-order averages in series, channel by channel. */
function average(
  levels: Float64Array,
  differences: boolean,
  eps: number,
  smooth: Float64Array,
): void {
  for (let i = 2, m = 0; i < levels.length; i++, m += 2) {
    const difference = differences ? levels[i - 1]! - levels[i]! : levels[i]!;
    const level = Math.max(difference, 0);
    smooth[m] = smooth[m]! + eps * (level - smooth[m]!);
    smooth[m + 1] = smooth[m + 1]! + eps * (smooth[m]! - smooth[m + 1]!);
  }
}
