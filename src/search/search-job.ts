/**
 * A whole search: halve the training set, let a strategy find an architecture, train it from fresh
 * weights on the whole training set, evaluate it on the test set once. The strategy never gets the test samples.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';
import type { Job, JobProgress, Snapshot } from '../training/job.ts';
import {
  neuronsIn,
  neuronTensors,
  type Tensors,
  type TrainedModel,
  tensorData,
  tensorsUnder,
  vectorTensor,
  withPrefix,
} from '../training/network.ts';
import type { Census, Evaluation } from '../training/records.ts';
import { type TrainInput, trainJobWork } from '../training/train-input.ts';
import { TrainJob } from '../training/train-job.ts';
import type { Candidate, Cut, SearchEvent } from './events.ts';
import { checkOutcome } from './outcome.ts';
import { checkSearchInput, type SearchInput } from './search-input.ts';
import { strategyOf } from './strategies.ts';
import type { SearchOutcome, SearchStrategy, StrategyFactory } from './strategy.ts';

/** What a search ended with. */
export interface SearchResult {
  /** Name of the strategy. */
  readonly strategy: string;
  readonly architecture: Architecture;
  readonly census: Census;
  readonly cuts: readonly Cut[];
  readonly candidates: readonly Candidate[];
  readonly test: Evaluation;
}

/** What is known once the strategy has finished. */
interface Found {
  readonly outcome: SearchOutcome;
  /** The strategy's share of the progress. */
  readonly stages: number;
  readonly work: number;
}

interface SearchState {
  readonly job: 'search';
  readonly strategy: string;
  /** State of the strategy, until it has found an architecture. */
  readonly search: Snapshot['state'] | null;
  readonly found: {
    readonly architecture: Architecture;
    readonly cuts: readonly Cut[];
    readonly candidates: readonly Candidate[];
    readonly stages: number;
    readonly work: number;
  } | null;
  readonly retrain: Snapshot['state'] | null;
}

/** A search, the training of what it found, and the test, as a resumable job. */
export class SearchJob implements Job<SearchEvent> {
  readonly #input: SearchInput;
  readonly #name: string;
  #strategy: SearchStrategy | null = null;
  #found: Found | null = null;
  #retrain: TrainJob | null = null;

  private constructor(input: SearchInput, strategy: StrategyFactory) {
    this.#input = input;
    this.#name = strategy.name;
  }

  /**
   * A new search.
   * @throws MotifsmithError `usage` for impossible settings or templates, `data` without samples;
   *   while it advances, `usage` for an outcome that does not fit the template
   */
  static async start(given: SearchInput): Promise<SearchJob> {
    const { input, halves } = checkSearchInput(given);
    const strategy = strategyOf(input.settings.strategy, input.strategy);
    const job = new SearchJob(input, strategy);
    job.#strategy = await strategy.start(halves);
    return job;
  }

  /**
   * A search as a snapshot recorded it.
   * @param given what the search was started with
   * @param snapshot perhaps through a file
   * @throws MotifsmithError `artifact` if the snapshot is of another job, strategy or network
   */
  static async restore(given: SearchInput, { state, tensors }: Snapshot): Promise<SearchJob> {
    const { input, halves } = checkSearchInput(given);
    const saved = state as unknown as SearchState;
    const strategy = strategyOf(input.settings.strategy, input.strategy);
    if (saved.job !== 'search' || saved.strategy !== strategy.name) {
      throw new MotifsmithError('artifact', `The snapshot is not of a ${strategy.name} search.`, {
        where: 'state',
        remedy: 'Resume with the configuration that the snapshot was made with.',
      });
    }
    const job = new SearchJob(input, strategy);
    if (saved.search) {
      job.#strategy = await strategy.restore(halves, {
        state: saved.search,
        tensors: tensorsUnder(tensors, 'search'),
      });
      return job;
    }
    const { architecture, cuts, candidates, stages, work } = saved.found!;
    const own = tensorsUnder(tensors, 'found');
    const neurons = neuronsIn(own, architecture.hidden.length + 1);
    const weights = input.settings.keepWeights ? tensorData(own, 'weights') : null;
    const outcome = { architecture, neurons, cuts, candidates, ...(weights && { weights }) };
    job.#found = { outcome, stages, work };
    if (saved.retrain) {
      job.#retrain = await TrainJob.restore(job.#retrainInput(job.#found), {
        state: saved.retrain,
        tensors: tensorsUnder(tensors, 'retrain'),
      });
    }
    return job;
  }

  get finished(): boolean {
    return this.#retrain?.finished ?? false;
  }

  progress(): JobProgress {
    const { train, validation, test, settings } = this.#input;
    const after = trainJobWork({ train, validation, test, settings: settings.retrain });
    if (this.#strategy) {
      const own = this.#strategy.progress();
      return { ...own, stages: own.stages + 2, totalWork: own.totalWork + after };
    }
    const { stages, work } = this.#found!;
    const own = this.#retrain?.progress() ?? {
      stage: 'retrain',
      stageIndex: 1,
      epoch: 1,
      epochs: settings.retrain.epochs,
      work: 0,
      loss: null,
      accuracy: null,
    };
    return {
      ...own,
      stageIndex: stages + own.stageIndex,
      stages: stages + 2,
      work: work + own.work,
      totalWork: work + after,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.#strategy) {
      const events = this.#strategy.finished ? [] : await this.#strategy.advance();
      if (!this.#strategy.finished) return events;
      const { stages, totalWork } = this.#strategy.progress();
      const outcome = this.#strategy.outcome();
      checkOutcome(outcome, this.#input.template, this.#name);
      if (this.#input.settings.keepWeights && !outcome.weights) throw noWeights(this.#name);
      this.#found = { outcome, stages, work: totalWork };
      this.#strategy.dispose();
      this.#strategy = null;
      const { architecture } = this.#found.outcome;
      return [...events, { event: 'architecture', architecture }];
    }
    this.#retrain ??= await TrainJob.start(this.#retrainInput(this.#found!));
    return this.#retrain.advance();
  }

  snapshot(): Snapshot {
    const search = this.#strategy?.snapshot();
    const retrain = this.#retrain?.snapshot();
    const found = this.#found;
    const state: SearchState = {
      job: 'search',
      strategy: this.#name,
      search: search?.state ?? null,
      found: found && {
        architecture: found.outcome.architecture,
        cuts: found.outcome.cuts,
        candidates: found.outcome.candidates,
        stages: found.stages,
        work: found.work,
      },
      retrain: retrain?.state ?? null,
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: {
        ...withPrefix(search?.tensors ?? {}, 'search'),
        ...withPrefix(found ? this.#foundTensors(found) : {}, 'found'),
        ...withPrefix(retrain?.tensors ?? {}, 'retrain'),
      },
    };
  }

  /** The architecture that the strategy found, or null while it is still searching. */
  get architecture(): Architecture | null {
    return this.#found?.outcome.architecture ?? null;
  }

  /** The retrained network as it is now, or null before the final training has started. */
  model(): TrainedModel | null {
    return this.#retrain?.model() ?? null;
  }

  /** @throws MotifsmithError (`internal`) before the job has finished */
  result(): SearchResult {
    if (!this.#found || !this.#retrain) {
      throw new MotifsmithError('internal', 'The search has not finished.');
    }
    const { cuts, candidates } = this.#found.outcome;
    return { strategy: this.#name, ...this.#retrain.result(), cuts, candidates };
  }

  dispose(): void {
    this.#strategy?.dispose();
    this.#retrain?.dispose();
  }

  /** A strategy of a program may give any numbers: they are kept in double precision. */
  #foundTensors({ outcome: { neurons, weights } }: Found): Tensors {
    const double = ({ resistance, tau }: IntrinsicParameters) => ({
      resistance: Float64Array.from(resistance),
      tau: Float64Array.from(tau),
    });
    return {
      ...(this.#input.settings.keepWeights && {
        weights: vectorTensor(Float64Array.from(weights!)),
      }),
      ...neuronTensors(neurons.map(double)),
    };
  }

  #retrainInput({ outcome }: Found): TrainInput {
    const { engine, template, train, validation, test, settings, seed } = this.#input;
    return {
      engine,
      architecture: outcome.architecture,
      train,
      validation,
      test,
      settings: settings.retrain,
      seed,
      stage: 'retrain',
      ...(template.tauSpread && { tauSpread: template.tauSpread }),
      ...(settings.keepWeights ? { weights: outcome.weights! } : {}),
      ...(settings.keepIntrinsic ? { neurons: outcome.neurons as IntrinsicParameters[] } : {}),
    };
  }
}

const noWeights = (strategy: string) =>
  new MotifsmithError('usage', `The strategy ${strategy} ends without weights to keep.`, {
    where: 'search.keepWeights',
    remedy: 'Set it to false: the final training then starts from fresh weights.',
  });
