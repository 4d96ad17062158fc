/** One candidate on trial: trained for some updates on one half, then evaluated on the other. */
import type { EngineNetwork } from '../../engine/engine.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import {
  type IntrinsicParameters,
  initialIntrinsic,
  initialWeights,
} from '../../model/initialise.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { withAverage } from '../../training/average.ts';
import { engineFigures } from '../../training/epoch-figures.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import {
  createNetwork,
  type NetworkState,
  restoreNetwork,
  saveNetwork,
  type Tensors,
} from '../../training/network.ts';
import { type PhaseState, TrainingPhase } from '../../training/phase.ts';
import type { SearchEvent } from '../events.ts';
import { type CostedNetwork, CostPass } from '../objective/cost-pass.ts';
import { costScale, motifConnections } from '../objective/cost-scale.ts';
import type { Judged } from '../objective/objective.ts';
import { type StrategyInput, searchLoss } from '../strategy.ts';

/** What a trial starts from. */
export interface Entrant {
  readonly architecture: Architecture;
  /** Weights, R and τ to start from; drawn from the seed, or τm, if left out. */
  readonly start?: {
    readonly weights: ArrayLike<number>;
    readonly neurons: readonly IntrinsicParameters[];
  };
}

/** How long a trial is. */
export interface TrialPlan {
  /** `candidate.3`; names the trial in events, and its random streams. */
  readonly stage: string;
  /** Updates at its end, those of earlier rounds included. */
  readonly updates: number;
  /** Updates by which a falling learning rate would reach 0. */
  readonly horizon: number;
}

/** Training and network of an entrant between two rounds, without its tensors. */
export interface Standing {
  readonly network: NetworkState;
  readonly phase: PhaseState;
}

export interface TrialState extends Standing {
  readonly pass: EvaluationState | null;
}

/** A step machine: each `advance` does one batch, of training or of the evaluation. */
export class Trial {
  readonly network: EngineNetwork;
  readonly #phase: TrainingPhase;
  readonly #newPass: (state: EvaluationState | null) => CostPass;
  readonly #costed: () => CostedNetwork;
  #pass: CostPass | null = null;

  private constructor(
    network: EngineNetwork,
    { train, valid, settings, template, seed }: StrategyInput,
    plan: Blueprint,
    { stage, updates, horizon }: TrialPlan,
    state: PhaseState | null,
    tensors: Tensors = {},
  ) {
    const { weights, objective } = settings;
    this.network = network;
    this.#phase = new TrainingPhase(
      {
        network,
        figures: engineFigures(network, plan, train),
        train,
        validation: null,
        settings: weights,
        updates,
        horizon,
        seed,
        stage,
      },
      state,
      tensors,
    );
    this.#costed = () => ({ connections: motifConnections(plan), presence: [] });
    this.#newPass = (state) =>
      new CostPass(
        {
          network,
          samples: valid,
          batchSize: weights.batchSize,
          stage: `${stage}, validation`,
          objective,
          scale: costScale(template),
        },
        state,
      );
  }

  /** From the beginning. */
  static async start(input: StrategyInput, entrant: Entrant, how: TrialPlan): Promise<Trial> {
    const { engine, seed, settings } = input;
    const { initialExcitatoryWeight } = settings.weights;
    const plan = blueprint(entrant.architecture);
    const weights =
      entrant.start?.weights ?? initialWeights(plan, seed, how.stage, initialExcitatoryWeight);
    const neurons =
      entrant.start?.neurons ?? initialIntrinsic(plan, input.template.tauSpread, seed);
    const { rule } = settings.weights;
    const network = await createNetwork(engine, plan, weights, neurons, searchLoss(input), rule);
    return new Trial(network, input, plan, how, null);
  }

  /** From where an earlier round, or a snapshot in the middle of one, left off. */
  static async resume(
    input: StrategyInput,
    { architecture }: Entrant,
    how: TrialPlan,
    state: Standing & Partial<TrialState>,
    tensors: Tensors,
  ): Promise<Trial> {
    const plan = blueprint(architecture);
    const loss = searchLoss(input);
    const { rule } = input.settings.weights;
    const network = await restoreNetwork(input.engine, plan, state.network, tensors, loss, rule);
    const trial = new Trial(network, input, plan, how, state.phase, tensors);
    if (state.pass) trial.#pass = trial.#newPass(state.pass);
    return trial;
  }

  get finished(): boolean {
    return this.#pass?.finished ?? false;
  }

  get epoch(): number {
    return this.#phase.epoch;
  }

  /** Gradient passes of a sample done, those of earlier rounds included. */
  get work(): number {
    return this.#phase.work + (this.#pass?.work ?? 0);
  }

  get running(): { loss: number; accuracy: number } | null {
    return this.#phase.running;
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (!this.#phase.finished) return this.#phase.advance();
    this.#pass ??= this.#newPass(null);
    const pass = this.#pass;
    await withAverage(this.network, this.#phase.average, () => pass.advance(this.#costed));
    return [];
  }

  /** Figures on the validation half, once finished. */
  result(): Judged {
    const { measure, costs } = this.#pass!.result(this.#costed);
    return { validation: measure, ...(costs && { costs }) };
  }

  snapshot(): { readonly state: TrialState; readonly tensors: Tensors } {
    const { state, tensors } = saveNetwork(this.network);
    return {
      state: { network: state, phase: this.#phase.state(), pass: this.#pass?.state() ?? null },
      tensors: { ...tensors, ...this.#phase.tensors },
    };
  }

  dispose(): void {
    this.network.dispose();
  }
}
