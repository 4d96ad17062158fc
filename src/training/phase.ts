/** Training with a fixed architecture, batch by batch, as a step machine. */

import type { Json } from '../core/json.ts';
import { augmentedBatch } from '../data/events/augment.ts';
import { epochBatches } from '../data/events/batches.ts';
import type { EventSample } from '../data/events/sample.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import { WeightAverage, withAverage } from './average.ts';
import type { EpochFigures } from './epoch-figures.ts';
import { EvaluationPass, type EvaluationState, firingRates } from './evaluation.ts';
import type { ProbeEvent, TrainingEpochEvent } from './events.ts';
import { rounded, roundedAll } from './figures.ts';
import { type RunPosition, requireFinite, requireFiniteAll } from './guard.ts';
import type { Tensors } from './network.ts';
import { learningRateAt, type WeightSettings } from './settings.ts';
import type { TrainableNetwork } from './trainable.ts';
import { batchesPerEpoch, FORWARD_COST, samplesInUpdates } from './work.ts';

export interface PhaseInput {
  readonly network: TrainableNetwork;
  /** What epochs say of it. */
  readonly figures: EpochFigures;
  readonly train: SampleSource;
  /** Evaluated at the end of each epoch; null for none. */
  readonly validation: SampleSource | null;
  readonly settings: WeightSettings;
  /** Number of updates; the last epoch may be cut short. */
  readonly updates: number;
  /** Updates by which a falling learning rate would reach 0; `updates` if left out. */
  readonly horizon?: number;
  readonly seed: number;
  /** Names the phase in events, and its random streams. */
  readonly stage: string;
}

/** Sums over the present epoch. */
export interface EpochSums {
  readonly loss: number;
  readonly correct: number;
  readonly samples: number;
  readonly steps: number;
  readonly spikes: readonly number[];
  readonly gradientNorm: number;
  readonly batches: number;
  readonly [key: string]: Json;
}

/** All of a phase's state apart from that of its network. */
export interface PhaseState {
  /** Updates done. */
  readonly update: number;
  /** Validation samples seen so far. */
  readonly validated: number;
  readonly sums: EpochSums;
  /** The validation pass at the end of an epoch, if it has started. */
  readonly validation: EvaluationState | null;
  /** `power` of the average of the weights; absent without one. */
  readonly averagePower?: number;
  readonly [key: string]: Json;
}

const NO_SUMS: EpochSums = {
  loss: 0,
  correct: 0,
  samples: 0,
  steps: 0,
  spikes: [],
  gradientNorm: 0,
  batches: 0,
};

/**
 * A phase is a number of updates over shuffled epochs; if there are validation samples, each epoch ends
 * with an evaluation on them. The network is the caller's: a phase changes its weights and no more, so
 * another phase, or a test, can follow on the same network.
 *
 * Each `advance` does one batch, of training or of validation, until `finished`. Besides the network, a
 * handful of numbers and the average of the weights, if there is one, are the whole state: `state` and `tensors`
 * return them between any two batches, and a phase constructed with them and the network of that moment continues
 * with the same bits.
 */
export class TrainingPhase {
  readonly #input: PhaseInput;
  readonly #perEpoch: number;
  /** What the network is measured and kept with; null: its weights as they are. */
  readonly average: WeightAverage | null;
  #update = 0;
  #validated = 0;
  #sums = NO_SUMS;
  #validation: EvaluationPass | null = null;
  #order: { epoch: number; batches: Uint32Array[] } | null = null;

  /**
   * @param state of an interrupted phase; null to start
   * @param tensors of its snapshot
   * @throws MotifsmithError (`artifact`) if the average of the weights is missing
   */
  constructor(input: PhaseInput, state: PhaseState | null = null, tensors: Tensors = {}) {
    this.#input = input;
    const { network, settings } = input;
    this.#perEpoch = batchesPerEpoch(input.train.length, settings.batchSize);
    this.average = state
      ? WeightAverage.restore(settings, network, state.averagePower, tensors)
      : WeightAverage.start(settings, network);
    if (!state) return;
    this.#update = state.update;
    this.#validated = state.validated;
    this.#sums = state.sums;
    if (state.validation) this.#validation = this.#newValidation(state.validation);
  }

  get finished(): boolean {
    return this.#update === this.#input.updates && this.#validation === null;
  }

  get epochs(): number {
    return Math.ceil(this.#input.updates / this.#perEpoch);
  }

  /** Present epoch, from 1. */
  get epoch(): number {
    if (this.#validation) return Math.ceil(this.#update / this.#perEpoch);
    return Math.min(Math.floor(this.#update / this.#perEpoch) + 1, this.epochs);
  }

  /** Running means of the present epoch, or null before its first batch. */
  get running(): { loss: number; accuracy: number } | null {
    const { samples, loss, correct } = this.#sums;
    return samples === 0 ? null : { loss: loss / samples, accuracy: correct / samples };
  }

  /** Gradient passes done: training samples, and validation samples at the cost of forward passes. */
  get work(): number {
    const { train, settings } = this.#input;
    const trained = samplesInUpdates(train.length, settings.batchSize, this.#update);
    return trained + FORWARD_COST * (this.#validated + (this.#validation?.done ?? 0));
  }

  /**
   * Does one batch of training or of validation.
   * @returns an `epoch` event at the end of each epoch, and a `probe` where there are neurons to look into
   * @throws MotifsmithError (`numerical`) if the loss, the gradient or a weight is not finite
   */
  async advance(): Promise<readonly (TrainingEpochEvent | ProbeEvent)[]> {
    const { network, validation } = this.#input;
    if (this.#validation === null) {
      await this.#trainBatch();
      const endsEpoch = this.#update % this.#perEpoch === 0 || this.#update === this.#input.updates;
      if (!endsEpoch) return [];
      if (validation === null) return this.#closeEpoch();
      this.#validation = this.#newValidation(null);
      return [];
    }
    const pass = this.#validation;
    await withAverage(network, this.average, () => pass.advance(network));
    return this.#validation.finished ? this.#closeEpoch() : [];
  }

  state(): PhaseState {
    return {
      update: this.#update,
      validated: this.#validated,
      sums: this.#sums,
      validation: this.#validation?.state() ?? null,
      ...(this.average && { averagePower: this.average.power }),
    };
  }

  /** What of the state is tensors. */
  get tensors(): Tensors {
    return this.average?.tensors ?? {};
  }

  #newValidation(state: EvaluationState | null): EvaluationPass {
    const { network, validation, settings, stage } = this.#input;
    return new EvaluationPass(
      network,
      validation!,
      settings.batchSize,
      `${stage}, validation`,
      state,
    );
  }

  #batch(): EventSample[] {
    const { train, settings, seed, stage } = this.#input;
    const epoch = Math.floor(this.#update / this.#perEpoch) + 1;
    if (this.#order?.epoch !== epoch) {
      const stream = `order/${stage}/${epoch}`;
      const batches = epochBatches(train.length, settings.batchSize, seed, stream);
      this.#order = { epoch, batches };
    }
    const chosen = this.#order.batches[this.#update % this.#perEpoch]!;
    const stream = `augmentation/${stage}/${epoch}`;
    return augmentedBatch(train, chosen, settings.augmentation, seed, stream);
  }

  async #trainBatch(): Promise<void> {
    const { network, settings, updates, horizon = updates, stage } = this.#input;
    const position: RunPosition = {
      stage,
      epoch: this.epoch,
      batch: (this.#update % this.#perEpoch) + 1,
    };
    const batch = this.#batch();
    const result = await network.gradients(batch);
    requireFinite(result.loss, 'the loss', position);
    const gradientNorm = network.gradientNorm;
    requireFinite(gradientNorm, 'the gradient norm', position);
    const learningRate = learningRateAt(settings, this.#update, horizon);
    const finite = await network.adamStep({ ...settings, learningRate });
    if (!finite) requireFiniteAll(network.weights, 'weight', position);
    this.average?.update(network);
    const sums = this.#sums;
    this.#sums = {
      loss: sums.loss + result.loss * batch.length,
      correct: sums.correct + result.correct,
      samples: sums.samples + batch.length,
      steps: sums.steps + result.steps,
      spikes: Array.from(result.spikes, (count, l) => (sums.spikes[l] ?? 0) + count),
      gradientNorm: sums.gradientNorm + gradientNorm,
      batches: sums.batches + 1,
    };
    this.#update += 1;
  }

  async #closeEpoch(): Promise<readonly (TrainingEpochEvent | ProbeEvent)[]> {
    const { network, figures, settings, updates, horizon = updates, stage } = this.#input;
    const epoch = Math.ceil(this.#update / this.#perEpoch);
    const found = this.#validation?.result(network) ?? null;
    const { loss, accuracy } = this.running!;
    const event: TrainingEpochEvent = {
      event: 'epoch',
      stage,
      epoch,
      epochs: this.epochs,
      loss: rounded(loss),
      accuracy: rounded(accuracy),
      validationLoss: found && rounded(found.loss),
      validationAccuracy: found && rounded(found.accuracy),
      firingRates: roundedAll(firingRates(network, this.#sums.spikes, this.#sums.steps)),
      gradientNorm: rounded(this.#sums.gradientNorm / this.#sums.batches),
      learningRate: rounded(learningRateAt(settings, this.#update - 1, horizon)),
      weights: figures.weights(this.average?.values ?? network.weights),
    };
    this.#validated += this.#validation?.done ?? 0;
    this.#validation = null;
    this.#sums = NO_SUMS;
    const probe = await withAverage(network, this.average, () => figures.probe({ stage, epoch }));
    return probe === null ? [event] : [event, probe];
  }
}
