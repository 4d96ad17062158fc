/** Collects what a back end in single precision computed for a batch. */
import type { EventSample } from '../data/events/sample.ts';
import { argmax } from '../model/supernet.ts';
import type { BatchResult } from './engine.ts';
import { classWeight, crossEntropy, type Loss, rateError } from './loss.ts';

/** Of one sample. */
export interface SampleResult {
  /** The paper's loss; others follow from the scores. */
  readonly loss: number;
  /** [classes] Σ_t a_o[t] */
  readonly scores: Float64Array;
  /** [layers] */
  readonly spikeCounts: ArrayLike<number>;
}

/** The scores determine the cross-entropy, for which no back end needs a logarithm, and the error of the rates. */
function sampleLoss(
  kind: Loss,
  { steps, label }: EventSample,
  { scores, loss }: SampleResult,
): number {
  switch (kind.kind) {
    case 'psc':
      return loss;
    case 'cross-entropy':
      return crossEntropy(scores, steps, label, kind).loss;
    case 'rate-mse':
      return rateError(scores, steps, label).loss;
    default:
      return kind satisfies never;
  }
}

/**
 * @param samples that have been run
 * @param resultOf sample b's
 * @param layers their number, the output layer included
 */
export function batchResult(
  samples: readonly EventSample[],
  resultOf: (b: number) => SampleResult,
  loss: Loss,
  layers: number,
): BatchResult {
  const losses = new Float64Array(samples.length);
  const spikes = new Float64Array(layers);
  let total = 0;
  let correct = 0;
  let steps = 0;
  const scores = samples.map((sample, b) => {
    const result = resultOf(b);
    losses[b] = classWeight(loss, sample.label) * sampleLoss(loss, sample, result);
    total += losses[b]!;
    steps += sample.steps;
    if (argmax(result.scores) === sample.label) correct++;
    for (let l = 0; l < layers; l++) spikes[l]! += result.spikeCounts[l]!;
    return result.scores;
  });
  return { loss: total / samples.length, correct, losses, scores, spikes, steps };
}
