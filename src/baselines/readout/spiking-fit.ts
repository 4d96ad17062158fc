/** Training of a readout of spiking neurons on the spikes of a liquid, batch by batch, with AdamW. */
import { norm } from '../../core/math.ts';
import { Random } from '../../core/random.ts';
import { epochBatches } from '../../data/events/batches.ts';
import { adamUpdate, newAdamState } from '../../engine/adam.ts';
import type { SpikeTrain } from '../../engine/engine.ts';
import { argmax } from '../../model/supernet.ts';
import type { TrainingEpochEvent } from '../../training/events.ts';
import { distribution, rounded } from '../../training/figures.ts';
import { requireFinite } from '../../training/guard.ts';
import type { Tensor } from '../../training/job.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import { learningRateAt, type TrainingSettings } from '../../training/settings.ts';
import { batchesPerEpoch } from '../../training/work.ts';
import { addSpikingGradient, rateError, type SpikingWeights } from './spiking-readout.ts';

const STAGE = 'fit';

/** What the liquid did with one training sample. */
export interface SeenSample {
  readonly train: SpikeTrain;
  readonly steps: number;
  readonly label: number;
}

export interface SpikingProblem {
  readonly samples: readonly SeenSample[];
  readonly neurons: number;
  readonly classes: number;
  readonly training: TrainingSettings;
  readonly seed: number;
}

/** State between two batches, besides the tensors. */
export interface SpikingFitState {
  /** Batches done. */
  readonly update: number;
  readonly loss: number;
  readonly correct: number;
  readonly fired: number;
  readonly gradientNorm: number;
  readonly beta1Power: number;
  readonly beta2Power: number;
  readonly [key: string]: number;
}

const NAMES = { weights: 'fit.weights', first: 'fit.first', second: 'fit.second' } as const;

/** Sums over the batches of an epoch. */
const NO_SUMS = { loss: 0, correct: 0, fired: 0, gradientNorm: 0 };

export class SpikingFit {
  readonly #problem: SpikingProblem;
  /** W, then b. */
  readonly #parameters: Float64Array;
  readonly #gradient: Float64Array;
  readonly #adam: ReturnType<typeof newAdamState>;
  readonly #perEpoch: number;
  #update = 0;
  #sums = NO_SUMS;
  #order: { readonly epoch: number; readonly batches: readonly Uint32Array[] } | null = null;

  constructor(problem: SpikingProblem, state: SpikingFitState | null, tensors: Tensors) {
    const { neurons, classes, samples, training } = problem;
    this.#problem = problem;
    this.#perEpoch = batchesPerEpoch(samples.length, training.batchSize);
    const size = (neurons + 1) * classes;
    this.#gradient = new Float64Array(size);
    this.#adam = newAdamState(size);
    this.#parameters = state ? new Float64Array(size) : this.#start(size);
    if (!state) return;
    this.#parameters.set(tensorData(tensors, NAMES.weights));
    this.#adam.firstMoment.set(tensorData(tensors, NAMES.first));
    this.#adam.secondMoment.set(tensorData(tensors, NAMES.second));
    const { update, beta1Power, beta2Power, ...sums } = state;
    this.#adam.beta1Power = beta1Power;
    this.#adam.beta2Power = beta2Power;
    this.#update = update;
    this.#sums = sums;
  }

  /** Uniform within ±1/√N, as PyTorch starts a linear layer. */
  #start(size: number): Float64Array {
    const { neurons, seed } = this.#problem;
    const random = new Random(seed, 'readout/weights');
    const largest = 1 / Math.sqrt(neurons);
    return Float64Array.from({ length: size }, () => largest * (2 * random.uniform() - 1));
  }

  get epochs(): number {
    return this.#problem.training.epochs;
  }

  /** Epochs done. */
  get done(): number {
    return Math.floor(this.#update / this.#perEpoch);
  }

  get finished(): boolean {
    return this.done === this.epochs;
  }

  get readout(): SpikingWeights {
    return this.#parts(this.#parameters);
  }

  #parts(vector: Float64Array): SpikingWeights {
    const { neurons, classes } = this.#problem;
    const size = neurons * classes;
    return { weights: vector.subarray(0, size), bias: vector.subarray(size) };
  }

  /** One batch; an event at the end of an epoch. @throws MotifsmithError `numerical` if it diverges */
  advance(): TrainingEpochEvent | null {
    const { samples, training, seed } = this.#problem;
    const epoch = this.done + 1;
    const batch = this.#update % this.#perEpoch;
    if (this.#order?.epoch !== epoch) {
      const stream = `order/${STAGE}/${epoch}`;
      const batches = epochBatches(samples.length, training.batchSize, seed, stream);
      this.#order = { epoch, batches };
    }
    const chosen = this.#order.batches[batch]!;
    const gradient = this.#parts(this.#gradient.fill(0));
    let { loss, correct, fired } = this.#sums;
    for (const k of chosen) {
      const { train, steps, label } = samples[k]!;
      const rates = addSpikingGradient(this.readout, train, steps, label, gradient);
      loss += rateError(rates, label);
      correct += argmax(rates) === label ? 1 : 0;
      fired += rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    }
    const gradientNorm = norm(this.#gradient) / chosen.length;
    requireFinite(gradientNorm, 'the gradient norm', { stage: STAGE, epoch, batch: batch + 1 });
    const { clipGradientNorm: limit, decoupledWeightDecay } = training;
    const clip = limit !== null && gradientNorm > limit ? limit / gradientNorm : 1;
    const learningRate = learningRateAt(training, this.#update, this.epochs * this.#perEpoch);
    adamUpdate(
      this.#parameters,
      this.#gradient,
      this.#adam,
      { ...training, learningRate },
      { gradientScale: clip / chosen.length, decoupledWeightDecay },
    );
    this.#update += 1;
    this.#sums = { loss, correct, fired, gradientNorm: this.#sums.gradientNorm + gradientNorm };
    return this.#update % this.#perEpoch === 0 ? this.#closeEpoch(learningRate) : null;
  }

  #closeEpoch(learningRate: number): TrainingEpochEvent {
    const { length } = this.#problem.samples;
    const { loss, correct, fired, gradientNorm } = this.#sums;
    this.#sums = NO_SUMS;
    return {
      event: 'epoch',
      ...{ stage: STAGE, epoch: this.done, epochs: this.epochs },
      loss: rounded(loss / length),
      accuracy: rounded(correct / length),
      ...{ validationLoss: null, validationAccuracy: null },
      firingRates: [rounded(fired / length)],
      gradientNorm: rounded(gradientNorm / this.#perEpoch),
      learningRate: rounded(learningRate),
      weights: { readout: distribution(this.readout.weights) },
    };
  }

  state(): SpikingFitState {
    const { beta1Power, beta2Power } = this.#adam;
    return { update: this.#update, ...this.#sums, beta1Power, beta2Power };
  }

  get tensors(): Record<string, Tensor> {
    return {
      [NAMES.weights]: vectorTensor(this.#parameters),
      [NAMES.first]: vectorTensor(this.#adam.firstMoment),
      [NAMES.second]: vectorTensor(this.#adam.secondMoment),
    };
  }
}
