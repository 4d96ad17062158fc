/**
 * What training minimises. The paper's loss wants the neuron of the right class to fire at every step,
 * even the first, before there is anything to decide by. Cross-entropy asks what the decision depends
 * on: whose postsynaptic current is the largest over the whole sample.
 */
import * as z from 'zod';
import { exp, log } from '../core/math.ts';
import { checkSettings } from '../core/settings/check.ts';
import { explain, fraction, positive, type Settings } from '../core/settings/declare.ts';

/** Kinds of losses. */
export const LOSS_KINDS = ['psc', 'cross-entropy', 'rate-mse'] as const;

const pscLoss = z.strictObject({
  kind: explain(
    z.literal('psc'),
    "The paper's loss: the neuron of the right class should fire at every step, all others never.",
  ),
});

const crossEntropyLoss = z.strictObject({
  kind: explain(
    z.literal('cross-entropy'),
    "Cross-entropy between the class and the softmax of the outputs' mean PSCs.",
  ),
  sharpness: explain(
    // Above this, single precision no longer resolves the logits to a thousandth.
    z.number().gt(0).max(10_000),
    'Logit of a neuron that fires at every step.',
  ).default(40),
  reference: explain(
    fraction(),
    'Mean PSC that the neuron of the right class has to exceed, so that outputs do not fall silent.',
  ).default(0.25),
});

const rateLoss = z.strictObject({
  kind: explain(
    z.literal('rate-mse'),
    "Mean squared error of the outputs' mean PSCs, which should be 1 for the right class and 0 for all others.",
  ),
});

/** The losses, identified by `kind`. */
export const lossSchema = z.discriminatedUnion('kind', [pscLoss, crossEntropyLoss, rateLoss]);

/** What makes classes count differently. */
interface ClassWeights {
  /**
   * [classes] factor of a sample's loss and gradient, by its class, in `gradients`; `evaluate` reports losses without
   * it. 1 if left out.
   */
  readonly classWeights?: readonly number[];
}

/** Equation 30: E = (1/T) Σ_t ½ Σ_o (d_o[t] − a_o[t])². */
export interface PscLoss extends Settings<typeof pscLoss>, ClassWeights {}

/**
 * E = −ln p_y, y the class of the sample, p_o = exp(z_o) / (exp(z_r) + Σ_c exp(z_c)), where
 * z_o = sharpness · (1/T) Σ_t a_o[t] and z_r = sharpness · reference.
 *
 * Softmax alone sees only differences: it lets all outputs fall silent together, and silent neurons
 * hardly learn. Having to exceed the reference keeps the right one firing.
 */
export interface CrossEntropyLoss extends Settings<typeof crossEntropyLoss>, ClassWeights {}

/**
 * E = (1/K) Σ_o (y_o − (1/T) Σ_t a_o[t])², K classes, y_o 1 for that of the sample, else 0. With τs = 1, a PSC is a
 * spike, and its mean a firing rate.
 */
export interface RateLoss extends Settings<typeof rateLoss>, ClassWeights {}

/** What training minimises. */
export type Loss = PscLoss | CrossEntropyLoss | RateLoss;

/** The paper's loss. */
export const PSC_LOSS: Loss = { kind: 'psc' };

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkLoss({ classWeights = [], ...loss }: Loss): void {
  checkSettings(lossSchema, loss, 'loss');
  checkSettings(z.array(positive()), classWeights, 'loss.classWeights');
}

/** The factor of a class in training. */
export const classWeight = ({ classWeights }: Loss, label: number): number =>
  classWeights?.[label] ?? 1;

/** As evaluations report it: every sample counts the same. */
export function unweighted({ classWeights: _, ...loss }: Loss): Loss {
  return loss;
}

/**
 * @param scores [C] Σ_t a_o[t]
 * @param steps T
 * @returns the loss of a sample, and ∂E/∂z_o = p_o, less 1 for its class, as [C]
 */
export function crossEntropy(
  scores: ArrayLike<number>,
  steps: number,
  label: number,
  { sharpness, reference }: CrossEntropyLoss,
): { loss: number; errors: Float64Array } {
  const logits = Float64Array.from(scores, (score) => (sharpness * score) / steps);
  const rival = sharpness * reference;
  const largest = logits.reduce((a, b) => Math.max(a, b), rival);
  const powers = logits.map((logit) => exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, exp(rival - largest));
  return {
    loss: largest + log(sum) - logits[label]!,
    errors: powers.map((power, o) => power / sum - (o === label ? 1 : 0)),
  };
}

/**
 * @param scores [K] Σ_t a_o[t]
 * @param steps T
 * @returns the loss of a sample, and ∂E/∂(mean PSC) = (2/K) (mean PSC − y_o), as [K]
 */
export function rateError(
  scores: ArrayLike<number>,
  steps: number,
  label: number,
): { loss: number; errors: Float64Array } {
  const classes = scores.length;
  let loss = 0;
  const errors = Float64Array.from(scores, (score, o) => {
    const error = score / steps - (o === label ? 1 : 0);
    loss += (error * error) / classes;
    return (2 * error) / classes;
  });
  return { loss, errors };
}
