/**
 * Random search over the same space, with the same samples and the same number of gradient passes
 * as HRMAS: each candidate gets an equal share for training its weights, the best on the validation
 * half wins. Without such a competitor the worth of a gradient search is unknown. R and τ stay
 * at τm; what HRMAS spends on plasticity is spent on weights here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../../model/initialise.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { validateArchitecture } from '../../model/validate-architecture.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import { rounded } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import {
  createNetwork,
  type NetworkState,
  restoreNetwork,
  saveNetwork,
} from '../../training/network.ts';
import { type PhaseState, TrainingPhase } from '../../training/phase.ts';
import { batchesPerEpoch, FORWARD_COST, samplesInUpdates } from '../../training/work.ts';
import { candidateUpdates } from '../budget.ts';
import type { Candidate, CandidateEvent, SearchEvent } from '../events.ts';
import type { SearchOutcome, SearchStrategy, StrategyInput } from '../strategy.ts';
import { fillTemplate, supernetArchitecture } from '../template.ts';
import { type DrawnMotif, drawMotif } from './random-motif.ts';

interface RandomSearchState {
  readonly done: readonly Candidate[];
  /** The present candidate; null before its first batch. */
  readonly current: {
    readonly network: NetworkState;
    readonly phase: PhaseState;
    readonly pass: EvaluationState | null;
  } | null;
}

interface Current {
  readonly network: EngineNetwork;
  readonly phase: TrainingPhase;
  pass: EvaluationPass | null;
}

interface DrawnArchitecture {
  readonly architecture: Architecture;
  readonly drawn: readonly DrawnMotif[];
}

/** Candidate k of a seed, from 0. Each layer draws its own motif. */
export function drawCandidate(
  { template, seed }: Pick<StrategyInput, 'template' | 'seed'>,
  k: number,
): DrawnArchitecture {
  const { motifSizes, lateral, boundary } = template;
  const drawn: DrawnMotif[] = [];
  const architecture = fillTemplate(template, (neurons, l) => {
    const random = new Random(seed, `candidate/${k}/hidden.${l}`);
    const one = drawMotif(random, motifSizes, lateral, {});
    drawn.push(one);
    return { kind: 'scml', neurons, motif: one.motif, boundary };
  });
  return { architecture, drawn };
}

export class RandomSearch implements SearchStrategy {
  readonly #input: StrategyInput;
  readonly #updates: readonly number[];
  #done: Candidate[] = [];
  #current: Current | null = null;

  private constructor(input: StrategyInput) {
    this.#input = input;
    this.#updates = candidateUpdates(input.settings, {
      train: input.train.length,
      valid: input.valid.length,
    });
  }

  static async start(input: StrategyInput): Promise<RandomSearch> {
    const search = new RandomSearch(input);
    // Every size of the space must fit, even if no candidate draws it.
    validateArchitecture(supernetArchitecture(input.template));
    return search;
  }

  static async restore(input: StrategyInput, { state, tensors }: Snapshot): Promise<RandomSearch> {
    const saved = state as unknown as RandomSearchState;
    const search = new RandomSearch(input);
    search.#done = [...saved.done];
    if (saved.current) {
      const plan = search.#planOf(search.#done.length);
      const { network: networkState, phase, pass } = saved.current;
      const { loss } = input.settings.weights;
      const network = await restoreNetwork(input.engine, plan, networkState, tensors, loss);
      search.#current = {
        network,
        phase: search.#newPhase(network, plan, phase),
        pass: pass && search.#newPass(network, pass),
      };
    }
    return search;
  }

  get finished(): boolean {
    return this.#done.length === this.#updates.length;
  }

  progress(): JobProgress {
    const { valid, train, settings } = this.#input;
    const { batchSize } = settings.weights;
    const perEpoch = batchesPerEpoch(train.length, batchSize);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const epochs = this.#updates.map((updates) => Math.ceil(updates / perEpoch));
    const costs = this.#updates.map(
      (updates) => samplesInUpdates(train.length, batchSize, updates) + FORWARD_COST * valid.length,
    );
    const done = this.#done.length;
    const { phase, pass } = this.#current ?? {};
    const epoch = sum(epochs.slice(0, done)) + (phase?.epoch ?? 1);
    return {
      stage: 'candidates',
      stageIndex: 1,
      stages: 1,
      epoch: Math.min(epoch, sum(epochs)),
      epochs: sum(epochs),
      work: sum(costs.slice(0, done)) + (phase?.work ?? 0) + FORWARD_COST * (pass?.done ?? 0),
      totalWork: sum(costs),
      loss: phase?.running?.loss ?? null,
      accuracy: phase?.running?.accuracy ?? null,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.finished) return [];
    this.#current ??= await this.#start();
    const { network, phase } = this.#current;
    if (!phase.finished) return phase.advance();
    this.#current.pass ??= this.#newPass(network, null);
    const { pass } = this.#current;
    await pass.advance(network);
    if (!pass.finished) return [];
    const k = this.#done.length;
    const { loss, accuracy } = pass.result(network);
    const candidate: Candidate = {
      candidate: k + 1,
      motifs: drawCandidate(this.#input, k).drawn.map(({ motif, proportions }) => ({
        size: motif.size,
        proportions,
      })),
      updates: this.#updates[k]!,
      validation: { loss, accuracy },
    };
    this.#done.push(candidate);
    this.#current = null;
    network.dispose();
    return [candidateEvent(candidate)];
  }

  snapshot(): Snapshot {
    const saved = this.#current && saveNetwork(this.#current.network);
    const state: RandomSearchState = {
      done: [...this.#done],
      current: this.#current && {
        network: saved!.state,
        phase: this.#current.phase.state(),
        pass: this.#current.pass?.state() ?? null,
      },
    };
    return { state: state as unknown as Snapshot['state'], tensors: saved?.tensors ?? {} };
  }

  /** The best candidate: highest accuracy, then lowest loss, then first. */
  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    const best = this.#done.reduce((champion, rival) =>
      rival.validation.accuracy > champion.validation.accuracy ||
      (rival.validation.accuracy === champion.validation.accuracy &&
        rival.validation.loss < champion.validation.loss)
        ? rival
        : champion,
    );
    const { architecture } = drawCandidate(this.#input, best.candidate - 1);
    return {
      architecture,
      neurons: initialIntrinsic(blueprint(architecture)),
      cuts: [],
      candidates: [...this.#done],
    };
  }

  dispose(): void {
    this.#current?.network.dispose();
    this.#current = null;
  }

  #planOf(k: number): Blueprint {
    return blueprint(drawCandidate(this.#input, k).architecture);
  }

  async #start(): Promise<Current> {
    const { engine, seed, settings } = this.#input;
    const k = this.#done.length;
    const plan = this.#planOf(k);
    const weights = initialWeights(
      plan,
      seed,
      `candidate.${k + 1}`,
      settings.weights.initialExcitatoryWeight,
    );
    const { loss } = settings.weights;
    const network = await createNetwork(engine, plan, weights, initialIntrinsic(plan), loss);
    return { network, phase: this.#newPhase(network, plan, null), pass: null };
  }

  #newPhase(network: EngineNetwork, plan: Blueprint, state: PhaseState | null): TrainingPhase {
    const { train, settings, seed } = this.#input;
    const k = this.#done.length;
    return new TrainingPhase(
      {
        network,
        plan,
        train,
        validation: null,
        settings: settings.weights,
        updates: this.#updates[k]!,
        seed,
        stage: `candidate.${k + 1}`,
      },
      state,
    );
  }

  #newPass(network: EngineNetwork, state: EvaluationState | null): EvaluationPass {
    const { valid, settings } = this.#input;
    const stage = `candidate.${this.#done.length + 1}, validation`;
    return new EvaluationPass(network, valid, settings.weights.batchSize, stage, state);
  }
}

function candidateEvent({ candidate, motifs, updates, validation }: Candidate): CandidateEvent {
  return {
    event: 'candidate',
    stage: 'candidates',
    candidate,
    motifs: motifs.map(({ size, proportions }) => ({
      size,
      proportions: Object.fromEntries(
        Object.entries(proportions).map(([type, share]) => [type, rounded(share)]),
      ),
    })),
    updates,
    validationLoss: rounded(validation.loss),
    validationAccuracy: rounded(validation.accuracy),
  };
}
