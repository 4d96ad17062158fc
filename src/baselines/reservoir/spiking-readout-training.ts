/**
 * From a liquid to a tested classifier whose readout is a layer of spiking neurons: the spikes of every training sample
 * once, epochs of training on them, the test.
 */
import type { Json } from '../../core/json.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import { rounded } from '../../training/figures.ts';
import type { Tensor } from '../../training/job.ts';
import type { Tensors } from '../../training/network.ts';
import type { Evaluation } from '../../training/records.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import type { BaselineEvent } from '../events.ts';
import { type Readout, readoutOf } from '../readout/readout.ts';
import { type SeenSample, SpikingFit, type SpikingFitState } from '../readout/spiking-fit.ts';
import type { ReservoirArchitecture } from './architecture.ts';
import { type Liquid, openLiquid } from './liquid.ts';
import { ReadoutTest } from './readout-test.ts';

export interface SpikingReadoutInput {
  readonly engine: Engine;
  readonly architecture: ReservoirArchitecture;
  readonly liquid: Liquid;
  readonly train: SampleSource;
  readonly test: SampleSource;
  readonly training: TrainingSettings;
  readonly seed: number;
}

/** State between two steps, besides the tensors. */
export interface SpikingReadoutState {
  /** Null before there are all spikes, and once it is fitted. */
  readonly fit: SpikingFitState | null;
  /** Samples whose spikes are known. They are not kept, but simulated again. */
  readonly done: number;
  readonly fitted: boolean;
  readonly test: EvaluationState | null;
  readonly [key: string]: Json;
}

export class SpikingReadoutTraining {
  readonly #input: SpikingReadoutInput;
  readonly #network: EngineNetwork;
  #samples: SeenSample[] = [];
  #fit: SpikingFit | null = null;
  /** Once the readout is fitted. */
  #test: ReadoutTest<Readout> | null = null;

  private constructor(input: SpikingReadoutInput, network: EngineNetwork) {
    this.#input = input;
    this.#network = network;
  }

  static async open(
    input: SpikingReadoutInput,
    state: SpikingReadoutState | null,
    tensors: Tensors,
  ): Promise<SpikingReadoutTraining> {
    const training = new SpikingReadoutTraining(
      input,
      await openLiquid(input.engine, input.liquid),
    );
    if (state) await training.#restore(state, tensors);
    return training;
  }

  async #restore(state: SpikingReadoutState, tensors: Tensors): Promise<void> {
    if (state.fitted) {
      this.#finish(readoutOf(tensors, 'lif'), state.test);
      return;
    }
    while (this.#samples.length < state.done) await this.#record();
    if (state.fit) this.#fit = this.#newFit(state.fit, tensors);
  }

  get finished(): boolean {
    return this.#test?.finished ?? false;
  }

  get stage(): 'fit' | 'test' {
    return this.#test ? 'test' : 'fit';
  }

  get epochs(): readonly [epoch: number, epochs: number] {
    if (this.#test) return [1, 1];
    const { epochs } = this.#input.training;
    return [Math.min((this.#fit?.done ?? 0) + 1, epochs), epochs];
  }

  /** Sample passes through the liquid, and how many there are. */
  get work(): readonly [done: number, total: number] {
    const { train, test } = this.#input;
    const done = this.#test ? train.length + this.#test.done : this.#samples.length;
    return [done, train.length + test.length];
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    const { train, training } = this.#input;
    if (this.#test) return this.#test.advance();
    if (this.#samples.length < train.length) {
      const end = Math.min(train.length, this.#samples.length + training.batchSize);
      while (this.#samples.length < end) await this.#record();
      return this.#samples.length < train.length ? [] : [this.#recorded()];
    }
    this.#fit ??= this.#newFit(null, {});
    const event = this.#fit.advance();
    if (this.#fit.finished) this.#finish({ kind: 'lif', ...this.#fit.readout });
    return event === null ? [] : [event];
  }

  async #record(): Promise<void> {
    const sample = this.#input.train.read(this.#samples.length);
    // Classes mean nothing to a liquid.
    const { spikes } = await this.#network.record({ ...sample, label: 0 });
    const { offsets, neurons } = spikes[0]!;
    const { steps, label } = sample;
    const train = { offsets: offsets.slice(), neurons: neurons.slice() };
    this.#samples.push({ train, steps, label });
  }

  #recorded(): BaselineEvent {
    const { neurons } = this.#input.architecture;
    const [spikes, steps] = [
      this.#samples.reduce((sum, { train }) => sum + train.neurons.length, 0),
      this.#samples.reduce((sum, sample) => sum + sample.steps, 0),
    ];
    const fires = new Uint8Array(neurons);
    for (const { train } of this.#samples) for (const i of train.neurons) fires[i] = 1;
    return {
      ...{ event: 'recorded', stage: 'fit', epoch: 1 },
      ...{ meanRate: rounded(spikes / (steps * neurons)), features: neurons },
      constant: fires.filter((one) => one === 0).length,
    };
  }

  #newFit(state: SpikingFitState | null, tensors: Tensors): SpikingFit {
    const { architecture, training, seed } = this.#input;
    const { neurons, outputs: classes } = architecture;
    const problem = { samples: this.#samples, neurons, classes, training, seed };
    return new SpikingFit(problem, state, tensors);
  }

  #finish(readout: Readout, test: EvaluationState | null = null): void {
    const { batchSize } = this.#input.training;
    const tested = { ...this.#input, network: this.#network, batchSize };
    this.#test = new ReadoutTest(tested, readout, test);
    this.#fit = null;
    this.#samples = [];
  }

  state(): SpikingReadoutState {
    return {
      fit: this.#fit?.state() ?? null,
      done: this.#samples.length,
      fitted: this.#test !== null,
      test: this.#test?.state() ?? null,
    };
  }

  get tensors(): Record<string, Tensor> {
    if (this.#test) return this.#test.tensors;
    return this.#fit?.tensors ?? {};
  }

  /** Once it is fitted. */
  get readout(): Readout | null {
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
