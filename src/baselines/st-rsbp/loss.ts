/** Which spike counts outputs should have, and what is done for one that is silent and should not be. */
import type { Train } from './network.ts';
import { withSpikes } from './network.ts';

/** Counts of spikes over a sample. */
export interface DesiredCounts {
  readonly desired: number;
  readonly undesired: number;
  /** What a count may be off without an error. */
  readonly margin: number;
}

/**
 * E = ½ Σ_k (o_k − y_k)² over those k with |o_k − y_k| > margin.
 * @returns E, and ∂E/∂o [K]
 */
export function countLoss(
  counts: ArrayLike<number>,
  label: number,
  { desired, undesired, margin }: DesiredCounts,
): { loss: number; errors: Float64Array } {
  let loss = 0;
  const errors = Float64Array.from(counts, (count, k) => {
    const error = count - (k === label ? desired : undesired);
    if (Math.abs(error) <= margin) return 0;
    loss += (error * error) / 2;
    return error;
  });
  return { loss, errors };
}

/** The output's spikes, or some at even distances if it has none, so that its weights have a gradient. */
export function withForcedSpikes(train: Train, label: number, desired: number): Train {
  if (train.neurons.includes(label)) return train;
  const steps = train.offsets.length - 1;
  const gap = Math.max(1, Math.floor(steps / desired));
  const times: number[] = [];
  for (let t = gap; t < steps; t += gap) times.push(t);
  return withSpikes(train, label, times);
}
