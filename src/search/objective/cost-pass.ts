/**
 * An evaluation that also measures what the network takes. Operations need the spikes of every neuron, so
 * where they have a price each batch is recorded as well, at the cost of another forward pass.
 */
import { hiddenAccumulations, OperationCounter } from '../../analysis/operations.ts';
import { readSamples, type SampleSource } from '../../data/events/sample-source.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import type { Costs, Measure } from '../events.ts';
import type { CostScale } from './cost-scale.ts';
import { evaluationCost, isPriced, type Objective } from './objective.ts';

/** What a network consists of, to know what a spike crosses. */
export interface CostedNetwork {
  /** Recurrent connections of the motif layers; their expected number in a supernet. */
  readonly connections: number;
  /** [layers][E] probability that each recurrent connection exists; null: certain. */
  readonly presence: readonly (Float64Array | null)[];
}

export interface CostPassInput {
  readonly network: EngineNetwork;
  readonly samples: SampleSource;
  readonly batchSize: number;
  /** Names the pass in messages. */
  readonly stage: string;
  readonly objective: Objective;
  readonly scale: CostScale;
}

interface CostPassState extends EvaluationState {
  /** Synaptic operations of hidden neurons, and steps, so far; absent where they have no price. */
  readonly operations?: number;
  readonly recordedSteps?: number;
}

export class CostPass {
  readonly #input: CostPassInput;
  readonly #pass: EvaluationPass;
  #operations = 0;
  #steps = 0;

  constructor(input: CostPassInput, state: EvaluationState | null = null) {
    const { network, samples, batchSize, stage } = input;
    this.#input = input;
    this.#pass = new EvaluationPass(network, samples, batchSize, stage, state);
    const { operations = 0, recordedSteps = 0 } = (state ?? {}) as Partial<CostPassState>;
    this.#operations = operations;
    this.#steps = recordedSteps;
  }

  get finished(): boolean {
    return this.#pass.finished;
  }

  /** Samples done so far. */
  get done(): number {
    return this.#pass.done;
  }

  get work(): number {
    return evaluationCost(this.#input.objective) * this.done;
  }

  /**
   * @param costed the network that the engine holds now; asked only where something has a price
   * @throws MotifsmithError (`numerical`) if a loss is not finite
   */
  async advance(costed: () => CostedNetwork): Promise<void> {
    const { network, samples, objective } = this.#input;
    const first = this.#pass.done;
    await this.#pass.advance(network);
    if (objective.synops === 0) return;
    const counter = new OperationCounter(network.shape, costed().presence);
    const length = this.#pass.done - first;
    const batch = readSamples(
      samples,
      Uint32Array.from({ length }, (_, b) => first + b),
    );
    for (const sample of batch) {
      const counts = counter.count(sample, await network.record(sample));
      this.#operations += hiddenAccumulations(counts, network.shape.layers[0]!.neurons);
      this.#steps += sample.steps;
    }
  }

  /** Once finished; the costs only where anything has a price. */
  result(costed: () => CostedNetwork): { readonly measure: Measure; readonly costs?: Costs } {
    const { network, objective, scale } = this.#input;
    const { loss, accuracy, firingRates } = this.#pass.result(network);
    const measure = { loss, accuracy };
    if (!isPriced(objective)) return { measure };
    const { layers } = network.shape;
    const spikes = firingRates
      .slice(0, -1)
      .reduce((sum, rate, l) => sum + rate * layers[l]!.neurons, 0);
    const costs: Costs = {
      connections: costed().connections / scale.connections,
      spikes: spikes / scale.spikes,
      ...(objective.synops > 0 ? { synops: this.#operations / (this.#steps * scale.synops) } : {}),
    };
    return { measure, costs };
  }

  state(): EvaluationState {
    const own: EvaluationState = this.#pass.state();
    if (this.#input.objective.synops === 0) return own;
    return { ...own, operations: this.#operations, recordedSteps: this.#steps };
  }
}
