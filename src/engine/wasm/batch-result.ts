/** Collects what the kernels computed for a batch. */
import type { EventSample } from '../../data/events/sample.ts';
import { argmax } from '../../model/supernet.ts';
import type { BatchResult } from '../engine.ts';
import { classWeight, crossEntropy, type Loss } from '../loss.ts';
import type { BatchMemory } from './batch-memory.ts';

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
    // The kernels have no logarithm, but the scores determine the cross-entropy.
    const unweighted =
      loss.kind === 'cross-entropy'
        ? crossEntropy(result.scores, sample.steps, sample.label, loss).loss
        : result.loss;
    losses[b] = classWeight(loss, sample.label) * unweighted;
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
