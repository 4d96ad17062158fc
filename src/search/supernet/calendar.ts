/**
 * The calendar of a search on a supernet: how long its stages are, what is due at each iteration, and what
 * all of it costs. It follows from the settings and the sizes of the halves alone.
 */
import { learningRateAt } from '../../training/settings.ts';
import {
  type HalfSizes,
  iterationsIn,
  selectionCost,
  stageCost,
  warmUpIterations,
} from '../budget.ts';
import type { StrategyInput } from '../strategy.ts';
import type { Moment } from './relaxation.ts';

/** `size` ends with the cut to one size, `types` with the cut to one type a connection. */
export type Stage = 'size' | 'types';

export class Calendar {
  readonly #input: StrategyInput;
  readonly #halves: HalfSizes;

  constructor(input: StrategyInput) {
    this.#input = input;
    this.#halves = { train: input.train.length, valid: input.valid.length };
  }

  epochs(stage: Stage): number {
    const { sizeEpochs, typeEpochs } = this.#input.settings;
    return stage === 'size' ? sizeEpochs : typeEpochs;
  }

  /** Iterations in an epoch, the same in both stages. */
  get perEpoch(): number {
    return iterationsIn(1, this.#halves, this.#input.settings.weights.batchSize);
  }

  iterations(stage: Stage): number {
    return this.epochs(stage) * this.perEpoch;
  }

  /** Updates of fine-tuning in a selection by perturbation. */
  get fineTuning(): number {
    return this.#input.settings.selection.fineTuneEpochs * this.perEpoch;
  }

  /** Epoch of an iteration, from 1. @param iteration number in its stage, from 0 */
  epochOf(iteration: number): number {
    return Math.floor(iteration / this.perEpoch) + 1;
  }

  moment(stage: Stage, iteration: number): Moment {
    const { done, all } = this.#overall(stage, iteration);
    return { seed: this.#input.seed, stage, iteration, progress: done / all };
  }

  learningRate(stage: Stage, iteration: number): number {
    const { done, all } = this.#overall(stage, iteration);
    return learningRateAt(this.#input.settings.weights, done, all);
  }

  /** Whether α stays in this iteration. */
  warmingUp(stage: Stage, iteration: number): boolean {
    return iteration < warmUpIterations(this.#input.settings, this.#halves, stage);
  }

  /**
   * Gradient passes of a sample that iterations and selections have cost, evaluations at the cuts left out.
   * @param selected share of the stage's selection that is done, 0 … 1
   */
  spent(stage: Stage, iteration: number, selected: number): number {
    const before = stage === 'types' ? this.#whole('size') : 0;
    return before + this.#iterating(stage, iteration) + selected * this.#selecting(stage);
  }

  get total(): number {
    return this.#whole('size') + this.#whole('types');
  }

  #whole(stage: Stage): number {
    return this.#iterating(stage, this.iterations(stage)) + this.#selecting(stage);
  }

  #iterating(stage: Stage, iterations: number): number {
    return stageCost(this.#input.settings, this.#halves, stage, iterations);
  }

  #selecting(stage: Stage): number {
    const { settings, template } = this.#input;
    return selectionCost(settings, template, this.#halves, stage);
  }

  /** Iterations of the whole search: how many are done, and how many there are. */
  #overall(stage: Stage, iteration: number): { done: number; all: number } {
    const size = this.iterations('size');
    return {
      done: stage === 'size' ? iteration : size + iteration,
      all: size + this.iterations('types'),
    };
  }
}
