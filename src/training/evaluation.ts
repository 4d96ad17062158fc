/**
 * Evaluation as a chain of batches, so that even a large test set shows progress and can be
 * interrupted. Sums run sample by sample: the figures do not depend on the size of the batches.
 */

import type { Json } from '../core/json.ts';
import type { EventSample } from '../data/events/sample.ts';
import { readSamples, type SampleSource } from '../data/events/sample-source.ts';
import type { BatchResult } from '../engine/engine.ts';
import { argmax } from '../model/supernet.ts';
import { requireFinite } from './guard.ts';
import type { Evaluation } from './records.ts';

/** What classifies samples: the network of an engine, or another kind of system. */
export interface Evaluable {
  /** The layers that fire. */
  readonly shape: { readonly layers: readonly { readonly neurons: number }[] };
  /** Where the last of these layers does not have a neuron for each class. */
  readonly classes?: number;
  /** Classifies samples; changes nothing. */
  evaluate(
    samples: readonly EventSample[],
  ): Promise<Pick<BatchResult, 'losses' | 'scores' | 'spikes' | 'steps'>>;
}

/** All of an evaluation's state between two batches. */
export interface EvaluationState {
  /** Samples done. */
  readonly done: number;
  readonly lossSum: number;
  readonly confusion: readonly (readonly number[])[];
  readonly spikes: readonly number[];
  readonly steps: number;
  readonly [key: string]: Json;
}

/** Sums spikes and steps over batches into firing rates. */
export function firingRates(
  network: Pick<Evaluable, 'shape'>,
  spikes: ArrayLike<number>,
  steps: number,
): number[] {
  return network.shape.layers.map(({ neurons }, l) => spikes[l]! / (neurons * steps));
}

/** One pass over samples, without training. */
export class EvaluationPass {
  readonly #samples: SampleSource;
  readonly #batchSize: number;
  readonly #stage: string;
  #done = 0;
  #lossSum = 0;
  #confusion: number[][];
  #spikes: number[];
  #steps = 0;

  /**
   * @param stage names the pass in messages
   * @param state where an interrupted pass stopped; null to start
   */
  constructor(
    network: Pick<Evaluable, 'shape' | 'classes'>,
    samples: SampleSource,
    batchSize: number,
    stage: string,
    state: EvaluationState | null = null,
  ) {
    const classes = network.classes ?? network.shape.layers.at(-1)!.neurons;
    this.#samples = samples;
    this.#batchSize = batchSize;
    this.#stage = stage;
    this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    this.#spikes = network.shape.layers.map(() => 0);
    if (state) {
      this.#done = state.done;
      this.#lossSum = state.lossSum;
      this.#confusion = state.confusion.map((row) => [...row]);
      this.#spikes = [...state.spikes];
      this.#steps = state.steps;
    }
  }

  get finished(): boolean {
    return this.#done >= this.#samples.length;
  }

  /** Samples done so far. */
  get done(): number {
    return this.#done;
  }

  /**
   * Evaluates the next batch.
   * @throws MotifsmithError (`numerical`) if a loss is not finite
   */
  async advance(network: Evaluable): Promise<void> {
    const count = Math.min(this.#batchSize, this.#samples.length - this.#done);
    const batch = readSamples(
      this.#samples,
      Uint32Array.from({ length: count }, (_, b) => this.#done + b),
    );
    const result = await network.evaluate(batch);
    batch.forEach(({ label }, b) => {
      this.#lossSum += result.losses[b]!;
      this.#confusion[label]![argmax(result.scores[b]!)]! += 1;
    });
    const position = { stage: this.#stage, epoch: 1, batch: this.#done / this.#batchSize + 1 };
    requireFinite(this.#lossSum, 'the loss', position);
    for (let l = 0; l < this.#spikes.length; l++) this.#spikes[l]! += result.spikes[l]!;
    this.#steps += result.steps;
    this.#done += batch.length;
  }

  /** The figures, once finished. */
  result(network: Pick<Evaluable, 'shape'>): Evaluation {
    const correct = this.#confusion.reduce((sum, row, k) => sum + row[k]!, 0);
    return {
      samples: this.#done,
      loss: this.#lossSum / this.#done,
      accuracy: correct / this.#done,
      confusion: this.#confusion.map((row) => [...row]),
      firingRates: firingRates(network, this.#spikes, this.#steps),
    };
  }

  state(): EvaluationState {
    return {
      done: this.#done,
      lossSum: this.#lossSum,
      confusion: this.#confusion.map((row) => [...row]),
      spikes: [...this.#spikes],
      steps: this.#steps,
    };
  }
}

/** Evaluates all samples at once. */
export async function evaluateSamples(
  network: Evaluable,
  samples: SampleSource,
  batchSize: number,
): Promise<Evaluation> {
  const pass = new EvaluationPass(network, samples, batchSize, 'evaluate');
  while (!pass.finished) await pass.advance(network);
  return pass.result(network);
}
