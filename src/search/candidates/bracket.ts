/**
 * Who is tried when in a comparison, with how much training, and who goes on to the next round: from the placings so
 * far alone.
 */
import type { JobProgress } from '../../training/job.ts';
import { batchesPerEpoch, samplesInUpdates } from '../../training/work.ts';
import { type Round, roundsWork } from '../budget.ts';
import type { Costs, Measure } from '../events.ts';
import { byMerit, type Judged } from '../objective/objective.ts';
import type { StrategyInput } from '../strategy.ts';
import type { TrialPlan } from './trial.ts';

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

export interface BracketInput {
  readonly search: StrategyInput;
  /** Names an entrant in events, and its random streams. */
  readonly stage: (k: number) => string;
  readonly rounds: readonly Round[];
}

/** An entrant's turn in a round. */
export interface Turn {
  readonly entrant: number;
  readonly plan: TrialPlan;
}

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export class Bracket {
  readonly #input: BracketInput;
  readonly #better: (a: Judged, b: Judged) => number;
  /** [round][entrants] */
  readonly #placings: Placing[][];

  constructor(input: BracketInput, placings: readonly (readonly Placing[])[] = [[]]) {
    this.#input = input;
    this.#better = byMerit(input.search.settings.objective);
    this.#placings = placings.map((round) => [...round]);
  }

  /** [round][entrants] in the order in which they were on trial. */
  get placings(): readonly (readonly Placing[])[] {
    return this.#placings;
  }

  /** Round under way, or the last one, from 0. */
  get round(): number {
    return this.#placings.length - 1;
  }

  /** Entrants of the round under way that have not been placed. */
  get left(): number {
    return this.#input.rounds[this.round]!.updates.length - this.#placings.at(-1)!.length;
  }

  get finished(): boolean {
    return this.round === this.#input.rounds.length - 1 && this.left === 0;
  }

  /** The best of the last round. */
  get winner(): Placing {
    return this.#ranked(this.round)[0]!;
  }

  /** Whose turn it is, or will be after `later` others, in the round under way. */
  turn(later: number): Turn {
    const { rounds, stage } = this.#input;
    const turn = this.#placings.at(-1)!.length + later;
    const entrant = this.round === 0 ? turn : this.#ranked(this.round - 1)[turn]!.entrant;
    const updates = rounds[this.round]!.updates[turn]!;
    // Only a single round gives entrants different shares.
    const horizon = rounds.length === 1 ? updates : rounds.at(-1)!.updates[0]!;
    return { entrant, plan: { stage: stage(entrant), updates, horizon } };
  }

  /**
   * Places the entrant whose turn it is.
   * @returns the entrants of this round that can no longer go on, nor win
   */
  place(placing: Placing): number[] {
    const { rounds } = this.#input;
    this.#placings.at(-1)!.push(placing);
    const goOn = rounds[this.round + 1]?.updates.length ?? 1;
    const lost = this.#ranked(this.round).slice(goOn);
    if (this.left === 0 && this.round < rounds.length - 1) this.#placings.push([]);
    return lost.map(({ entrant }) => entrant);
  }

  /**
   * How far the comparison is; epochs are those of all trials together.
   * @param trials under way
   */
  progress(
    trials: readonly { readonly epoch: number; readonly work: number }[],
  ): Pick<JobProgress, 'epoch' | 'epochs' | 'work' | 'totalWork'> {
    const { rounds, search } = this.#input;
    const { train, valid, settings } = search;
    const { batchSize } = settings.weights;
    const perEpoch = batchesPerEpoch(train.length, batchSize);
    const before = (r: number) => (r === 0 ? 0 : rounds[r - 1]!.updates[0]!);
    const lengths = rounds.flatMap(({ updates }, r) =>
      updates.map((until) => Math.ceil((until - before(r)) / perEpoch)),
    );
    const placed = sum(lengths.slice(0, this.#placings.flat().length));
    const pastEpochs = Math.floor(before(this.round) / perEpoch);
    const present = Math.max(1, sum(trials.map(({ epoch }) => epoch - pastEpochs)));

    const halves = { train: train.length, valid: valid.length };
    const work = (some: readonly Round[]) => roundsWork(some, halves, settings);
    const done = rounds.flatMap(({ updates }, r) => {
      const tried = this.#placings[r]?.length ?? 0;
      return tried > 0 ? [{ updates: updates.slice(0, tried) }] : [];
    });
    const pastWork = samplesInUpdates(train.length, batchSize, before(this.round));
    return {
      epoch: Math.min(placed + present, sum(lengths)),
      epochs: sum(lengths),
      work: work(done) + sum(trials.map((trial) => trial.work - pastWork)),
      totalWork: work(rounds),
    };
  }

  /** Placings of a round, the best first. */
  #ranked(round: number): Placing[] {
    return [...this.#placings[round]!].sort(this.#better);
  }
}
