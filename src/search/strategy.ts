/**
 * What the strategies share: each is a resumable job that ends with an architecture. What comes before
 * and after (the halves of the training set, the final training, the test) is not up to them. Some
 * come with the package; a program may bring its own.
 */
import type { SampleSource } from '../data/events/sample-source.ts';
import type { Engine } from '../engine/engine.ts';
import type { Loss } from '../engine/loss.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';
import { trainingLoss } from '../training/class-weights.ts';
import type { Job, Snapshot } from '../training/job.ts';
import type { Candidate, Cut, SearchEvent } from './events.ts';
import type { SearchSettings } from './settings.ts';
import type { NetworkTemplate } from './template.ts';

/** What a strategy is given. */
export interface StrategyInput {
  readonly engine: Engine;
  readonly template: NetworkTemplate;
  readonly settings: SearchSettings;
  readonly seed: number;
  /** Half of the training set, for the weights. */
  readonly train: SampleSource;
  /** The other half, for the architecture. */
  readonly valid: SampleSource;
}

/** What weights and architecture minimise. */
export const searchLoss = ({ settings, train, template }: StrategyInput): Loss =>
  trainingLoss(settings.weights, train, template.outputs);

/** What a strategy found. */
export interface SearchOutcome {
  readonly architecture: Architecture;
  /** [layers] R and τ at the end of the search. */
  readonly neurons: readonly IntrinsicParameters[];
  /** Weights at the end of the search, laid out for the architecture; absent: the strategy has none. */
  readonly weights?: ArrayLike<number>;
  /** Empty unless the strategy cuts a supernet. */
  readonly cuts: readonly Cut[];
  /** Empty unless the strategy tries architectures one by one. */
  readonly candidates: readonly Candidate[];
}

/** A running strategy. Its progress counts its own stages; the job adds the final training. */
export interface SearchStrategy extends Job<SearchEvent> {
  /** @throws MotifsmithError (`internal`) before the strategy has finished */
  outcome(): SearchOutcome;
}

/** A strategy as a search job takes it: how to start, and how to resume from a snapshot. */
export interface StrategyFactory {
  /** Names the strategy in results and snapshots; one of a program's own is not one of `STRATEGIES`. */
  readonly name: string;
  /** @throws MotifsmithError (`usage`) if the template or the settings do not suit the strategy */
  start(input: StrategyInput): Promise<SearchStrategy>;
  /**
   * The strategy as a snapshot recorded it. Advancing it must give the same bits as never having
   * stopped.
   * @param snapshot what the strategy's `snapshot` gave, perhaps through a file
   */
  restore(input: StrategyInput, snapshot: Snapshot): Promise<SearchStrategy>;
}
