/**
 * From a liquid to a tested classifier: features of every training sample once, one fit of the readout, the test.
 * Systems differ in how they come by their liquid; from there on they all do this.
 */

import type { Json } from '../../core/json.ts';
import { Random } from '../../core/random.ts';
import { cutIndices } from '../../data/datasets/split.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import { argmax } from '../../model/supernet.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import { rounded } from '../../training/figures.ts';
import type { Tensor } from '../../training/job.ts';
import { type Tensors, tensorData } from '../../training/network.ts';
import type { Evaluation } from '../../training/records.ts';
import type { BaselineEvent } from '../events.ts';
import { type LinearKind, type LinearReadout, readOut, readoutOf } from '../readout/readout.ts';
import { ReadoutFit, type ReadoutFitState } from '../readout/readout-fit.ts';
import { featuresOf, type ReservoirArchitecture } from './architecture.ts';
import { spikeFeatures } from './features.ts';
import { type Liquid, openLiquid } from './liquid.ts';
import { ReadoutTest } from './readout-test.ts';

/** Share of the training samples on which penalties are compared. */
const HELD_OUT = 0.1;

export interface ReadoutTrainingInput {
  readonly engine: Engine;
  readonly architecture: ReservoirArchitecture & { readonly readout: LinearKind };
  readonly liquid: Liquid;
  readonly train: SampleSource;
  readonly test: SampleSource;
  readonly batchSize: number;
  readonly seed: number;
  /** λ of the readout; null for the best of several. */
  readonly penalty: number | null;
}

/** State between two steps, besides the tensors. */
export interface ReadoutTrainingState {
  /** Samples whose features are known. */
  readonly done: number;
  /** What these made the liquid do. */
  readonly spikes: number;
  readonly steps: number;
  /** Null before there are all features, and once it is finished. */
  readonly fit: ReadoutFitState | null;
  readonly fitted: boolean;
  readonly test: EvaluationState | null;
  readonly [key: string]: Json;
}

export class ReadoutTraining {
  readonly #input: ReadoutTrainingInput;
  readonly #network: EngineNetwork;
  /** [n][F] */
  #features: Float32Array;
  #done = 0;
  #spikes = 0;
  #steps = 0;
  #fit: ReadoutFit | null = null;
  /** Once the readout is fitted. */
  #test: ReadoutTest<LinearReadout> | null = null;

  private constructor(input: ReadoutTrainingInput, network: EngineNetwork) {
    this.#input = input;
    this.#network = network;
    this.#features = new Float32Array(0);
  }

  /** @throws MotifsmithError `data` if there are too few samples to hold some out */
  static async open(
    input: ReadoutTrainingInput,
    state: ReadoutTrainingState | null = null,
    tensors: Tensors = {},
  ): Promise<ReadoutTraining> {
    const training = new ReadoutTraining(input, await openLiquid(input.engine, input.liquid));
    training.#restore(state, tensors);
    return training;
  }

  #restore(state: ReadoutTrainingState | null, tensors: Tensors): void {
    const { architecture, train } = this.#input;
    if (state?.fitted) {
      this.#finish(readoutOf(tensors, architecture.readout) as LinearReadout, state.test);
      return;
    }
    this.#features = new Float32Array(train.length * featuresOf(architecture));
    if (!state) return;
    this.#done = state.done;
    this.#spikes = state.spikes;
    this.#steps = state.steps;
    this.#features.set(tensorData(tensors, 'features'));
    if (state.fit) this.#fit = this.#newFit(state.fit, tensors);
  }

  get finished(): boolean {
    return this.#test?.finished ?? false;
  }

  get stage(): 'fit' | 'test' {
    return this.#test ? 'test' : 'fit';
  }

  /** The features, then each fit, is an epoch of the stage. */
  get epochs(): readonly [epoch: number, epochs: number] {
    if (this.#test) return [1, 1];
    const fits = this.#fit?.fits ?? 1;
    return [this.#fit ? 2 + this.#fit.fitted : 1, 1 + fits];
  }

  /** Sample passes, and how many there are. */
  get work(): readonly [done: number, total: number] {
    const { train, test } = this.#input;
    const done = this.#test ? train.length + this.#test.done : this.#done;
    return [done, train.length + test.length];
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    if (this.#test) return this.#test.advance();
    if (this.#done < this.#input.train.length) {
      await this.#record();
      return this.#done < this.#input.train.length ? [] : [this.#recorded()];
    }
    this.#fit ??= this.#newFit(null, {});
    this.#fit.advance();
    return this.#fit.result === null ? [] : [this.#fitted(this.#fit)];
  }

  async #record(): Promise<void> {
    const { architecture, train, batchSize } = this.#input;
    const { neurons, features } = architecture;
    const size = featuresOf(architecture);
    const end = Math.min(train.length, this.#done + batchSize);
    for (; this.#done < end; this.#done++) {
      const sample = train.read(this.#done);
      const { spikes } = await this.#network.record({ ...sample, label: 0 });
      const row = this.#features.subarray(this.#done * size, (this.#done + 1) * size);
      spikeFeatures(spikes[0]!, neurons, sample.steps, features, row);
      this.#spikes += spikes[0]!.neurons.length;
      this.#steps += sample.steps;
    }
  }

  #recorded(): BaselineEvent {
    const size = featuresOf(this.#input.architecture);
    const all = this.#features;
    let constant = 0;
    for (let f = 0; f < size; f++) {
      let at = f;
      while (at < all.length && all[at] === all[f]) at += size;
      if (at >= all.length) constant += 1;
    }
    const meanRate = this.#spikes / (this.#steps * this.#input.architecture.neurons);
    return {
      ...{ event: 'recorded', stage: 'fit', epoch: 1 },
      ...{ meanRate: rounded(meanRate), features: size, constant },
    };
  }

  #labels(): Uint32Array {
    const { train } = this.#input;
    return Uint32Array.from({ length: train.length }, (_, k) => train.label(k));
  }

  #newFit(state: ReadoutFitState | null, tensors: Tensors): ReadoutFit {
    const { architecture, train, seed, penalty } = this.#input;
    const labels = this.#labels();
    const groups = train.group ? labels.map((_, k) => train.group!(k)) : null;
    const none = new Uint32Array(0);
    const cut =
      penalty === null
        ? cutIndices(
            labels,
            groups,
            HELD_OUT,
            new Random(seed, 'readout'),
            'the penalty of the readout',
          )
        : ([none, none] as const);
    const features = {
      rows: train.length,
      columns: featuresOf(architecture),
      data: this.#features,
    };
    const problem = { kind: architecture.readout, features, labels, penalty, cut };
    return new ReadoutFit({ ...problem, classes: architecture.outputs }, state, tensors);
  }

  #fitted(fit: ReadoutFit): BaselineEvent {
    const { readout, penalty, iterations, gradientNorm } = fit.result!;
    const size = featuresOf(this.#input.architecture);
    const right = this.#labels().filter((label, k) => {
      const row = this.#features.subarray(k * size, (k + 1) * size);
      return argmax(readOut(readout, row)) === label;
    });
    const [epoch] = this.epochs;
    this.#finish(readout);
    return {
      event: 'fitted',
      stage: 'fit',
      epoch: epoch - 1,
      penalty,
      tried: fit.tried.map((one) => ({ penalty: one.penalty, accuracy: rounded(one.accuracy) })),
      accuracy: rounded(right.length / this.#input.train.length),
      iterations,
      gradientNorm: rounded(gradientNorm),
    };
  }

  #finish(readout: LinearReadout, test: EvaluationState | null = null): void {
    this.#test = new ReadoutTest({ ...this.#input, network: this.#network }, readout, test);
    this.#fit = null;
    this.#features = new Float32Array(0);
  }

  state(): ReadoutTrainingState {
    return {
      done: this.#done,
      spikes: this.#spikes,
      steps: this.#steps,
      fit: this.#fit?.state() ?? null,
      fitted: this.#test !== null,
      test: this.#test?.state() ?? null,
    };
  }

  get tensors(): Record<string, Tensor> {
    if (this.#test) return this.#test.tensors;
    const size = featuresOf(this.#input.architecture);
    const data = this.#features.slice(0, this.#done * size);
    return { features: { shape: [this.#done, size], data }, ...this.#fit?.tensors };
  }

  /** Once it is fitted. */
  get readout(): LinearReadout | null {
    return this.#test?.readout ?? null;
  }

  /** Once it has finished. */
  result(): Evaluation | null {
    return this.#test?.result() ?? null;
  }

  dispose(): void {
    this.#network.dispose();
  }
}
