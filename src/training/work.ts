/**
 * The unit in which work is counted: one gradient pass (forward and backward) of one sample. It
 * is what progress displays show, and what gives search strategies equal budgets.
 */

/** A forward pass alone, or the pass of an IP window, costs about a third of a gradient pass. */
export const FORWARD_COST = 1 / 3;

/** Batches in an epoch; the last one may be smaller. */
export function batchesPerEpoch(samples: number, batchSize: number): number {
  return Math.ceil(samples / batchSize);
}

/** Size of batch k of an epoch, k = 0 … batches − 1. */
export function sizeOfBatch(samples: number, batchSize: number, k: number): number {
  return Math.min(batchSize, samples - k * batchSize);
}

/** Samples that the first `updates` updates see, over as many epochs as that takes. */
export function samplesInUpdates(samples: number, batchSize: number, updates: number): number {
  const perEpoch = batchesPerEpoch(samples, batchSize);
  const epochs = Math.floor(updates / perEpoch);
  return epochs * samples + (updates % perEpoch) * batchSize;
}

/** Work of training for whole epochs, validating after each, and testing once. */
export function trainingWork(
  epochs: number,
  counts: { readonly train: number; readonly validation: number; readonly test: number },
): number {
  return epochs * (counts.train + FORWARD_COST * counts.validation) + FORWARD_COST * counts.test;
}
