/** What a readout sees of a liquid: one vector of numbers for each sample, whatever its length. */
import { exp } from '../../core/math.ts';
import type { SpikeTrain } from '../../engine/engine.ts';

/** `rate`: spikes per step in each part of the sample; `trace`: a low-pass filter, read at the end of each. */
export const FEATURE_KINDS = ['rate', 'trace'] as const;

/** How spikes become features. */
export interface FeatureOptions {
  readonly kind: (typeof FEATURE_KINDS)[number];
  /** W, equal parts of a sample. */
  readonly windows: number;
  /** τf of `trace`, steps. */
  readonly traceTau: number;
}

export const featureCount = (neurons: number, { windows }: FeatureOptions): number =>
  neurons * windows;

/** First step of part w: ⌊wT/W⌋. */
const beginOf = (w: number, steps: number, windows: number): number =>
  Math.floor((w * steps) / windows);

/**
 * @param steps T
 * @param into [W · N] window by window
 */
export function spikeFeatures(
  train: SpikeTrain,
  neurons: number,
  steps: number,
  options: FeatureOptions,
  into: Float32Array | Float64Array,
): void {
  if (options.kind === 'rate') rates(train, neurons, steps, options, into);
  else traces(train, neurons, steps, options, into);
}

function rates(
  { offsets, neurons: fired }: SpikeTrain,
  neurons: number,
  steps: number,
  { windows }: FeatureOptions,
  into: Float32Array | Float64Array,
): void {
  for (let w = 0; w < windows; w++) {
    const [begin, end] = [beginOf(w, steps, windows), beginOf(w + 1, steps, windows)];
    const part = into.subarray(w * neurons, (w + 1) * neurons);
    part.fill(0);
    for (let s = offsets[begin]!; s < offsets[end]!; s++) part[fired[s]!]! += 1;
    // A sample may have fewer steps than parts.
    if (end > begin) for (let i = 0; i < neurons; i++) part[i]! /= end - begin;
  }
}

function traces(
  { offsets, neurons: fired }: SpikeTrain,
  neurons: number,
  steps: number,
  { windows, traceTau }: FeatureOptions,
  into: Float32Array | Float64Array,
): void {
  const decay = exp(-1 / traceTau);
  const trace = new Float64Array(neurons);
  for (let w = 0; w < windows; w++) {
    const end = beginOf(w + 1, steps, windows);
    for (let t = beginOf(w, steps, windows); t < end; t++) {
      for (let i = 0; i < neurons; i++) trace[i]! *= decay;
      for (let s = offsets[t]!; s < offsets[t + 1]!; s++) trace[fired[s]!]! += 1;
    }
    into.set(trace, w * neurons);
  }
}
