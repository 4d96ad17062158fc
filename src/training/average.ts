/**
 * An exponential moving average of the weights (Polyak averaging with forgetting, as in Izmailov et al. 2018
 * and most trainings of large networks): single updates scatter around what they have in common, and the
 * average is where that is. Training goes on at the weights themselves; whatever measures or keeps the
 * network sees the average. R and τ have no part in it: training never changes them, and in a search
 * they are taken as they are.
 */
import type { EngineNetwork, Vector } from '../engine/engine.ts';
import { type Tensors, tensorData, vectorTensor } from './network.ts';
import type { WeightSettings } from './settings.ts';

const TENSOR = 'average';

type Network = Pick<EngineNetwork, 'weights'>;

/** The mean of the weights after each update, those of k updates ago counting `decay`^k. */
export class WeightAverage {
  readonly #decay: number;
  readonly #values: Vector;
  /** `decay` to the power of the updates so far: as a product, for powers differ between machines. */
  #power: number;

  private constructor(decay: number, values: Vector, power: number) {
    this.#decay = decay;
    this.#values = values;
    this.#power = power;
  }

  /** Before the first update: the weights as they are. Null where there is nothing to average. */
  static start({ averageWeights }: WeightSettings, { weights }: Network): WeightAverage | null {
    return averageWeights === 0 ? null : new WeightAverage(averageWeights, weights.slice(), 1);
  }

  /**
   * As a snapshot recorded it.
   * @param power what `power` was
   * @throws MotifsmithError (`artifact`) if the snapshot has no average
   */
  static restore(
    { averageWeights }: WeightSettings,
    { weights }: Network,
    power: number | undefined,
    tensors: Tensors,
  ): WeightAverage | null {
    if (averageWeights === 0) return null;
    const values = weights.slice();
    values.set(tensorData(tensors, TENSOR));
    return new WeightAverage(averageWeights, values, power ?? 1);
  }

  /** What is to be saved besides the tensor. */
  get power(): number {
    return this.#power;
  }

  get tensors(): Tensors {
    return { [TENSOR]: vectorTensor(this.#values) };
  }

  /** The averaged weights [P]. */
  get values(): Vector {
    return this.#values;
  }

  /** Takes in the weights after one more update. */
  update({ weights }: Network): void {
    this.#power *= this.#decay;
    // 1 at the first update, from which on the start no longer counts; it falls to 1 − decay.
    const share = (1 - this.#decay) / (1 - this.#power);
    const values = this.#values;
    if (share === 1) values.set(weights);
    else for (let k = 0; k < values.length; k++) values[k]! += share * (weights[k]! - values[k]!);
  }

  /**
   * The average of a network with other connections.
   * @param places of its weights among those of the present one
   */
  carriedTo(places: Uint32Array): WeightAverage {
    const values = this.#values.slice(0, places.length);
    places.forEach((place, k) => {
      values[k] = this.#values[place]!;
    });
    return new WeightAverage(this.#decay, values, this.#power);
  }
}

/** Does something with a network that has the averaged weights meanwhile; with its own if there is no average. */
export async function withAverage<Result>(
  network: Network,
  average: WeightAverage | null,
  work: () => Promise<Result>,
): Promise<Result> {
  if (average === null) return work();
  const own = network.weights.slice();
  network.weights.set(average.values);
  try {
    return await work();
  } finally {
    network.weights.set(own);
  }
}

/** The weights that a snapshot's network is to be used with: the average, where there is one. */
export const weightsToKeep = (tensors: Tensors): ArrayLike<number> =>
  tensorData(tensors, TENSOR in tensors ? TENSOR : 'weights');
