/**
 * Bayesian optimisation of a heterogeneous network: each trial learns from one half of the training samples by
 * plasticity, fits a readout to it and is tested on the other half. The best point then learns from all of them.
 */
import { Random } from '../../core/random.ts';
import { cutIndices } from '../../data/datasets/split.ts';
import { type SampleSource, subset } from '../../data/events/sample-source.ts';
import { rounded } from '../../training/figures.ts';
import {
  type Tensors,
  tensorData,
  tensorsUnder,
  vectorTensor,
  withPrefix,
} from '../../training/network.ts';
import type { Point } from '../bayesian/gaussian-process.ts';
import { bestTrial, proposePoint, type Trial } from '../bayesian/proposal.ts';
import type { BaselineEvent } from '../events.ts';
import { columnSize } from '../reservoir/column.ts';
import type {
  FoundLiquid,
  LiquidSearch,
  LiquidSearchState,
} from '../reservoir/found-liquid-job.ts';
import { inputSynapses, type Liquid } from '../reservoir/liquid.ts';
import { ReadoutTraining, type ReadoutTrainingState } from '../reservoir/readout-training.ts';
import type { BaselineInput } from '../system.ts';
import type { HrsnnArchitecture } from './architecture.ts';
import { drawPlasticLiquid, type PlasticLiquid, withWeights } from './liquid.ts';
import { PlasticPass } from './plastic-pass.ts';
import type { HrsnnSettings } from './settings.ts';
import { coordinates, dimensions, hyperparametersAt, valuesAt } from './space.ts';

/** λ of the readouts of trials, which only are compared. */
const TRIAL_PENALTY = 0.01;
/** Variance of the noise of accuracies, standardised. */
const NOISE = 1e-3;

interface HrsnnSearchState extends LiquidSearchState {
  readonly trials: readonly { readonly point: readonly number[]; readonly value: number }[];
  /** Samples that the present network has learned from; null before it has begun. */
  readonly learned: number | null;
  /** Of the present trial, once its network has learned. */
  readonly readout: ReadoutTrainingState | null;
}

/** The network of a point, as it learns. */
interface Present {
  readonly point: Point;
  readonly plastic: PlasticLiquid;
  readonly pass: PlasticPass;
  readout: ReadoutTraining | null;
}

export class HrsnnSearch implements LiquidSearch {
  readonly #input: BaselineInput;
  readonly #settings: HrsnnSettings;
  readonly #halves: { readonly train: SampleSource; readonly valid: SampleSource };
  #trials: Trial[] = [];
  #present: Present | null = null;

  private constructor(input: BaselineInput) {
    const { train, seed } = input;
    this.#input = input;
    this.#settings = input.settings.hrsnn;
    const labels = Array.from({ length: train.length }, (_, k) => train.label(k));
    const groups = train.group ? labels.map((_, k) => train.group!(k)) : null;
    const random = new Random(seed, 'hrsnn/halves');
    const [valid, rest] = cutIndices(labels, groups, 0.5, random, 'the halves of the search');
    this.#halves = { train: subset(train, rest), valid: subset(train, valid) };
  }

  static async open(
    input: BaselineInput,
    state: LiquidSearchState | null,
    tensors: Tensors,
  ): Promise<HrsnnSearch> {
    const search = new HrsnnSearch(input);
    if (state === null) return search;
    const { trials, learned, readout } = state as HrsnnSearchState;
    search.#trials = [...trials];
    if (learned === null) return search;
    const weights = tensorData(tensors, 'weights') as Float64Array;
    const present = await search.#begin({ done: learned, weights });
    search.#present = present;
    if (readout) {
      present.readout = await search.#openReadout(
        present,
        readout,
        tensorsUnder(tensors, 'readout'),
      );
    }
    return search;
  }

  get #searched(): boolean {
    return this.#trials.length === this.#settings.trials;
  }

  get finished(): boolean {
    return this.#searched && (this.#present?.pass.finished ?? false);
  }

  get stage(): string {
    return this.#searched ? 'plasticity' : 'trials';
  }

  get epochs(): readonly [number, number] {
    return this.#searched ? [1, 1] : [this.#trials.length + 1, this.#settings.trials];
  }

  /** A trial simulates the samples it learns from, those its readout is fitted to, and those it is tested on. */
  get work(): readonly [number, number] {
    const { train, valid } = this.#halves;
    const trial = this.#learners(train).length + train.length + valid.length;
    const last = this.#learners(this.#input.train).length;
    const { trials } = this.#settings;
    const present =
      (this.#present?.pass.learned.done ?? 0) + (this.#present?.readout?.work[0] ?? 0);
    return [this.#trials.length * trial + present, trials * trial + last];
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    this.#present ??= await this.#begin(null);
    const present = this.#present;
    if (!present.pass.finished) {
      for (let k = 0; k < this.#input.training.batchSize && !present.pass.finished; k++) {
        await present.pass.advance();
      }
      return [];
    }
    present.readout ??= await this.#openReadout(present, null, {});
    await present.readout.advance();
    if (!present.readout.finished) return [];
    const { accuracy } = present.readout.result()!;
    const simulated = this.work[0];
    this.#end();
    this.#trials.push({ point: present.point, value: accuracy });
    return [
      {
        event: 'trial',
        stage: 'trials',
        epoch: this.#trials.length,
        accuracy: rounded(accuracy),
        values: this.#valuesAt(present.point),
        simulated,
      },
    ];
  }

  /** Training samples that synapses learn from, in the order in which they do. */
  #learners(samples: SampleSource): SampleSource {
    const order = new Random(this.#input.seed, 'hrsnn/order').permutation(samples.length);
    return subset(samples, order.slice(0, this.#settings.plasticSamples));
  }

  /** The next trial, or the best point once all have been tried. */
  async #begin(learned: { done: number; weights: Float64Array } | null): Promise<Present> {
    const { inputs, seed, engine, train } = this.#input;
    const settings = this.#settings;
    const { initialTrials: initial, improvement: xi, lengthScales } = settings;
    const space = dimensions(settings).length;
    const point = this.#searched
      ? bestTrial(this.#trials).point
      : proposePoint(
          this.#trials,
          space,
          { initial, xi, noise: NOISE, lengthScales },
          seed,
          coordinates(settings),
        );
    const plastic = drawPlasticLiquid(settings, hyperparametersAt(point, settings), inputs, seed);
    const rule = {
      maximumWeight: settings.maximumWeight,
      exponent: settings.exponent,
      delay: 1 as const,
    };
    const samples = this.#learners(this.#searched ? train : this.#halves.train);
    const pass = await PlasticPass.open(engine, plastic, rule, settings.stdp, samples, learned);
    return { point, plastic, pass, readout: null };
  }

  #openReadout(present: Present, state: ReadoutTrainingState | null, tensors: Tensors) {
    const { engine, training, seed } = this.#input;
    const { train, valid } = this.#halves;
    const input = {
      ...{ engine, seed, train, test: valid, batchSize: training.batchSize },
      ...this.#foundAt(present),
      penalty: this.#settings.penalty ?? TRIAL_PENALTY,
    };
    return ReadoutTraining.open(input, state, tensors);
  }

  #valuesAt(point: Point): Record<string, number> {
    const values = Object.entries(valuesAt(point, this.#settings));
    return Object.fromEntries(values.map(([name, value]) => [name, rounded(value)]));
  }

  #foundAt({ point, plastic, pass }: Present): { liquid: Liquid; architecture: HrsnnArchitecture } {
    const { inputs, classes } = this.#input;
    const { shape, features, windows, traceTau, readout } = this.#settings;
    const liquid = withWeights(plastic, pass.learned.weights);
    return {
      liquid,
      architecture: {
        ...{ system: 'hrsnn', inputs, outputs: classes, neurons: columnSize(shape) },
        neuron: liquid.neuron,
        connections: { input: inputSynapses(liquid), recurrent: liquid.edges.sources.length },
        features: { kind: features, windows, traceTau },
        readout,
        values: this.#valuesAt(point),
      },
    };
  }

  #end(): void {
    this.#present?.readout?.dispose();
    this.#present?.pass.dispose();
    this.#present = null;
  }

  state(): HrsnnSearchState {
    return {
      trials: this.#trials.map(({ point, value }) => ({ point: [...point], value })),
      learned: this.#present?.pass.learned.done ?? null,
      readout: this.#present?.readout?.state() ?? null,
    };
  }

  get tensors(): Tensors {
    if (!this.#present) return {};
    const { pass, readout } = this.#present;
    return {
      weights: vectorTensor(pass.learned.weights),
      ...withPrefix(readout?.tensors ?? {}, 'readout'),
    };
  }

  found(): FoundLiquid {
    return this.#foundAt(this.#present!);
  }

  dispose(): void {
    this.#end();
  }
}
