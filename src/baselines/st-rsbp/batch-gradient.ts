/** The gradient of a batch: those of its samples, each with the weight that it has by now. */
import type { EventSample } from '../../data/events/sample.ts';
import { argmax } from '../../model/supernet.ts';
import type { EpochSums } from '../../training/phase.ts';
import { trainOfSample, wantedCounts } from './classifier.ts';
import type { LayerVectors } from './network.ts';
import { type Backpropagation, sampleGradient } from './sample-gradient.ts';
import type { SampleWeights } from './sample-weights.ts';
import type { SpikeTrainShape } from './shape.ts';

/** Samples as they are seen, and their numbers in the training set. */
interface Batch {
  readonly samples: readonly EventSample[];
  readonly chosen: ArrayLike<number>;
}

/**
 * Adds the gradients of a batch, not divided by its size.
 * @param weights of all training samples; they are told which were classified rightly
 * @param to [layers] what ∂E/∂w is added to
 * @param sums of the epoch before the batch
 * @returns the sums with the samples of the batch
 */
export function addBatchGradient(
  { architecture }: SpikeTrainShape,
  backpropagation: Backpropagation,
  { samples, chosen }: Batch,
  {
    weights,
    to,
    sums,
  }: {
    readonly weights: SampleWeights;
    readonly to: readonly LayerVectors[];
    readonly sums: EpochSums;
  },
): EpochSums {
  let { loss, correct, steps } = sums;
  const spikes = [...sums.spikes];
  samples.forEach((sample, b) => {
    const { label } = sample;
    const wanted = wantedCounts(architecture, sample.steps);
    const weight = weights.values[chosen[b]!]!;
    const given = { input: trainOfSample(sample), label, wanted, weight };
    const found = sampleGradient(backpropagation, given, to);
    const isCorrect = argmax(found.counts) === label;
    weights.see(chosen[b]!, isCorrect);
    loss += found.loss;
    correct += isCorrect ? 1 : 0;
    steps += sample.steps;
    found.spikes.forEach((count, l) => {
      spikes[l]! += count;
    });
  });
  return { ...sums, loss, correct, steps, spikes, samples: sums.samples + samples.length };
}
