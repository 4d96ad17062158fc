/**
 * Training by ST-RSBP, batch by batch: Adam on gradients of spike trains, with a learning rate that falls with the root
 * of the epoch, and more weight on samples of classes that are often mistaken.
 */

import { norm } from '../../core/math.ts';
import { augmentedBatch } from '../../data/events/augment.ts';
import { epochBatches } from '../../data/events/batches.ts';
import { adamUpdate, newAdamState } from '../../engine/adam.ts';
import { WeightAverage, withAverage } from '../../training/average.ts';
import { EarlyStopping, type EarlyStoppingState } from '../../training/early-stopping.ts';
import { EvaluationPass, type EvaluationState, firingRates } from '../../training/evaluation.ts';
import type { ProbeEvent, TrainingEpochEvent, TrainingEvent } from '../../training/events.ts';
import { rounded, roundedAll } from '../../training/figures.ts';
import { requireFinite } from '../../training/guard.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import type { EpochSums } from '../../training/phase.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import { batchesPerEpoch, FORWARD_COST, samplesInUpdates } from '../../training/work.ts';
import type { BaselineInput } from '../system.ts';
import { addBatchGradient } from './batch-gradient.ts';
import { StRsbpClassifier } from './classifier.ts';
import type { EffectTable } from './effect-table.ts';
import { probeLayers, weightFigures } from './figures.ts';
import { SpikeTrainRunner } from './forward.ts';
import { SampleWeights } from './sample-weights.ts';
import { layerSizes, layerVectors, networkOn, type SpikeTrainShape } from './shape.ts';

const STAGE = 'train';

/** State between two batches, besides the tensors. */
export interface SpikeTrainTrainingState {
  /** Batches done. */
  readonly update: number;
  readonly validated: number;
  readonly sums: EpochSums;
  readonly validation: EvaluationState | null;
  readonly stopping: EarlyStoppingState | null;
  readonly averagePower: number;
  readonly beta1Power: number;
  readonly beta2Power: number;
  readonly [key: string]: number | EpochSums | EvaluationState | EarlyStoppingState | null;
}

/** Names of tensors of a snapshot. */
const NAMES = {
  weights: 'weights',
  first: 'adam.first',
  second: 'adam.second',
} as const;

export interface SpikeTrainTrainingInput
  extends Pick<BaselineInput, 'train' | 'validation' | 'seed'> {
  readonly classes: number;
  readonly training: TrainingSettings;
  readonly settings: BaselineInput['settings']['st-rsbp'];
  readonly shape: SpikeTrainShape;
  readonly table: EffectTable;
  /** At the start. */
  readonly weights: Float64Array;
}

export class SpikeTrainTraining {
  readonly #input: SpikeTrainTrainingInput;
  /** θ [P] */
  readonly weights: Float64Array;
  readonly #gradient: Float64Array;
  readonly #runner: SpikeTrainRunner;
  readonly classifier: StRsbpClassifier;
  readonly #adam: ReturnType<typeof newAdamState>;
  readonly #average: WeightAverage | null;
  readonly #stopping: EarlyStopping | null;
  readonly #sampleWeights: SampleWeights;
  readonly #perEpoch: number;
  #update = 0;
  #validated = 0;
  #sums: EpochSums;
  #validation: EvaluationPass | null = null;
  #order: { readonly epoch: number; readonly batches: Uint32Array[] } | null = null;

  /**
   * @param state of an interrupted training; null to start
   * @param tensors of its snapshot
   */
  constructor(
    input: SpikeTrainTrainingInput,
    state: SpikeTrainTrainingState | null,
    tensors: Tensors,
  ) {
    const { shape, training, train, classes } = input;
    this.#input = input;
    this.weights = input.weights.slice();
    this.#gradient = new Float64Array(this.weights.length);
    this.#runner = new SpikeTrainRunner(networkOn(shape, this.weights));
    this.classifier = new StRsbpClassifier(shape, this.#runner);
    this.#adam = newAdamState(this.weights.length);
    this.#perEpoch = batchesPerEpoch(train.length, training.batchSize);
    this.#sums = this.#noSums();
    this.#sampleWeights = new SampleWeights(train, classes, training);
    if (state) this.#restore(state, tensors);
    this.#average = state
      ? WeightAverage.restore(training, this, state.averagePower, tensors)
      : WeightAverage.start(training, this);
    this.#stopping = EarlyStopping.create(training, state?.stopping, tensors);
  }

  #restore(state: SpikeTrainTrainingState, tensors: Tensors): void {
    this.weights.set(tensorData(tensors, NAMES.weights));
    this.#adam.firstMoment.set(tensorData(tensors, NAMES.first));
    this.#adam.secondMoment.set(tensorData(tensors, NAMES.second));
    this.#adam.beta1Power = state.beta1Power;
    this.#adam.beta2Power = state.beta2Power;
    this.#sampleWeights.restore(tensors);
    this.#update = state.update;
    this.#validated = state.validated;
    this.#sums = state.sums;
    this.#runner.refresh();
    if (state.validation) this.#validation = this.#newValidation(state.validation);
  }

  get #updates(): number {
    return this.epochs * this.#perEpoch;
  }

  get finished(): boolean {
    if (this.#stopping?.ended) return true;
    return this.#update === this.#updates && this.#validation === null;
  }

  get epochs(): number {
    return this.#input.training.epochs;
  }

  /** Present epoch, from 1. */
  get epoch(): number {
    if (this.#validation) return this.#update / this.#perEpoch;
    return Math.min(Math.floor(this.#update / this.#perEpoch) + 1, this.epochs);
  }

  /** Running means of the present epoch, or null before its first batch. */
  get running(): { loss: number; accuracy: number } | null {
    const { samples, loss, correct } = this.#sums;
    return samples === 0 ? null : { loss: loss / samples, accuracy: correct / samples };
  }

  /** Gradient passes done; epochs that are saved count as done. */
  get work(): number {
    const { train, validation, training } = this.#input;
    const validating = FORWARD_COST * (validation?.length ?? 0);
    if (this.finished) return this.epochs * (train.length + validating);
    const trained = samplesInUpdates(train.length, training.batchSize, this.#update);
    return trained + FORWARD_COST * (this.#validated + (this.#validation?.done ?? 0));
  }

  /** What is kept: the average of the weights, if there is one. */
  get kept(): Float64Array {
    return (this.#average?.values ?? this.weights) as Float64Array;
  }

  /** Does something with the network that is kept. */
  async withKept<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#average === null) return work();
    const result = await withAverage(this, this.#average, () => {
      this.#runner.refresh();
      return work();
    });
    this.#runner.refresh();
    return result;
  }

  /** Does one batch of training or of validation. @throws MotifsmithError `numerical` if it diverges */
  async advance(): Promise<readonly TrainingEvent[]> {
    if (this.#validation === null) {
      this.#trainBatch();
      if (this.#update % this.#perEpoch !== 0) return [];
      if (this.#input.validation === null) return this.#closeEpoch();
      this.#validation = this.#newValidation(null);
      return [];
    }
    const pass = this.#validation;
    await this.withKept(() => pass.advance(this.classifier));
    return pass.finished ? this.#closeEpoch() : [];
  }

  state(): SpikeTrainTrainingState {
    return {
      update: this.#update,
      validated: this.#validated,
      sums: this.#sums,
      validation: this.#validation?.state() ?? null,
      stopping: this.#stopping?.state ?? null,
      averagePower: this.#average?.power ?? 1,
      beta1Power: this.#adam.beta1Power,
      beta2Power: this.#adam.beta2Power,
    };
  }

  get tensors(): Tensors {
    return {
      [NAMES.weights]: vectorTensor(this.weights),
      [NAMES.first]: vectorTensor(this.#adam.firstMoment),
      [NAMES.second]: vectorTensor(this.#adam.secondMoment),
      ...this.#sampleWeights.tensors,
      ...this.#average?.tensors,
      ...this.#stopping?.tensors,
    };
  }

  #noSums(): EpochSums {
    const spikes = layerSizes(this.#input.shape.architecture).map(() => 0);
    return { loss: 0, correct: 0, samples: 0, steps: 0, spikes, gradientNorm: 0, batches: 0 };
  }

  #newValidation(state: EvaluationState | null): EvaluationPass {
    const { validation, training } = this.#input;
    const stage = `${STAGE}, validation`;
    return new EvaluationPass(this.classifier, validation!, training.batchSize, stage, state);
  }

  /** η√B/√epoch */
  #learningRate(epoch: number): number {
    const { settings, training } = this.#input;
    return settings.learningRate * Math.sqrt(training.batchSize / epoch);
  }

  #chosen(): Uint32Array {
    const { train, training, seed } = this.#input;
    const { epoch } = this;
    if (this.#order?.epoch !== epoch) {
      const stream = `order/${STAGE}/${epoch}`;
      const batches = epochBatches(train.length, training.batchSize, seed, stream);
      this.#order = { epoch, batches };
    }
    return this.#order.batches[this.#update % this.#perEpoch]!;
  }

  #trainBatch(): void {
    const { shape, table, settings, training, train, seed } = this.#input;
    const { epoch } = this;
    const chosen = this.#chosen();
    const stream = `augmentation/${STAGE}/${epoch}`;
    const batch = augmentedBatch(train, chosen, training.augmentation, seed, stream);
    const to = layerVectors(shape.architecture, this.#gradient.fill(0));
    const sums = addBatchGradient(
      shape,
      { runner: this.#runner, table, rule: settings.recurrentErrors },
      { samples: batch, chosen },
      { weights: this.#sampleWeights, to, sums: this.#sums },
    );
    const position = { stage: STAGE, epoch, batch: (this.#update % this.#perEpoch) + 1 };
    const gradientNorm = norm(this.#gradient) / batch.length;
    requireFinite(gradientNorm, 'the gradient norm', position);
    const { clipGradientNorm: limit, decoupledWeightDecay } = training;
    const clip = limit !== null && gradientNorm > limit ? limit / gradientNorm : 1;
    const adam = { ...training, learningRate: this.#learningRate(epoch) };
    const gradientScale = clip / batch.length;
    adamUpdate(this.weights, this.#gradient, this.#adam, adam, {
      gradientScale,
      decoupledWeightDecay,
    });
    this.#runner.refresh();
    this.#average?.update(this);
    this.#sums = {
      ...sums,
      gradientNorm: sums.gradientNorm + gradientNorm,
      batches: sums.batches + 1,
    };
    this.#update += 1;
  }

  async #closeEpoch(): Promise<readonly TrainingEvent[]> {
    const { settings } = this.#input;
    const epoch = this.#update / this.#perEpoch;
    const found = this.#validation?.result(this.classifier) ?? null;
    const { loss, accuracy } = this.running!;
    const { spikes, steps, gradientNorm, batches } = this.#sums;
    const event: TrainingEpochEvent = {
      event: 'epoch',
      ...{ stage: STAGE, epoch, epochs: this.epochs },
      loss: rounded(loss),
      accuracy: rounded(accuracy),
      validationLoss: found && rounded(found.loss),
      validationAccuracy: found && rounded(found.accuracy),
      firingRates: roundedAll(firingRates(this.classifier, spikes, steps)),
      gradientNorm: rounded(gradientNorm / batches),
      learningRate: rounded(this.#learningRate(epoch)),
      weights: weightFigures(this.#input.shape.architecture, this.kept),
    };
    this.#validated += this.#validation?.done ?? 0;
    this.#validation = null;
    this.#sums = this.#noSums();
    this.#sampleWeights.boost(settings.boost);
    const place = { stage: STAGE, epoch };
    const layers = await this.withKept(async () => probeLayers(this.#runner, this.#input.train));
    const probe: ProbeEvent = { event: 'probe', ...place, layers };
    const kept = this.#stopping?.see(event, this, this.#average, this.#update === this.#updates);
    if (kept) this.#runner.refresh();
    return kept ? [event, probe, kept] : [event, probe];
  }
}
