/**
 * Hybrid risk-mitigating architectural search (section 2.3 of the paper): a search on a supernet, and, if
 * several finalists are asked for, a comparison of the motif that it decided on with others that it
 * thought probable.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { FORWARD_COST } from '../../training/work.ts';
import { finalistRounds, type Round, roundsWork } from '../budget.ts';
import type { Placing } from '../candidates/bracket.ts';
import { candidateEvent, candidatesOf, motifFacts } from '../candidates/candidate-record.ts';
import { Tournament, type TournamentInput } from '../candidates/tournament.ts';
import type { Cut, SearchEvent } from '../events.ts';
import type { SearchOutcome, SearchStrategy, StrategyInput } from '../strategy.ts';
import { type Finalist, finalistTensors, restoreFinalists } from './finalists.ts';
import { type RankingState, SupernetRanking } from './ranking.ts';
import { SupernetSearch } from './supernet-search.ts';

/** The comparison, once the supernet has been searched; before, the snapshot is that of the supernet. */
interface ComparisonState {
  readonly comparison: Snapshot['state'];
  readonly finalists: readonly Architecture[];
  readonly cuts: readonly Cut[];
  readonly supernetWork: number;
  /** Absent before finalists could be ranked. */
  readonly ranking?: RankingState | null;
}

interface Comparison {
  readonly finalists: readonly Finalist[];
  readonly cuts: readonly Cut[];
  /** What the supernet thinks of them, which comes first; null if nobody asks. */
  readonly ranking: SupernetRanking | null;
  readonly tournament: Tournament;
  /** What the search of the supernet came to, for the progress. */
  readonly supernetWork: number;
}

export class Hrmas implements SearchStrategy {
  readonly #input: StrategyInput;
  readonly #rounds: readonly Round[];
  #now: SupernetSearch | Comparison;

  private constructor(
    input: StrategyInput,
    rounds: readonly Round[],
    now: SupernetSearch | Comparison,
  ) {
    this.#input = input;
    this.#rounds = rounds;
    this.#now = now;
  }

  static async start(input: StrategyInput): Promise<Hrmas> {
    return new Hrmas(input, roundsOf(input), await SupernetSearch.start(input));
  }

  static async restore(input: StrategyInput, snapshot: Snapshot): Promise<Hrmas> {
    const rounds = roundsOf(input);
    if (!('comparison' in snapshot.state)) {
      return new Hrmas(input, rounds, await SupernetSearch.restore(input, snapshot));
    }
    const {
      comparison,
      finalists: architectures,
      cuts,
      supernetWork,
      ranking = null,
    } = snapshot.state as unknown as ComparisonState;
    const { tensors } = snapshot;
    const finalists = restoreFinalists(architectures, tensors);
    const tournament = await Tournament.restore(tournamentInput(input, finalists, rounds), {
      state: comparison,
      tensors,
    });
    return new Hrmas(input, rounds, {
      finalists,
      cuts,
      ranking: ranking && new SupernetRanking(input, finalists, ranking),
      tournament,
      supernetWork,
    });
  }

  get finished(): boolean {
    if (this.#now instanceof SupernetSearch) {
      return this.#now.finished && this.#rounds.length === 0;
    }
    return this.#now.tournament.finished;
  }

  progress(): JobProgress {
    if (this.#now instanceof SupernetSearch) {
      const own = this.#now.progress();
      if (this.#rounds.length === 0) return own;
      const { train, valid, settings } = this.#input;
      const halves = { train: train.length, valid: valid.length };
      const later = this.#rankingWork + roundsWork(this.#rounds, halves, settings);
      return { ...own, stages: 3, totalWork: own.totalWork + later };
    }
    const { ranking, tournament, supernetWork } = this.#now;
    const compared = tournament.progress();
    return {
      ...compared,
      stage: 'finalists',
      stageIndex: 3,
      stages: 3,
      work: supernetWork + FORWARD_COST * (ranking?.samples ?? 0) + compared.work,
      totalWork: supernetWork + this.#rankingWork + compared.totalWork,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.finished) return [];
    if (this.#now instanceof SupernetSearch) {
      const supernet = this.#now;
      const events = await supernet.advance();
      if (supernet.finished && this.#rounds.length > 0) this.#now = this.#compare(supernet);
      return events;
    }
    const { ranking, tournament } = this.#now;
    if (ranking && !ranking.finished) {
      await ranking.advance();
      return [];
    }
    const { events, placings } = await tournament.advance();
    const placed = placings.map((placing) => {
      const motifs = this.#motifs(placing.entrant);
      return candidateEvent('finalists', motifs, this.#ranked(placing), this.#rounds);
    });
    return [...events, ...placed];
  }

  snapshot(): Snapshot {
    if (this.#now instanceof SupernetSearch) return this.#now.snapshot();
    const { finalists, cuts, ranking, tournament, supernetWork } = this.#now;
    const { state: comparison, tensors } = tournament.snapshot();
    const state: ComparisonState = {
      comparison,
      finalists: finalists.map(({ architecture }) => architecture),
      cuts,
      supernetWork,
      ranking: ranking?.state() ?? null,
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: { ...tensors, ...finalistTensors(finalists) },
    };
  }

  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    if (this.#now instanceof SupernetSearch) return this.#now.outcome();
    const { finalists, cuts, tournament } = this.#now;
    return {
      architecture: finalists[tournament.winner.entrant]!.architecture,
      ...tournament.winningNetwork(),
      cuts,
      candidates: candidatesOf(
        tournament.placings.map((placing) => this.#ranked(placing)),
        this.#rounds,
        (k) => this.#motifs(k),
      ),
    };
  }

  dispose(): void {
    if (this.#now instanceof SupernetSearch) this.#now.dispose();
    else {
      this.#now.ranking?.dispose();
      this.#now.tournament.dispose();
    }
  }

  /** Of measuring all finalists with the weights of the supernet. */
  get #rankingWork(): number {
    const { settings, valid } = this.#input;
    const { rank, count } = settings.finalists;
    return rank ? FORWARD_COST * count * valid.length : 0;
  }

  /** A placing with what the supernet thought of the finalist. */
  #ranked(placing: Placing): Placing {
    const supernet = (this.#now as Comparison).ranking?.measures[placing.entrant];
    return supernet ? { ...placing, supernet } : placing;
  }

  #compare(supernet: SupernetSearch): Comparison {
    const { finalists } = supernet;
    const { cuts } = supernet.outcome();
    const supernetWork = supernet.progress().totalWork;
    supernet.dispose();
    const tournament = new Tournament(tournamentInput(this.#input, finalists, this.#rounds));
    const { rank } = this.#input.settings.finalists;
    const ranking = rank ? new SupernetRanking(this.#input, finalists, null) : null;
    return { finalists, cuts, ranking, tournament, supernetWork };
  }

  #motifs(k: number) {
    return motifFacts((this.#now as Comparison).finalists[k]!.architecture);
  }
}

const roundsOf = ({ settings, train, valid }: StrategyInput): Round[] =>
  finalistRounds(settings, { train: train.length, valid: valid.length });

const tournamentInput = (
  search: StrategyInput,
  finalists: readonly Finalist[],
  rounds: readonly Round[],
): TournamentInput => ({
  search,
  entrant: (k) => {
    const finalist = finalists[k]!;
    // Those that are only ranked have weights of the supernet too.
    return search.settings.finalists.inherit ? finalist : { architecture: finalist.architecture };
  },
  stage: (k) => `finalist.${k + 1}`,
  rounds,
});
