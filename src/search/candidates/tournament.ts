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
import type { SearchEvent } from '../events.ts';
import { Bracket, type BracketInput, type Placing, sum, type Turn } from './bracket.ts';
import { type Entrant, type Standing, Trial, type TrialState } from './trial.ts';

export interface TournamentInput extends BracketInput {
  /** How the entrants are proposed: called again whenever one is needed, always with the same answer. */
  readonly entrant: (k: number) => Entrant;
}

interface TournamentState {
  /** [round][entrants] in the order in which they were on trial. */
  readonly placings: readonly (readonly Placing[])[];
  /** The trial whose turn it is. */
  readonly current: TrialState | null;
  /** Trials of the next turns that run alongside it; left out if there are none, as on the processor. */
  readonly alongside?: readonly TrialState[];
  /** Between two rounds, and of the best of the last one: what their networks are, apart from tensors. */
  readonly standings: Readonly<Record<string, Standing>>;
}

interface Kept {
  readonly standing: Standing;
  readonly tensors: Tensors;
}

/** Of the tensors of a trial under way, in a snapshot. */
const prefixOf = (index: number): string => (index === 0 ? 'current' : `alongside.${index}`);

export class Tournament {
  readonly #input: TournamentInput;
  readonly #bracket: Bracket;
  /** Under way, in the order of their turns. */
  #trials: Trial[] = [];
  /** Networks that will be needed again, by entrant; only those on trial are in the engine. */
  readonly #kept = new Map<number, Kept>();

  constructor(input: TournamentInput, placings?: readonly (readonly Placing[])[]) {
    this.#input = input;
    this.#bracket = new Bracket(input, placings);
  }

  static async restore(input: TournamentInput, { state, tensors }: Snapshot): Promise<Tournament> {
    const saved = state as unknown as TournamentState;
    const tournament = new Tournament(input, saved.placings);
    for (const [entrant, standing] of Object.entries(saved.standings)) {
      const kept = { standing, tensors: tensorsUnder(tensors, `kept.${entrant}`) };
      tournament.#kept.set(Number(entrant), kept);
    }
    const underWay = saved.current ? [saved.current, ...(saved.alongside ?? [])] : [];
    for (const [index, trial] of underWay.entries()) {
      const { entrant, plan } = tournament.#bracket.turn(index);
      const own = tensorsUnder(tensors, prefixOf(index));
      tournament.#trials.push(
        await Trial.resume(input.search, input.entrant(entrant), plan, trial, own),
      );
    }
    return tournament;
  }

  get finished(): boolean {
    return this.#bracket.finished;
  }

  /** Every placing so far, in order. */
  get placings(): readonly Placing[] {
    return this.#bracket.placings.flat();
  }

  /** The best of the last round. */
  get winner(): Placing {
    return this.#bracket.winner;
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
      ...this.#bracket.progress(this.#trials),
      loss: mean(({ loss }) => loss),
      accuracy: mean(({ accuracy }) => accuracy),
    };
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
    return { events, placings };
  }

  /** Begins trials until there are as many as the engine runs side by side, or none is left in the round. */
  async #fill(): Promise<void> {
    const { networksAtATime } = this.#input.search.engine;
    while (this.#trials.length < Math.min(networksAtATime, this.#bracket.left)) {
      this.#trials.push(await this.#begin(this.#bracket.turn(this.#trials.length)));
    }
  }

  /** Ends the first trial. */
  #place(): Placing {
    const trial = this.#trials.shift()!;
    const { entrant, plan } = this.#bracket.turn(0);
    const { updates } = plan;
    const { round } = this.#bracket;
    const placing: Placing = { entrant, round, updates, ...trial.result() };
    const { state, tensors } = trial.snapshot();
    this.#kept.set(entrant, { standing: { network: state.network, phase: state.phase }, tensors });
    for (const lost of this.#bracket.place(placing)) this.#kept.delete(lost);
    trial.dispose();
    return placing;
  }

  snapshot(): { readonly state: Snapshot['state']; readonly tensors: Tensors } {
    const trials = this.#trials.map((trial) => trial.snapshot());
    const [current = null, ...alongside] = trials.map(({ state }) => state);
    const underWay = trials.map(({ tensors }, index) => withPrefix(tensors, prefixOf(index)));
    const standings = Object.fromEntries(
      [...this.#kept].map(([entrant, { standing }]) => [entrant, standing]),
    );
    const kept = [...this.#kept].map(([entrant, { tensors }]) =>
      withPrefix(tensors, `kept.${entrant}`),
    );
    const state: TournamentState = {
      placings: this.#bracket.placings.map((round) => [...round]),
      current,
      ...(alongside.length > 0 && { alongside }),
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

  #begin({ entrant: k, plan }: Turn): Promise<Trial> {
    const { search, entrant } = this.#input;
    const kept = this.#kept.get(k);
    return kept
      ? Trial.resume(search, entrant(k), plan, kept.standing, kept.tensors)
      : Trial.start(search, entrant(k), plan);
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
