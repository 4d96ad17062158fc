/** The training of a system whose liquid is searched for: the search, then its readout, then the test. */
import { MotifsmithError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { type Tensors, tensorsUnder, withPrefix } from '../../training/network.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import type { BaselineArchitecture, LiquidArchitecture } from '../architecture-schema.ts';
import type { BaselineEvent } from '../events.ts';
import type { BaselineInput, BaselineJob, BaselineModel } from '../system.ts';
import { reservoirCensus } from './architecture.ts';
import { reservoirTensors } from './classifier.ts';
import type { Liquid } from './liquid.ts';
import { ReadoutTraining, type ReadoutTrainingState } from './readout-training.ts';
import { type SpikingReadoutState, SpikingReadoutTraining } from './spiking-readout-training.ts';

/** State of a search besides its tensors. */
export type LiquidSearchState = { readonly [key: string]: Json };

/** What a search came to. */
export interface FoundLiquid {
  readonly liquid: Liquid;
  readonly architecture: LiquidArchitecture;
}

/** A search for a liquid, one small step at a time; restoring it gives the same bits. */
export interface LiquidSearch {
  readonly finished: boolean;
  readonly stage: string;
  readonly epochs: readonly [epoch: number, epochs: number];
  /** Samples simulated, and how many there are to be. */
  readonly work: readonly [done: number, total: number];
  advance(): Promise<readonly BaselineEvent[]>;
  state(): LiquidSearchState;
  readonly tensors: Tensors;
  /** Once it has finished. */
  found(): FoundLiquid;
  dispose(): void;
}

/** How one system searches. */
export interface LiquidSearchKind {
  readonly name: LiquidArchitecture['system'];
  /** Those of the search, in order. */
  readonly stages: readonly string[];
  /** λ of a linear readout; null for the best of several. */
  penalty(input: BaselineInput): number | null;
  /** How a readout of spiking neurons is trained. */
  training(input: BaselineInput): TrainingSettings;
  open(
    input: BaselineInput,
    state: LiquidSearchState | null,
    tensors: Tensors,
  ): Promise<LiquidSearch>;
}

interface FoundLiquidState {
  readonly job: string;
  readonly search: LiquidSearchState;
  readonly training: ReadoutTrainingState | SpikingReadoutState | null;
}

export class FoundLiquidJob implements BaselineJob {
  readonly #kind: LiquidSearchKind;
  readonly #input: BaselineInput;
  readonly #search: LiquidSearch;
  #found: FoundLiquid | null = null;
  #training: ReadoutTraining | SpikingReadoutTraining | null = null;

  private constructor(kind: LiquidSearchKind, input: BaselineInput, search: LiquidSearch) {
    this.#kind = kind;
    this.#input = input;
    this.#search = search;
  }

  static async start(kind: LiquidSearchKind, input: BaselineInput): Promise<FoundLiquidJob> {
    return new FoundLiquidJob(kind, input, await kind.open(input, null, {}));
  }

  /** @throws MotifsmithError `artifact` if the snapshot is of another job */
  static async restore(
    kind: LiquidSearchKind,
    input: BaselineInput,
    { state, tensors }: Snapshot,
  ): Promise<FoundLiquidJob> {
    if (state.job !== kind.name) {
      throw new MotifsmithError('artifact', `The snapshot is of a ${String(state.job)} job.`, {
        where: 'state.job',
        remedy: 'Resume it with the command that made it.',
      });
    }
    const { search, training } = state as unknown as FoundLiquidState;
    const opened = await kind.open(input, search, tensorsUnder(tensors, 'search'));
    const job = new FoundLiquidJob(kind, input, opened);
    if (opened.finished) await job.#train(training, tensorsUnder(tensors, 'training'));
    return job;
  }

  async #train(state: FoundLiquidState['training'], tensors: Tensors): Promise<void> {
    const { engine, train, test, training, seed } = this.#input;
    const found = this.#search.found();
    this.#found = found;
    const { liquid, architecture } = found;
    const { readout } = architecture;
    const given = { engine, train, test, seed, liquid };
    if (readout === 'lif') {
      const own = { ...given, architecture, training: this.#kind.training(this.#input) };
      this.#training = await SpikingReadoutTraining.open(
        own,
        state as SpikingReadoutState | null,
        tensors,
      );
      return;
    }
    const { batchSize } = training;
    const penalty = this.#kind.penalty(this.#input);
    const own = { ...given, architecture: { ...architecture, readout }, batchSize, penalty };
    this.#training = await ReadoutTraining.open(own, state as ReadoutTrainingState | null, tensors);
  }

  /** Null before the search has finished. */
  get architecture(): BaselineArchitecture | null {
    return this.#found?.architecture ?? null;
  }

  get finished(): boolean {
    return this.#training?.finished ?? false;
  }

  progress(): JobProgress {
    const stages = [...this.#kind.stages, 'fit', 'test'];
    const current = this.#training ?? this.#search;
    const { train, test } = this.#input;
    const [searched, toSearch] = this.#search.work;
    const [done, total] = this.#training?.work ?? [0, train.length + test.length];
    return {
      stage: current.stage,
      stageIndex: stages.indexOf(current.stage) + 1,
      stages: stages.length,
      epoch: current.epochs[0],
      epochs: current.epochs[1],
      work: searched + done,
      totalWork: toSearch + total,
      loss: null,
      accuracy: null,
    };
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    if (this.#training) return this.#training.advance();
    const events = await this.#search.advance();
    if (this.#search.finished) await this.#train(null, {});
    return events;
  }

  snapshot(): Snapshot {
    const state: FoundLiquidState = {
      job: this.#kind.name,
      search: this.#search.state(),
      training: this.#training?.state() ?? null,
    };
    return {
      state: { ...state },
      tensors: {
        ...withPrefix(this.#search.tensors, 'search'),
        ...withPrefix(this.#training?.tensors ?? {}, 'training'),
      },
    };
  }

  model(): BaselineModel {
    const readout = this.#training?.readout;
    if (!readout) throw new MotifsmithError('internal', 'The readout has not been fitted.');
    const { liquid, architecture } = this.#found!;
    return { architecture, tensors: reservoirTensors(liquid, readout) };
  }

  result() {
    const test = this.#training?.result();
    if (!test) throw new MotifsmithError('internal', 'The training has not finished.');
    return { census: reservoirCensus(this.#found!.architecture), test };
  }

  dispose(): void {
    this.#search.dispose();
    this.#training?.dispose();
  }
}
