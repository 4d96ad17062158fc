/**
 * Which samples an iteration of the search sees. Everything follows from the seed, the stage and the
 * number of the iteration, so a resumed search draws the same samples as an uninterrupted one.
 */
import { Random } from '../core/random.ts';
import { type Augmentation, augmentedBatch } from '../data/events/augment.ts';
import { epochBatches } from '../data/events/batches.ts';
import type { EventSample } from '../data/events/sample.ts';
import { readSamples, type SampleSource } from '../data/events/sample-source.ts';
import { batchesPerEpoch } from '../training/work.ts';

/** Endless batches over one half of the training set, shuffled again after each pass. */
export class BatchSource {
  readonly #samples: SampleSource;
  readonly #half: 'train' | 'valid';
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #augmentation: Augmentation;
  /** The epoch under way, cached so that it is not drawn again. */
  #order: { readonly stream: string; readonly batches: Uint32Array[] } | null = null;

  constructor(
    samples: SampleSource,
    half: 'train' | 'valid',
    batchSize: number,
    seed: number,
    augmentation: Augmentation,
  ) {
    this.#samples = samples;
    this.#half = half;
    this.#batchSize = batchSize;
    this.#seed = seed;
    this.#augmentation = augmentation;
  }

  /** @param iteration number in its stage, from 0 */
  batch(stage: string, iteration: number): EventSample[] {
    const perEpoch = batchesPerEpoch(this.#samples.length, this.#batchSize);
    const stream = `order/${stage}/${this.#half}/${Math.floor(iteration / perEpoch) + 1}`;
    if (this.#order?.stream !== stream) {
      const { length } = this.#samples;
      this.#order = { stream, batches: epochBatches(length, this.#batchSize, this.#seed, stream) };
    }
    return augmentedBatch(
      this.#samples,
      this.#order.batches[iteration % perEpoch]!,
      this.#augmentation,
      this.#seed,
      `augmentation/${stream}`,
    );
  }
}

/**
 * The IP window of an iteration: distinct samples, drawn again each time.
 * @param iteration number in its stage, from 0
 */
export function ipWindow(
  samples: SampleSource,
  size: number,
  seed: number,
  stage: string,
  iteration: number,
): EventSample[] {
  const random = new Random(seed, `window/${stage}/${iteration + 1}`);
  return readSamples(samples, random.permutation(samples.length).subarray(0, size));
}
