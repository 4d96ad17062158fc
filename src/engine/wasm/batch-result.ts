/** Collects what the kernels computed for a batch. */
import type { EventSample } from '../../data/events/sample.ts';
import { argmax } from '../../model/supernet.ts';
import type { BatchResult } from '../engine.ts';
import { classWeight, crossEntropy, type Loss, rateError } from '../loss.ts';
import type { BatchMemory } from './batch-memory.ts';

/** The scores determine the cross-entropy, for which the kernels have no logarithm, and the error of the rates. */
function sampleLoss(
  kind: Loss,
  { steps, label }: EventSample,
  { scores, loss }: ReturnType<BatchMemory['result']>,
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
 * @param layers their number, the output layer included
 */
export function batchResult(
  batch: BatchMemory,
  samples: readonly EventSample[],
  loss: Loss,
  layers: number,
): BatchResult {
  const losses = new Float64Array(samples.length);
  const spikes = new Float64Array(layers);
  let total = 0;
  let correct = 0;
  let steps = 0;
  const scores = samples.map((sample, b) => {
    const result = batch.result(b);
    losses[b] = classWeight(loss, sample.label) * sampleLoss(loss, sample, result);
    total += losses[b]!;
    steps += sample.steps;
    if (argmax(result.scores) === sample.label) correct++;
    result.spikeCounts.forEach((count, l) => {
      spikes[l]! += count;
    });
    return result.scores;
  });
  return { loss: total / samples.length, correct, losses, scores, spikes, steps };
}
