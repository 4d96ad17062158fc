/**
 * Aging evolution over motifs (Real et al. 2019, "regularised evolution"): the first motifs are random; then
 * the best of a few living ones is the parent of the next, a mutation of it, and the oldest dies. Every motif
 * has an equal share of the budget. The best of all, not only of the living, is taken, after a comparison of
 * several of the best if finalists are asked for.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { initialIntrinsic, initialWeights } from '../../model/initialise.ts';
import { blueprint } from '../../model/shape.ts';
import { validateArchitecture } from '../../model/validate-architecture.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { type Tensors, tensorsUnder, withPrefix } from '../../training/network.ts';
import { batchesPerEpoch } from '../../training/work.ts';
import {
  evolutionRound,
  finalistRounds,
  type HalfSizes,
  type Round,
  roundsWork,
} from '../budget.ts';
import type { SearchEvent } from '../events.ts';
import type { SearchOutcome, SearchStrategy, StrategyInput } from '../strategy.ts';
import { supernetArchitecture } from '../template.ts';
import type { Placing } from './bracket.ts';
import { candidateEvent, candidatesOf, motifFacts } from './candidate-record.ts';
import { inheritedWeights } from './inherit.ts';
import { bestDistinct, propose, ranked, type Tried } from './lineage.ts';
import { networkOf, Tournament, type TournamentInput } from './tournament.ts';
import { type Entrant, Trial, type TrialState } from './trial.ts';

interface EvolutionState {
  /** All so far, in the order of their trials; the last ones are alive. */
  readonly tried: readonly Tried[];
  readonly current: TrialState | null;
  /** The comparison of finalists; null before it starts. */
  readonly comparison: Snapshot['state'] | null;
}

const stageOf = (k: number) => `candidate.${k + 1}`;

export class Evolution implements SearchStrategy {
  readonly #input: StrategyInput;
  /** [candidates] updates of each trial. */
  readonly #trials: Round;
  readonly #rounds: readonly Round[];
  #tried: Tried[] = [];
  #current: Trial | null = null;
  /** Networks that may be needed again, by the number of the motif. */
  readonly #kept = new Map<number, Tensors>();
  #comparison: Tournament | null = null;

  private constructor(input: StrategyInput) {
    const { settings, template } = input;
    this.#input = input;
    this.#trials = evolutionRound(settings, template, this.#halves);
    this.#rounds = finalistRounds(settings, this.#halves);
  }

  static async start(input: StrategyInput): Promise<Evolution> {
    // Every size of the space must fit, even if no candidate draws it.
    validateArchitecture(supernetArchitecture(input.template, input.seed));
    return new Evolution(input);
  }

  static async restore(input: StrategyInput, { state, tensors }: Snapshot): Promise<Evolution> {
    const saved = state as unknown as EvolutionState;
    const evolution = new Evolution(input);
    evolution.#tried = [...saved.tried];
    saved.tried.forEach((_, k) => {
      const kept = tensorsUnder(tensors, `tried.${k}`);
      if ('weights' in kept) evolution.#kept.set(k, kept);
    });
    if (saved.current) {
      const k = saved.tried.length;
      const { architecture } = evolution.#propose(k);
      evolution.#current = await Trial.resume(
        input,
        { architecture },
        evolution.#planOf(k),
        saved.current,
        tensorsUnder(tensors, 'trial'),
      );
    }
    if (saved.comparison) {
      evolution.#comparison = await Tournament.restore(evolution.#comparisonInput(), {
        state: saved.comparison,
        tensors: tensorsUnder(tensors, 'comparison'),
      });
    }
    return evolution;
  }

  get finished(): boolean {
    return this.#allTried && (this.#rounds.length === 0 || (this.#comparison?.finished ?? false));
  }

  progress(): JobProgress {
    const { train, settings } = this.#input;
    const { batchSize } = settings.weights;
    const perEpoch = batchesPerEpoch(train.length, batchSize);
    const work = (rounds: readonly Round[]) => roundsWork(rounds, this.#halves, settings);
    const { updates } = this.#trials;
    const done = this.#tried.length;
    const stages = this.#rounds.length > 0 ? 2 : 1;
    const compared = this.#comparison?.progress();
    const trialWork = work([{ updates: updates.slice(0, done) }]) + (this.#current?.work ?? 0);
    const shared = {
      stages,
      work: trialWork + (compared?.work ?? 0),
      totalWork: work([this.#trials]) + work(this.#rounds),
    };
    if (compared) return { ...compared, stage: 'finalists', stageIndex: 2, ...shared };
    const epochs = (count: number) =>
      updates.slice(0, count).reduce((sum, one) => sum + Math.ceil(one / perEpoch), 0);
    const running = this.#current?.running ?? null;
    return {
      stage: 'candidates',
      stageIndex: 1,
      ...shared,
      epoch: Math.min(epochs(done) + (this.#current?.epoch ?? 1), epochs(updates.length)),
      epochs: epochs(updates.length),
      loss: running?.loss ?? null,
      accuracy: running?.accuracy ?? null,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.finished) return [];
    if (!this.#allTried) return this.#try();
    this.#comparison ??= new Tournament(this.#comparisonInput());
    const { events, placings } = await this.#comparison.advance();
    const placed = placings.map((placing) => {
      const { architecture } = this.#tried[this.#finalists()[placing.entrant]!]!;
      const motifs = motifFacts(architecture);
      return candidateEvent('finalists', motifs, this.#named(placing), this.#allRounds);
    });
    return [...events, ...placed];
  }

  snapshot(): Snapshot {
    const current = this.#current?.snapshot();
    const comparison = this.#comparison?.snapshot();
    const kept = [...this.#kept].map(([k, tensors]) => withPrefix(tensors, `tried.${k}`));
    const state: EvolutionState = {
      tried: [...this.#tried],
      current: current?.state ?? null,
      comparison: comparison?.state ?? null,
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: Object.assign(
        {},
        withPrefix(current?.tensors ?? {}, 'trial'),
        withPrefix(comparison?.tensors ?? {}, 'comparison'),
        ...kept,
      ),
    };
  }

  /** The best motif, or the best finalist. */
  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    const best = this.#comparison
      ? this.#finalists()[this.#comparison.winner.entrant]!
      : ranked(this.#tried, this.#input.settings.objective)[0]!;
    const { architecture } = this.#tried[best]!;
    const trials = this.#tried.map((_, k) => this.#trialPlacing(k));
    const compared = this.#comparison?.placings.map((one) => this.#named(one)) ?? [];
    return {
      architecture,
      ...(this.#comparison?.winningNetwork() ?? networkOf(this.#kept.get(best)!, architecture)),
      cuts: [],
      candidates: candidatesOf([...trials, ...compared], this.#allRounds, (k) =>
        motifFacts(this.#tried[k]!.architecture),
      ),
    };
  }

  dispose(): void {
    this.#current?.dispose();
    this.#current = null;
    this.#comparison?.dispose();
  }

  get #halves(): HalfSizes {
    return { train: this.#input.train.length, valid: this.#input.valid.length };
  }

  get #allTried(): boolean {
    return this.#tried.length === this.#trials.updates.length;
  }

  /** The trials are the first round where finalists follow. */
  get #allRounds(): readonly Round[] {
    return [this.#trials, ...this.#rounds];
  }

  #planOf(k: number) {
    const updates = this.#trials.updates[k]!;
    return { stage: stageOf(k), updates, horizon: updates };
  }

  /** One batch of the trial under way. */
  async #try(): Promise<readonly SearchEvent[]> {
    const k = this.#tried.length;
    this.#current ??= await this.#begin(k);
    const trial = this.#current;
    const events = await trial.advance();
    if (!trial.finished) return events;
    const { architecture } = this.#propose(k);
    this.#tried.push({ architecture, ...trial.result() });
    this.#keep(k, trial);
    trial.dispose();
    this.#current = null;
    const motifs = motifFacts(architecture);
    return [
      ...events,
      candidateEvent('candidates', motifs, this.#trialPlacing(k), this.#allRounds),
    ];
  }

  async #begin(k: number): Promise<Trial> {
    const { seed, settings, template } = this.#input;
    const { architecture, parent } = this.#propose(k);
    const entrant: Entrant = { architecture };
    if (parent === null || !settings.evolution.inherit) {
      return Trial.start(this.#input, entrant, this.#planOf(k));
    }
    const plan = blueprint(architecture);
    const { initialExcitatoryWeight } = settings.weights;
    const fresh = initialWeights(plan, seed, stageOf(k), initialExcitatoryWeight);
    const parentArchitecture = this.#tried[parent]!.architecture;
    const { weights } = networkOf(this.#kept.get(parent)!, parentArchitecture);
    const neurons = initialIntrinsic(plan, template.tauSpread, seed);
    const from = blueprint(parentArchitecture);
    const start = { weights: inheritedWeights(from, weights, plan, fresh), neurons };
    return Trial.start(this.#input, { architecture, start }, this.#planOf(k));
  }

  #propose(k: number) {
    return propose(this.#input, this.#tried, k);
  }

  #finalists(): number[] {
    const { objective, finalists } = this.#input.settings;
    return bestDistinct(this.#tried, objective, finalists.count);
  }

  #comparisonInput(): TournamentInput {
    const finalists = this.#finalists();
    const { inherit } = this.#input.settings.finalists;
    return {
      search: this.#input,
      entrant: (k) => {
        const number = finalists[k]!;
        const { architecture } = this.#tried[number]!;
        if (!inherit) return { architecture };
        return { architecture, start: networkOf(this.#kept.get(number)!, architecture) };
      },
      stage: (k) => `finalist.${k + 1}`,
      rounds: this.#rounds,
    };
  }

  /** A finalist's placing under the number that it had before, in a later round. */
  #named(placing: Placing): Placing {
    const entrant = this.#finalists()[placing.entrant]!;
    const before = this.#input.settings.finalists.inherit ? this.#trials.updates[entrant]! : 0;
    return {
      ...placing,
      entrant,
      round: placing.round + 1,
      updates: before + placing.updates,
    };
  }

  #trialPlacing(k: number): Placing {
    const { validation, costs } = this.#tried[k]!;
    const updates = this.#trials.updates[k]!;
    return { entrant: k, round: 0, updates, validation, ...(costs && { costs }) };
  }

  /** Keeps the networks that a child, a finalist or the outcome may start from. */
  #keep(k: number, trial: Trial): void {
    const { tensors } = trial.snapshot();
    const computed = Object.entries(tensors).filter(([name]) => !name.startsWith('adam.'));
    this.#kept.set(k, Object.fromEntries(computed));
    const { evolution, finalists } = this.#input.settings;
    const alive = (one: number) =>
      evolution.inherit && !this.#allTried && one > k - evolution.population;
    const compared = finalists.count > 1;
    const later = compared && !finalists.inherit ? [] : this.#finalists();
    for (const one of this.#kept.keys()) {
      if (!alive(one) && !later.includes(one)) this.#kept.delete(one);
    }
  }
}
