/**
 * Random search over the same space, with the same samples and the same number of gradient passes
 * as HRMAS, compared in the same way as the finalists of HRMAS: the best on the validation half wins. Without
 * such a competitor the worth of a gradient search is unknown. R and τ stay where they start; what HRMAS spends on
 * plasticity is spent on weights here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { validateArchitecture } from '../../model/validate-architecture.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { withPrefix } from '../../training/network.ts';
import { type Round, randomRounds } from '../budget.ts';
import type { Candidate, SearchEvent } from '../events.ts';
import type { SearchOutcome, SearchStrategy, StrategyInput } from '../strategy.ts';
import { fillTemplate, supernetArchitecture } from '../template.ts';
import { candidateEvent, candidatesOf } from './candidate-record.ts';
import { drawLayer } from './drawn-layer.ts';
import type { DrawnMotif } from './random-motif.ts';
import { Tournament, type TournamentInput } from './tournament.ts';

interface DrawnArchitecture {
  readonly architecture: Architecture;
  readonly drawn: readonly DrawnMotif[];
}

/** Candidate k of a seed, from 0. Each layer draws its own motif. */
export function drawCandidate(
  { template, seed }: Pick<StrategyInput, 'template' | 'seed'>,
  k: number,
): DrawnArchitecture {
  const drawn: DrawnMotif[] = [];
  const architecture = fillTemplate(template, (neurons, l) => {
    const one = drawLayer(template, { seed, layer: l, stream: `candidate/${k}/hidden.${l}` });
    drawn.push(one);
    return { kind: 'scml', neurons, motif: one.motif, boundary: template.boundary };
  });
  return { architecture, drawn };
}

/** What candidate k is called in events and random streams. */
const stageOf = (k: number) => `candidate.${k + 1}`;

export class RandomSearch implements SearchStrategy {
  readonly #input: StrategyInput;
  readonly #rounds: readonly Round[];
  readonly #tournament: Tournament;

  private constructor(input: StrategyInput, rounds: readonly Round[], tournament: Tournament) {
    this.#input = input;
    this.#rounds = rounds;
    this.#tournament = tournament;
  }

  static async start(input: StrategyInput): Promise<RandomSearch> {
    const prepared = prepare(input);
    // Every size of the space must fit, even if no candidate draws it.
    validateArchitecture(supernetArchitecture(input.template, input.seed));
    return new RandomSearch(input, prepared.rounds, new Tournament(prepared));
  }

  static async restore(input: StrategyInput, snapshot: Snapshot): Promise<RandomSearch> {
    const prepared = prepare(input);
    const tournament = await Tournament.restore(prepared, upToDate(snapshot));
    return new RandomSearch(input, prepared.rounds, tournament);
  }

  get finished(): boolean {
    return this.#tournament.finished;
  }

  progress(): JobProgress {
    return { stage: 'candidates', stageIndex: 1, stages: 1, ...this.#tournament.progress() };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    const { events, placings } = await this.#tournament.advance();
    const placed = placings.map((placing) =>
      candidateEvent('candidates', this.#describe(placing.entrant), placing, this.#rounds),
    );
    return [...events, ...placed];
  }

  snapshot(): Snapshot {
    return this.#tournament.snapshot();
  }

  /** The best candidate. */
  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    const { architecture } = drawCandidate(this.#input, this.#tournament.winner.entrant);
    return {
      architecture,
      ...this.#tournament.winningNetwork(),
      cuts: [],
      candidates: candidatesOf(this.#tournament.placings, this.#rounds, (k) => this.#describe(k)),
    };
  }

  dispose(): void {
    this.#tournament.dispose();
  }

  #describe(k: number): Candidate['motifs'] {
    return drawCandidate(this.#input, k).drawn.map(({ motif, proportions }) => ({
      size: motif.size,
      proportions,
    }));
  }
}

function prepare(search: StrategyInput): TournamentInput {
  const { train, valid, settings, template } = search;
  return {
    search,
    entrant: (k) => ({ architecture: drawCandidate(search, k).architecture }),
    stage: stageOf,
    rounds: randomRounds(settings, template, { train: train.length, valid: valid.length }),
  };
}

/** A snapshot of version 0.1, which knew a single round only, as one of today. */
function upToDate({ state, tensors }: Snapshot): Snapshot {
  const { done, current } = state;
  if (done === undefined) return { state, tensors };
  const placings = (done as unknown as readonly Candidate[]).map(
    ({ candidate, updates, validation }) => ({
      entrant: candidate - 1,
      round: 0,
      updates,
      validation,
    }),
  );
  return {
    state: { placings: [placings], current: current ?? null, standings: {} },
    tensors: withPrefix(tensors, 'current'),
  };
}
