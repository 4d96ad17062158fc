/**
 * What training minimises. The paper's loss wants the neuron of the right class to fire at every step,
 * from the first, before there is anything to decide by. Cross-entropy asks the question that the
 * decision is made by: whose postsynaptic current is the largest over the whole sample.
 */
import { MotifsmithError } from '../core/errors.ts';
import { exp, log } from '../core/math.ts';

/** Kinds of losses. */
export const LOSS_KINDS = ['psc', 'cross-entropy'] as const;

/** Equation 30: E = (1/T) Σ_t ½ Σ_o (d_o[t] − a_o[t])². */
export interface PscLoss {
  readonly kind: 'psc';
}

/**
 * E = −ln p_y, y the class of the sample, p_o = exp(z_o) / (exp(z_r) + Σ_c exp(z_c)), where
 * z_o = sharpness · (1/T) Σ_t a_o[t] and z_r = sharpness · reference.
 *
 * Softmax alone sees differences only: it lets all outputs fall silent together, and silent neurons
 * hardly learn. Having to beat the reference keeps the right one firing.
 */
export interface CrossEntropyLoss {
  readonly kind: 'cross-entropy';
  /** Logit of a neuron that fires at every step; mean PSCs lie between 0 and 1. */
  readonly sharpness: number;
  /** Mean PSC that the neuron of the right class has to beat: 0 … below 1. */
  readonly reference: number;
}

/** What training minimises. */
export type Loss = PscLoss | CrossEntropyLoss;

/** The paper's. */
export const PSC_LOSS: Loss = { kind: 'psc' };

/** What a cross-entropy is that only its name is given of. */
export const DEFAULT_CROSS_ENTROPY: CrossEntropyLoss = {
  kind: 'cross-entropy',
  sharpness: 40,
  reference: 0.25,
};

/** Beyond it, single precision no longer resolves the logits to a thousandth. */
export const MOST_SHARPNESS = 10_000;

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkLoss(loss: Loss, where: string): void {
  const refuse = (name: string, value: unknown, remedy: string): never => {
    throw new MotifsmithError('usage', `${name} = ${String(value)} is out of range`, {
      where: `${where}.${name}`,
      remedy,
    });
  };
  if (!LOSS_KINDS.includes(loss.kind)) {
    refuse('kind', loss.kind, `use one of ${LOSS_KINDS.join(', ')}`);
  }
  if (loss.kind === 'psc') return;
  const { sharpness, reference } = loss;
  if (!(sharpness > 0 && sharpness <= MOST_SHARPNESS)) {
    refuse('sharpness', sharpness, `give a number above 0 and up to ${MOST_SHARPNESS}`);
  }
  if (!(reference >= 0 && reference < 1)) {
    refuse('reference', reference, 'give a number of at least 0 and below 1');
  }
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
