/**
 * The network of a gradient search with everything that belongs to it: weights, their average, R and τ, and
 * the logits α of what is still open. It is a supernet at first, has one size a layer after the first cut,
 * and is discrete after the second; what it has learned is carried over both.
 */
import type { EngineNetwork, Vector } from '../../engine/engine.ts';
import type { Architecture, MotifTopology } from '../../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../../model/initialise.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { WeightAverage, withAverage } from '../../training/average.ts';
import {
  createNetwork,
  type NetworkState,
  restoreNetwork,
  saveNetwork,
  type Tensors,
} from '../../training/network.ts';
import { type StrategyInput, searchLoss } from '../strategy.ts';
import { supernetArchitecture } from '../template.ts';
import { type SearchedLayer, setArchitecture } from './architecture-gradient.ts';
import { carriedPlaces, carryOver } from './carry.ts';
import { cutToMotifs, cutToSizes } from './cut-architecture.ts';
import { ArchitectureParameters, type ParameterState } from './parameters.ts';
import { type Moment, relaxLayers } from './relaxation.ts';
import { settleTau } from './time-constants.ts';

/** Everything but tensors. */
export interface SearchedNetworkState {
  /** Of the network as it is now: searched, half cut or discrete. */
  readonly architecture: Architecture;
  readonly network: NetworkState;
  readonly parameters: ParameterState | null;
  /** Of the average of the weights; absent without one. */
  readonly averagePower?: number;
}

export class SearchedNetwork {
  readonly #input: StrategyInput;
  #plan: Blueprint;
  #network: EngineNetwork;
  /** α; null once the network is discrete. */
  #parameters: ArchitectureParameters | null;
  /** What the network is measured and kept with; null: its weights as they are. */
  #average: WeightAverage | null;

  private constructor(
    input: StrategyInput,
    plan: Blueprint,
    network: EngineNetwork,
    parameters: ArchitectureParameters | null,
    average: WeightAverage | null,
  ) {
    this.#input = input;
    this.#plan = plan;
    this.#network = network;
    this.#parameters = parameters;
    this.#average = average;
  }

  /** Fresh weights and logits. */
  static async start(input: StrategyInput): Promise<SearchedNetwork> {
    const { engine, template, settings, seed } = input;
    const plan = blueprint(supernetArchitecture(template, seed));
    const weights = initialWeights(plan, seed, 'search', settings.weights.initialExcitatoryWeight);
    const neurons = initialIntrinsic(plan, template.tauSpread, seed);
    const { rule } = settings.weights;
    const network = await createNetwork(engine, plan, weights, neurons, searchLoss(input), rule);
    const parameters = ArchitectureParameters.initial(plan, seed, settings.initialTypeLogits);
    const average = WeightAverage.start(settings.weights, network);
    return new SearchedNetwork(input, plan, network, parameters, average);
  }

  static async restore(
    input: StrategyInput,
    saved: SearchedNetworkState,
    tensors: Tensors,
  ): Promise<SearchedNetwork> {
    const { weights } = input.settings;
    const plan = blueprint(saved.architecture);
    const loss = searchLoss(input);
    const network = await restoreNetwork(
      input.engine,
      plan,
      saved.network,
      tensors,
      loss,
      weights.rule,
    );
    const parameters =
      saved.parameters && ArchitectureParameters.restore(plan, saved.parameters, tensors);
    const average = WeightAverage.restore(weights, network, saved.averagePower, tensors);
    return new SearchedNetwork(input, plan, network, parameters, average);
  }

  /** As the engine holds it; replaced at each cut. */
  get network(): EngineNetwork {
    return this.#network;
  }

  get plan(): Blueprint {
    return this.#plan;
  }

  /** α, as long as something is open. */
  get parameters(): ArchitectureParameters | null {
    return this.#parameters;
  }

  /** Layers with something open. */
  get searched(): readonly SearchedLayer[] {
    return this.#parameters?.searched ?? [];
  }

  /** [P] the weights that the network is measured and kept with. */
  get weights(): Vector {
    return this.#average?.values ?? this.#network.weights;
  }

  /** Lets the average take in the weights after an update. */
  updated(): void {
    this.#average?.update(this.#network);
  }

  /** Does something while the network has the weights that it is measured with. */
  averaged<Result>(work: () => Promise<Result>): Promise<Result> {
    return withAverage(this.#network, this.#average, work);
  }

  /** Sets the couplings of what is open; a sampled supernet differs from pass to pass. */
  relax(moment: Moment, pass: string): void {
    const { relaxation } = this.#input.settings;
    setArchitecture(this.#network, relaxLayers(this.searched, relaxation, moment, pass));
  }

  /** @param sizes number, among its candidates, of the size that stays in each searched layer */
  async cutSizes(sizes: readonly number[]): Promise<void> {
    const parameters = this.#parameters!;
    await this.#become(cutToSizes(this.#plan.architecture, parameters.searched, sizes));
    this.#parameters = parameters.keep(this.#plan, sizes);
  }

  /** @param motifs that stay in the searched layers */
  async cutTypes(motifs: readonly MotifTopology[]): Promise<void> {
    const { searched } = this;
    searched.forEach((layer, s) => {
      settleTau(this.#network, layer, motifs[s]!);
    });
    await this.#become(cutToMotifs(this.#plan.architecture, searched, motifs));
    this.#parameters = null;
  }

  save(): { readonly state: SearchedNetworkState; readonly tensors: Tensors } {
    const network = saveNetwork(this.#network);
    const parameters = this.#parameters?.save();
    return {
      state: {
        architecture: this.#plan.architecture,
        network: network.state,
        parameters: parameters?.state ?? null,
        ...(this.#average && { averagePower: this.#average.power }),
      },
      tensors: { ...network.tensors, ...parameters?.tensors, ...this.#average?.tensors },
    };
  }

  dispose(): void {
    this.#network.dispose();
  }

  /** Carries what the network has learned over into one of another architecture. */
  async #become(architecture: Architecture): Promise<void> {
    const plan = blueprint(architecture);
    this.#average = this.#average?.carriedTo(carriedPlaces(this.#plan, plan)) ?? null;
    const next = await carryOver(this.#input.engine, this.#network, this.#plan, plan);
    this.#network.dispose();
    this.#network = next;
    this.#plan = plan;
  }
}
