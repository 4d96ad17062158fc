/**
 * Ben's Spiker Algorithm (Schrauwen and Van Campenhout, 2003): turns a non-negative signal into
 * spikes that, filtered by a known kernel, reconstruct the signal.
 */
import type * as z from 'zod';
import { exp } from '../../core/math.ts';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';

/** Settings of Ben's Spiker Algorithm. */
export const bsaFields = {
  threshold: explain(positive(), 'Threshold of the algorithm.').default(0.6),
  repeat: explain(
    whole(1, 1000),
    'Number of times each frame is repeated before encoding; a channel spikes at most once per repetition.',
  ).default(10),
};

/** Settings of Ben's Spiker Algorithm. */
export interface BsaSettings extends Settings<z.ZodObject<typeof bsaFields>> {}

/** The kernel of the speech front end: h[k] ∝ exp(−(k − 12)²/25), k = 0 … 23, with Σh = 1. */
export function speechKernel(): Float64Array {
  const shape = Float64Array.from({ length: 24 }, (_, k) => exp(-((k - 12) * (k - 12)) / 25));
  const total = shape.reduce((sum, h) => sum + h, 0);
  return shape.map((h) => h / total);
}

/**
 * At each i in turn: a spike if Σ_k |x[i+k] − h[k]| < Σ_k |x[i+k]| − threshold, and then h is
 * subtracted from x at i. Near the end, both sums stop where the signal stops.
 * @param signal x, any number of samples; left as it is
 * @param kernel h
 * @returns sample index of each spike, ascending
 */
export function bsaEncode(
  signal: ArrayLike<number>,
  kernel: ArrayLike<number>,
  threshold: number,
): Uint32Array {
  const rest = Float64Array.from(signal);
  const spikes: number[] = [];
  for (let i = 0; i < rest.length; i++) {
    const reach = Math.min(kernel.length, rest.length - i);
    let withSpike = 0;
    let without = 0;
    for (let k = 0; k < reach; k++) {
      withSpike += Math.abs(rest[i + k]! - kernel[k]!);
      without += Math.abs(rest[i + k]!);
    }
    if (withSpike < without - threshold) {
      spikes.push(i);
      for (let k = 0; k < reach; k++) rest[i + k]! -= kernel[k]!;
    }
  }
  return Uint32Array.from(spikes);
}
