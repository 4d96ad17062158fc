/** Adam on the kernels: moments in the network's memory, updates and limits on all threads. */
import { Job } from '../../kernels/constants.ts';
import { ADAM, LIMITS, type LimitsFields } from '../../kernels/records/updates.ts';
import type { WeightLayout } from '../../model/shape.ts';
import { clipFactor, weightLimits } from '../adam.ts';
import type { AdamState, EngineNetwork } from '../engine.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import type { Arena } from './arena.ts';
import { padded } from './sizes.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Floats that one task updates. */
const PORTION = 16384;

/** Where the vectors of a network are, [P] each and padded to whole vectors. */
export interface WeightVectors {
  readonly weights: number;
  readonly gradient: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
}

/** Adam's moments in the network's memory, and the record of its updates. */
export class WasmAdam implements AdamState {
  beta1Power = 1;
  beta2Power = 1;
  /** Address of the kernels' record. */
  readonly record: number;
  readonly #arena: Arena;
  readonly #vectors: WeightVectors;
  readonly #layout: WeightLayout;
  readonly #limits: number;

  constructor(arena: Arena, vectors: WeightVectors, layout: WeightLayout) {
    this.#arena = arena;
    this.#vectors = vectors;
    this.#layout = layout;
    const limits = layout.segments.map(
      ({ offset, length }): Partial<LimitsFields> => ({ first: offset, count: length }),
    );
    this.#limits = arena.records(LIMITS, limits);
    this.record = arena.records(ADAM, [
      {
        ...vectors,
        length: padded(layout.length),
        portion: PORTION,
        limits: this.#limits,
        limitCount: limits.length,
      },
    ]);
  }

  get firstMoment(): Float32Array {
    return this.#arena.floats(this.#vectors.firstMoment, this.#layout.length);
  }

  get secondMoment(): Float32Array {
    return this.#arena.floats(this.#vectors.secondMoment, this.#layout.length);
  }

  /**
   * One update of the weights of `network`, then their limits.
   * @returns whether all weights are finite
   */
  step(
    network: Pick<EngineNetwork, 'gradientNorm'>,
    settings: WeightUpdateSettings,
    pool: WorkerPool,
  ): boolean {
    const { memory } = this.#arena;
    const { learningRate } = settings;
    this.beta1Power *= settings.beta1;
    this.beta2Power *= settings.beta2;
    this.#layout.segments.forEach((segment, k) => {
      const [low, high] = weightLimits(segment, settings.clipFeedforward);
      LIMITS.update(memory, this.#limits + k * LIMITS.bytes, { low, high });
    });
    ADAM.update(memory, this.record, {
      finite: 1,
      beta1: settings.beta1,
      beta2: settings.beta2,
      rate: learningRate / (1 - this.beta1Power),
      secondScale: 1 / (1 - this.beta2Power),
      epsilon: settings.epsilon,
      gradientScale: clipFactor(network, settings.clipGradientNorm),
      kept: 1 - learningRate * settings.decoupledWeightDecay,
    });
    pool.dispatch(Job.adam, Math.ceil(padded(this.#layout.length) / PORTION));
    return ADAM.readWord(memory, this.record, 'finite') === 1;
  }
}
