/**
 * What gated networks minimise, with o[t] the readout and y the class as a one-hot vector. The score of a sample is
 * what is compared with y: the mean of o over time, or its last step.
 */
import { exp, log, softmax } from '../../core/math.ts';

/** `rate-mse`: (1/K)·Σ(y − mean o)²; `last-mse`: the same of the last step; `rate-ce`: −ln softmax(mean o) of the class. */
export const GATED_LOSSES = ['rate-mse', 'last-mse', 'rate-ce'] as const;
/** What a network minimises. */
export type GatedLoss = (typeof GATED_LOSSES)[number];

/** E of one sample, and ∂E/∂score [K]. */
export function gatedLoss(
  kind: GatedLoss,
  scores: Float64Array,
  label: number,
): { loss: number; gradient: Float64Array } {
  const classes = scores.length;
  const wanted = (k: number) => (k === label ? 1 : 0);
  if (kind === 'rate-ce') {
    const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
    const total = scores.reduce((sum, score) => sum + exp(score - largest), 0);
    return {
      loss: largest + log(total) - scores[label]!,
      gradient: softmax(scores).map((share, k) => share - wanted(k)),
    };
  }
  const differences = scores.map((score, k) => score - wanted(k));
  return {
    loss: differences.reduce((sum, difference) => sum + difference * difference, 0) / classes,
    gradient: differences.map((difference) => (2 * difference) / classes),
  };
}
