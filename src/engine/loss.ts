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
 * E = −Σ_o y_o ln p_o over the C classes, p = softmax(z), z_o = sharpness · (1/T) Σ_t a_o[t], and
 * y_o = smoothing/C, plus 1 − smoothing for the class of the sample.
 */
export interface CrossEntropyLoss {
  readonly kind: 'cross-entropy';
  /** Logit of a neuron that fires at every step; mean PSCs lie between 0 and 1. */
  readonly sharpness: number;
  /** Part of the target that is spread over all classes (Szegedy and others, 2016): 0 … below 1. */
  readonly smoothing: number;
}

/** What training minimises. */
export type Loss = PscLoss | CrossEntropyLoss;

/** The paper's. */
export const PSC_LOSS: Loss = { kind: 'psc' };

/** What a cross-entropy is that only its name is given of. */
export const DEFAULT_CROSS_ENTROPY: CrossEntropyLoss = {
  kind: 'cross-entropy',
  sharpness: 40,
  smoothing: 0,
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
  const { sharpness, smoothing } = loss;
  if (!(sharpness > 0 && sharpness <= MOST_SHARPNESS)) {
    refuse('sharpness', sharpness, `give a number above 0 and up to ${MOST_SHARPNESS}`);
  }
  if (!(smoothing >= 0 && smoothing < 1)) {
    refuse('smoothing', smoothing, 'give a number of at least 0 and below 1');
  }
}

/**
 * @param scores [C] Σ_t a_o[t]
 * @param steps T
 * @returns the loss of a sample, and ∂E/∂z_o = p_o − y_o as [C]
 */
export function crossEntropy(
  scores: ArrayLike<number>,
  steps: number,
  label: number,
  { sharpness, smoothing }: CrossEntropyLoss,
): { loss: number; errors: Float64Array } {
  const logits = Float64Array.from(scores, (score) => (sharpness * score) / steps);
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map((logit) => exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b);
  const logSum = largest + log(sum);
  const spread = smoothing / logits.length;
  let loss = 0;
  const errors = powers.map((power, o) => {
    const target = spread + (o === label ? 1 - smoothing : 0);
    loss += target * (logSum - logits[o]!);
    return power / sum - target;
  });
  return { loss, errors };
}
