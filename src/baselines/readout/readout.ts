/** A trained readout as plain data, and what a linear one makes of the features of a sample. */
import type { Tensor } from '../../training/job.ts';
import type { Tensors } from '../../training/network.ts';
import { crossEntropy } from './softmax-regression.ts';
import { rateError, type SpikingWeights } from './spiking-readout.ts';
import type { Standard } from './standardise.ts';

/** Of features. `softmax`: scores are logits; `ridge`: estimates of the one-hot target. */
export const LINEAR_KINDS = ['softmax', 'ridge'] as const;
/** `lif`: spiking neurons, which see spikes; scores are firing rates. */
export const READOUT_KINDS = [...LINEAR_KINDS, 'lif'] as const;
export type LinearKind = (typeof LINEAR_KINDS)[number];
export type ReadoutKind = (typeof READOUT_KINDS)[number];

interface SpikingReadout extends SpikingWeights {
  readonly kind: 'lif';
}

export type Readout = LinearReadout | SpikingReadout;

export interface LinearReadout {
  readonly kind: LinearKind;
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
  { standard: { mean, deviation }, weights, bias }: LinearReadout,
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

/** What the readout minimised, of one sample: its cross-entropy, or the (mean) squared error of its scores. */
export function readoutLoss(kind: ReadoutKind, scores: Float64Array, label: number): number {
  if (kind === 'lif') return rateError(scores, label);
  if (kind === 'softmax') return crossEntropy(scores.slice(), label);
  return scores.reduce((sum, score, k) => sum + (score - (k === label ? 1 : 0)) ** 2, 0);
}

const NAMES = {
  weights: 'readout.weights',
  bias: 'readout.bias',
  mean: 'readout.mean',
  deviation: 'readout.deviation',
} as const;

/** @param features of a sample; for `lif`, neurons of the liquid */
export function readoutShapes(
  kind: ReadoutKind,
  features: number,
  classes: number,
): ReadonlyMap<string, readonly number[]> {
  const shapes = (of: readonly (readonly [string, readonly number[]])[]) => new Map(of);
  const bias = [NAMES.bias, [classes]] as const;
  if (kind === 'lif') return shapes([[NAMES.weights, [features, classes]], bias]);
  return shapes([
    [NAMES.weights, [classes, features]],
    bias,
    [NAMES.mean, [features]],
    [NAMES.deviation, [features]],
  ]);
}

export function readoutTensors(readout: Readout): Record<string, Tensor> {
  const { weights, bias } = readout;
  if (readout.kind === 'lif') {
    const shape = [weights.length / bias.length, bias.length];
    return {
      [NAMES.weights]: { shape, data: weights },
      [NAMES.bias]: { shape: [bias.length], data: bias },
    };
  }
  const { mean, deviation } = readout.standard;
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
  const own = { weights: data(NAMES.weights), bias: data(NAMES.bias) };
  if (kind === 'lif') return { kind, ...own };
  return { kind, ...own, standard: { mean: data(NAMES.mean), deviation: data(NAMES.deviation) } };
}
