/**
 * Training one given architecture from fresh weights, then one evaluation on the test set. The same job
 * is the last stage of a search: there, too, the test samples are used here and nowhere else.
 */

import { MotifsmithError } from '../core/errors.ts';
import type { EngineNetwork } from '../engine/engine.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../model/initialise.ts';
import type { Blueprint } from '../model/shape.ts';
import { withAverage } from './average.ts';
import { takeCensus } from './census.ts';
import { trainingLoss } from './class-weights.ts';
import { EarlyStopping, type EarlyStoppingState } from './early-stopping.ts';
import { engineFigures } from './epoch-figures.ts';
import { EvaluationPass, type EvaluationState } from './evaluation.ts';
import type { TrainingEvent } from './events.ts';
import type { Job, JobProgress, Snapshot } from './job.ts';
import {
  createNetwork,
  type NetworkState,
  readModel,
  restoreNetwork,
  saveNetwork,
  type TrainedModel,
  withWeights,
} from './network.ts';
import { type PhaseState, TrainingPhase } from './phase.ts';
import type { Census, Evaluation } from './records.ts';
import { progressToTest, testEvent } from './test-stage.ts';
import { checkTrainInput, type TrainInput, trainJobWork } from './train-input.ts';
import { batchesPerEpoch, FORWARD_COST } from './work.ts';

/** What a training ended with. */
export interface TrainResult {
  readonly architecture: Architecture;
  readonly census: Census;
  readonly test: Evaluation;
}

interface TrainState {
  readonly job: 'train';
  readonly network: NetworkState;
  readonly phase: PhaseState;
  /** Absent without early stopping, or before the first epoch has ended. */
  readonly stopping?: EarlyStoppingState;
  readonly test: EvaluationState | null;
}

const lossOf = ({ settings, train, architecture }: TrainInput) =>
  trainingLoss(settings, train, architecture.outputs);

/** The training of one architecture and its test, as a resumable job. */
export class TrainJob implements Job<TrainingEvent> {
  readonly #input: TrainInput;
  readonly #network: EngineNetwork;
  readonly #phase: TrainingPhase;
  readonly #stopping: EarlyStopping | null;
  #test: EvaluationPass | null;

  private constructor(
    input: TrainInput,
    plan: Blueprint,
    network: EngineNetwork,
    state: TrainState | null,
    tensors: Snapshot['tensors'] = {},
  ) {
    const { train, validation, settings, seed } = input;
    this.#input = input;
    this.#network = network;
    this.#phase = new TrainingPhase(
      {
        network,
        figures: engineFigures(network, plan, train),
        train,
        validation,
        settings,
        updates: settings.epochs * batchesPerEpoch(train.length, settings.batchSize),
        seed,
        stage: this.#stage,
      },
      state?.phase,
      tensors,
    );
    this.#stopping = EarlyStopping.create(settings, state?.stopping, tensors);
    this.#test = state?.test ? this.#newTest(state.test) : null;
  }

  /**
   * A new job, with He-normal weights drawn from `seed` unless others are given.
   * @throws MotifsmithError `usage` for impossible settings or architectures, `data` without samples
   */
  static async start(given: TrainInput): Promise<TrainJob> {
    const { input, plan } = checkTrainInput(given);
    const { engine, seed, settings, stage = 'train', tauSpread } = input;
    const neurons = input.neurons ?? initialIntrinsic(plan, tauSpread, seed);
    const weights =
      input.weights ?? initialWeights(plan, seed, stage, settings.initialExcitatoryWeight);
    const network = await createNetwork(
      engine,
      plan,
      weights,
      neurons,
      lossOf(input),
      settings.rule,
    );
    return new TrainJob(input, plan, network, null);
  }

  /**
   * A job as a snapshot recorded it.
   * @param given what the job was started with
   * @param snapshot perhaps through a file
   * @throws MotifsmithError `artifact` if the snapshot is of another job or network
   */
  static async restore(given: TrainInput, { state, tensors }: Snapshot): Promise<TrainJob> {
    const { input, plan } = checkTrainInput(given);
    if (state.job !== 'train') {
      throw new MotifsmithError('artifact', `The snapshot is of a ${String(state.job)} job.`, {
        where: 'state.job',
        remedy: 'Resume it with the command that made it.',
      });
    }
    const saved = state as unknown as TrainState;
    const network = await restoreNetwork(
      input.engine,
      plan,
      saved.network,
      tensors,
      lossOf(input),
      input.settings.rule,
    );
    return new TrainJob(input, plan, network, saved, tensors);
  }

  get #stage(): string {
    return this.#input.stage ?? 'train';
  }

  get finished(): boolean {
    return this.#test?.finished ?? false;
  }

  progress(): JobProgress {
    const total = trainJobWork(this.#input);
    const { epoch, epochs, running, work } = this.#phase;
    // Epochs that are saved count as done.
    const trained = this.#stopping?.ended ? total - FORWARD_COST * this.#input.test.length : work;
    const tested = this.#test && FORWARD_COST * this.#test.done;
    return progressToTest(
      { stage: this.#stage, epoch, epochs, running, work: trained },
      tested,
      total,
    );
  }

  async advance(): Promise<readonly TrainingEvent[]> {
    if (this.finished) return [];
    if (!this.#phase.finished && !this.#stopping?.ended) return this.#train();
    this.#test ??= this.#newTest(null);
    const pass = this.#test;
    await withAverage(this.#network, this.#phase.average, () => pass.advance(this.#network));
    if (!pass.finished) return [];
    return [testEvent(pass.result(this.#network))];
  }

  async #train(): Promise<readonly TrainingEvent[]> {
    const events = await this.#phase.advance();
    const epoch = events.find((event) => event.event === 'epoch');
    if (this.#stopping === null || epoch === undefined) return events;
    const { average, finished } = this.#phase;
    const kept = this.#stopping.see(epoch, this.#network, average, finished);
    return kept === null ? events : [...events, kept];
  }

  snapshot(): Snapshot {
    const { state, tensors } = saveNetwork(this.#network);
    const stopping = this.#stopping?.state;
    return {
      state: {
        job: 'train',
        network: state,
        phase: this.#phase.state(),
        ...(stopping && { stopping }),
        test: this.#test?.state() ?? null,
      },
      tensors: { ...tensors, ...this.#phase.tensors, ...this.#stopping?.tensors },
    };
  }

  /** The network as it is now, with the average of its weights if there is one. */
  model(): TrainedModel {
    const model = readModel(this.#network, this.#input.architecture);
    const { average } = this.#phase;
    return average ? withWeights(model, average.values.slice()) : model;
  }

  /** @throws MotifsmithError (`internal`) before the job has finished */
  result(): TrainResult {
    if (!this.#test?.finished) {
      throw new MotifsmithError('internal', 'The training has not finished.');
    }
    const { architecture } = this.#input;
    return {
      architecture,
      census: takeCensus(architecture),
      test: this.#test.result(this.#network),
    };
  }

  dispose(): void {
    this.#network.dispose();
  }

  #newTest(state: EvaluationState | null): EvaluationPass {
    const { test, settings } = this.#input;
    return new EvaluationPass(this.#network, test, settings.batchSize, 'test', state);
  }
}
