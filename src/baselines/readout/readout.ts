/** A trained readout: from the features of a sample to the scores of its classes. */
import type { Tensor } from '../../training/job.ts';
import type { Tensors } from '../../training/network.ts';
import { crossEntropy } from './softmax-regression.ts';
import type { Standard } from './standardise.ts';

/** `softmax`: scores are logits; `ridge`: estimates of the one-hot target. */
export const READOUT_KINDS = ['softmax', 'ridge'] as const;
export type ReadoutKind = (typeof READOUT_KINDS)[number];

/** A readout as plain data. */
export interface Readout {
  readonly kind: ReadoutKind;
  readonly standard: Standard;
  /** [K][F] of standardised features. */
  readonly weights: Float64Array;
  /** [K] */
  readonly bias: Float64Array;
}

/** Weights and biases that are trained. */
export const readoutParameters = (features: number, classes: number): number =>
  classes * (features + 1);

/** [K] scores of one sample. @param features [F] */
export function readOut(
  { standard: { mean, deviation }, weights, bias }: Readout,
  features: ArrayLike<number>,
): Float64Array {
  const scores = bias.slice();
  const count = mean.length;
  const shown = new Float64Array(count);
  for (let f = 0; f < count; f++) {
    if (deviation[f]! !== 0) shown[f] = (features[f]! - mean[f]!) / deviation[f]!;
  }
  for (let k = 0; k < scores.length; k++) {
    let sum = 0;
    for (let f = 0; f < count; f++) sum += weights[k * count + f]! * shown[f]!;
    scores[k]! += sum;
  }
  return scores;
}

/** What the readout minimised, of one sample: its cross-entropy, or the squared error of its scores. */
export function readoutLoss(kind: ReadoutKind, scores: Float64Array, label: number): number {
  if (kind === 'softmax') return crossEntropy(scores.slice(), label);
  return scores.reduce((sum, score, k) => sum + (score - (k === label ? 1 : 0)) ** 2, 0);
}

const NAMES = {
  weights: 'readout.weights',
  bias: 'readout.bias',
  mean: 'readout.mean',
  deviation: 'readout.deviation',
} as const;

export const readoutShapes = (features: number, classes: number) =>
  new Map<string, readonly number[]>([
    [NAMES.weights, [classes, features]],
    [NAMES.bias, [classes]],
    [NAMES.mean, [features]],
    [NAMES.deviation, [features]],
  ]);

export function readoutTensors({ standard, weights, bias }: Readout): Record<string, Tensor> {
  const { mean, deviation } = standard;
  return {
    [NAMES.weights]: { shape: [bias.length, mean.length], data: weights },
    [NAMES.bias]: { shape: [bias.length], data: bias },
    [NAMES.mean]: { shape: [mean.length], data: mean },
    [NAMES.deviation]: { shape: [deviation.length], data: deviation },
  };
}

/** Inverse of `readoutTensors`. @param tensors of the shapes that `readoutShapes` gives */
export function readoutOf(tensors: Tensors, kind: ReadoutKind): Readout {
  const data = (name: string) => Float64Array.from(tensors[name]!.data);
  return {
    kind,
    standard: { mean: data(NAMES.mean), deviation: data(NAMES.deviation) },
    weights: data(NAMES.weights),
    bias: data(NAMES.bias),
  };
}
