/**
 * Finding the best of several architectures by training them: in rounds of successive halving, or in a
 * single one. Every strategy that proposes architectures gets the same comparison on the same budget.
 *
 * As many are on trial at a time as the engine runs side by side. They are placed in the order of their turns all the
 * same, so that results do not depend on it.
 */
import type { Architecture } from '../../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../../model/initialise.ts';
import { weightsToKeep } from '../../training/average.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { neuronsIn, type Tensors, tensorsUnder, withPrefix } from '../../training/network.ts';
import { batchesPerEpoch, samplesInUpdates } from '../../training/work.ts';
import { type HalfSizes, type Round, roundsWork } from '../budget.ts';
import type { Costs, Measure, SearchEvent } from '../events.ts';
import { byMerit, type Judged } from '../objective/objective.ts';
import type { StrategyInput } from '../strategy.ts';
import { type Entrant, type Standing, Trial, type TrialPlan, type TrialState } from './trial.ts';

/** An entrant's result in a round. */
export interface Placing {
  /** Number of the entrant, from 0. */
  readonly entrant: number;
  /** From 0. */
  readonly round: number;
  /** Updates that it has had, those of earlier rounds included. */
  readonly updates: number;
  readonly validation: Measure;
  /** With the weights of a supernet, before training; absent where none has measured it. */
  readonly supernet?: Measure;
  /** Absent where the objective is accuracy alone. */
  readonly costs?: Costs | undefined;
}

export interface TournamentInput {
  readonly search: StrategyInput;
  /** How the entrants are proposed: called again whenever one is needed, always with the same answer. */
  readonly entrant: (k: number) => Entrant;
  /** Names an entrant in events, and its random streams. */
  readonly stage: (k: number) => string;
  readonly rounds: readonly Round[];
}

interface TournamentState {
  /** [round][entrants] in the order in which they were on trial. */
  readonly placings: readonly (readonly Placing[])[];
  /** The trial whose turn it is. */
  readonly current: TrialState | null;
  /** Those of the next turns, under way beside it; left out if there are none, as on the processor. */
  readonly beside?: readonly TrialState[];
  /** Between two rounds, and of the best of the last one: what their networks are, apart from tensors. */
  readonly standings: Readonly<Record<string, Standing>>;
}

interface Kept {
  readonly standing: Standing;
  readonly tensors: Tensors;
}

/** An entrant's turn in a round. */
interface Turn {
  readonly entrant: number;
  readonly plan: TrialPlan;
}

/** Of the tensors of a trial under way, in a snapshot. */
const prefixOf = (index: number): string => (index === 0 ? 'current' : `beside.${index}`);

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export class Tournament {
  readonly #input: TournamentInput;
  #placings: Placing[][] = [[]];
  /** Under way, in the order of their turns. */
  #trials: Trial[] = [];
  /** Networks that will be needed again, by entrant; only those on trial are in the engine. */
  readonly #kept = new Map<number, Kept>();

  constructor(input: TournamentInput) {
    this.#input = input;
  }

  static async restore(input: TournamentInput, { state, tensors }: Snapshot): Promise<Tournament> {
    const saved = state as unknown as TournamentState;
    const tournament = new Tournament(input);
    tournament.#placings = saved.placings.map((round) => [...round]);
    for (const [entrant, standing] of Object.entries(saved.standings)) {
      const kept = { standing, tensors: tensorsUnder(tensors, `kept.${entrant}`) };
      tournament.#kept.set(Number(entrant), kept);
    }
    const underWay = saved.current ? [saved.current, ...(saved.beside ?? [])] : [];
    for (const [index, trial] of underWay.entries()) {
      const { entrant, plan } = tournament.#turn(index);
      const own = tensorsUnder(tensors, prefixOf(index));
      tournament.#trials.push(
        await Trial.resume(input.search, input.entrant(entrant), plan, trial, own),
      );
    }
    return tournament;
  }

  /** Round under way, or the last one, from 0. */
  get #round(): number {
    return this.#placings.length - 1;
  }

  get finished(): boolean {
    const { rounds } = this.#input;
    const last = rounds.length - 1;
    return this.#round === last && this.#placings[last]!.length === rounds[last]!.updates.length;
  }

  /** Every placing so far, in order. */
  get placings(): readonly Placing[] {
    return this.#placings.flat();
  }

  /** The best of the last round. */
  get winner(): Placing {
    return [...this.#placings.at(-1)!].sort(this.#better)[0]!;
  }

  /** Weights, R and τ of the winner at the end of its last trial. */
  winningNetwork(): { weights: ArrayLike<number>; neurons: IntrinsicParameters[] } {
    const { entrant } = this.winner;
    return networkOf(this.#kept.get(entrant)!.tensors, this.#input.entrant(entrant).architecture);
  }

  /** How far it is; epochs are those of all trials together. */
  progress(): Omit<JobProgress, 'stage' | 'stageIndex' | 'stages'> {
    const running = this.#trials.flatMap((trial) => trial.running ?? []);
    const mean = (of: (figures: (typeof running)[number]) => number): number | null =>
      running.length === 0 ? null : sum(running.map(of)) / running.length;
    return {
      ...this.#epochs(),
      work: this.#work,
      totalWork: roundsWork(this.#input.rounds, this.#halves, this.#input.search.settings),
      loss: mean(({ loss }) => loss),
      accuracy: mean(({ accuracy }) => accuracy),
    };
  }

  /** The present epoch, from 1, and how many there are. */
  #epochs(): { epoch: number; epochs: number } {
    const { rounds, search } = this.#input;
    const perEpoch = batchesPerEpoch(search.train.length, search.settings.weights.batchSize);
    const before = (r: number) => (r === 0 ? 0 : rounds[r - 1]!.updates[0]!);
    const trials = rounds.flatMap(({ updates }, r) =>
      updates.map((until) => Math.ceil((until - before(r)) / perEpoch)),
    );
    const past = Math.floor(before(this.#round) / perEpoch);
    const present = Math.max(1, sum(this.#trials.map(({ epoch }) => epoch - past)));
    const epochs = sum(trials);
    return {
      epoch: Math.min(sum(trials.slice(0, this.placings.length)) + present, epochs),
      epochs,
    };
  }

  get #work(): number {
    const { rounds } = this.#input;
    const done = rounds.flatMap(({ updates }, r) => {
      const tried = this.#placings[r]?.length ?? 0;
      return tried > 0 ? [{ updates: updates.slice(0, tried) }] : [];
    });
    const past = this.#round > 0 ? this.#pastOf(rounds[this.#round - 1]!) : 0;
    const present = sum(this.#trials.map(({ work }) => work - past));
    return roundsWork(done, this.#halves, this.#input.search.settings) + present;
  }

  /** Does one batch of each trial under way; reports the placings of those that have ended. */
  async advance(): Promise<{
    events: readonly SearchEvent[];
    placings: readonly Placing[];
  }> {
    if (this.finished) return { events: [], placings: [] };
    await this.#fill();
    const done = await Promise.allSettled(
      this.#trials.filter(({ finished }) => !finished).map((trial) => trial.advance()),
    );
    const events = done.flatMap((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    const placings: Placing[] = [];
    while (this.#trials[0]?.finished) placings.push(this.#place());
    this.#closeRound();
    return { events, placings };
  }

  /** Begins trials until there are as many as the engine runs side by side, or none is left in the round. */
  async #fill(): Promise<void> {
    const { search } = this.#input;
    const left = this.#order.length - this.#placings.at(-1)!.length;
    while (this.#trials.length < Math.min(search.engine.networksAtATime, left)) {
      this.#trials.push(await this.#begin(this.#turn(this.#trials.length)));
    }
  }

  /** Ends the first trial. */
  #place(): Placing {
    const { entrant, plan } = this.#turn(0);
    const trial = this.#trials.shift()!;
    const { updates } = plan;
    const placing: Placing = { entrant, round: this.#round, updates, ...trial.result() };
    this.#placings.at(-1)!.push(placing);
    this.#keep(trial, placing);
    trial.dispose();
    return placing;
  }

  snapshot(): { readonly state: Snapshot['state']; readonly tensors: Tensors } {
    const trials = this.#trials.map((trial) => trial.snapshot());
    const [current = null, ...beside] = trials.map(({ state }) => state);
    const underWay = trials.map(({ tensors }, index) => withPrefix(tensors, prefixOf(index)));
    const standings = Object.fromEntries(
      [...this.#kept].map(([entrant, { standing }]) => [entrant, standing]),
    );
    const kept = [...this.#kept].map(([entrant, { tensors }]) =>
      withPrefix(tensors, `kept.${entrant}`),
    );
    const state: TournamentState = {
      placings: this.#placings.map((round) => [...round]),
      current,
      ...(beside.length > 0 && { beside }),
      standings,
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: Object.assign({}, ...underWay, ...kept),
    };
  }

  dispose(): void {
    for (const trial of this.#trials) trial.dispose();
    this.#trials = [];
  }

  get #better(): (a: Judged, b: Judged) => number {
    return byMerit(this.#input.search.settings.objective);
  }

  get #halves(): HalfSizes {
    const { train, valid } = this.#input.search;
    return { train: train.length, valid: valid.length };
  }

  get #batchSize(): number {
    return this.#input.search.settings.weights.batchSize;
  }

  /** Entrants of the round under way, in the order of their trials. */
  get #order(): number[] {
    const { length } = this.#input.rounds[this.#round]!.updates;
    if (this.#round === 0) return Array.from({ length }, (_, k) => k);
    const before = [...this.#placings[this.#round - 1]!].sort(this.#better);
    return before.slice(0, length).map(({ entrant }) => entrant);
  }

  /** Whose turn it is, or will be after `later` others, in the round under way. */
  #turn(later: number): Turn {
    const { rounds, stage } = this.#input;
    const turn = this.#placings.at(-1)!.length + later;
    const entrant = this.#order[turn]!;
    const updates = rounds[this.#round]!.updates[turn]!;
    // Only a single round gives entrants different shares.
    const horizon = rounds.length === 1 ? updates : rounds.at(-1)!.updates[0]!;
    return { entrant, plan: { stage: stage(entrant), updates, horizon } };
  }

  /** Work of one entrant up to the end of a round. */
  #pastOf({ updates }: Round): number {
    return samplesInUpdates(this.#halves.train, this.#batchSize, updates[0]!);
  }

  #begin({ entrant: k, plan }: Turn): Promise<Trial> {
    const { search, entrant } = this.#input;
    const kept = this.#kept.get(k);
    return kept
      ? Trial.resume(search, entrant(k), plan, kept.standing, kept.tensors)
      : Trial.start(search, entrant(k), plan);
  }

  /** Keeps the networks that are still to be tried in this round, and those that may go on. */
  #keep(trial: Trial, { entrant }: Placing): void {
    const { state, tensors } = trial.snapshot();
    this.#kept.set(entrant, { standing: { network: state.network, phase: state.phase }, tensors });
    const tried = [...this.#placings.at(-1)!].sort(this.#better);
    const goOn = this.#input.rounds[this.#round + 1]?.updates.length ?? 1;
    for (const { entrant: lost } of tried.slice(goOn)) this.#kept.delete(lost);
  }

  #closeRound(): void {
    const { rounds } = this.#input;
    const all = this.#placings.at(-1)!.length === rounds[this.#round]!.updates.length;
    if (all && this.#round < rounds.length - 1) this.#placings.push([]);
  }
}

/** The part of a snapshot's tensors that a network of the architecture computes with. */
export const networkOf = (
  tensors: Tensors,
  { hidden }: Architecture,
): { weights: ArrayLike<number>; neurons: IntrinsicParameters[] } => ({
  weights: weightsToKeep(tensors),
  neurons: neuronsIn(tensors, hidden.length + 1),
});
