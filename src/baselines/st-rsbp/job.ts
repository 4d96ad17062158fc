/** Training by ST-RSBP, then one evaluation on the test set, as a resumable job. */

import { MotifsmithError } from '../../core/errors.ts';
import { refuse } from '../../core/settings/problem.ts';
import { earlyStoppingProblem } from '../../training/early-stopping.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { checkTraining } from '../../training/settings.ts';
import { progressToTest, testEvent } from '../../training/test-stage.ts';
import { FORWARD_COST, trainingWork } from '../../training/work.ts';
import type { BaselineEvent } from '../events.ts';
import { calibrationSamples } from '../reservoir/calibration.ts';
import type { BaselineInput, BaselineJob, BaselineModel } from '../system.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import { stRsbpTensors } from './classifier.ts';
import { drawShape, drawWeights } from './draw.ts';
import { drawnTable } from './drawn-table.ts';
import { stRsbpTraining } from './settings.ts';
import { type SpikeTrainShape, stRsbpCensus } from './shape.ts';
import { SpikeTrainTraining, type SpikeTrainTrainingState } from './training.ts';

interface StRsbpState {
  readonly job: 'st-rsbp';
  readonly training: SpikeTrainTrainingState;
  readonly test: EvaluationState | null;
}

/** Mean length of the training samples, of 200 at most. */
function meanSteps({ train }: BaselineInput): number {
  const samples = calibrationSamples(train);
  let sum = 0;
  for (let k = 0; k < samples.length; k++) sum += samples.read(k).steps;
  return Math.round(sum / samples.length);
}

export class StRsbpJob implements BaselineJob {
  readonly #input: BaselineInput;
  readonly #shape: SpikeTrainShape;
  readonly #training: SpikeTrainTraining;
  #test: EvaluationPass | null = null;

  private constructor(
    given: BaselineInput,
    state: StRsbpState | null,
    tensors: Snapshot['tensors'],
  ) {
    const settings = given.settings['st-rsbp'];
    const training = checkTraining({ ...given.training, ...stRsbpTraining(settings) });
    const input = { ...given, training };
    refuse(earlyStoppingProblem(training, given.validation !== null, ['training']));
    const { inputs, classes, stepMs, seed, train, validation } = input;
    this.#input = input;
    this.#shape = drawShape(settings, inputs, classes, stepMs, seed);
    const table = drawnTable(this.#shape.architecture.neuron, meanSteps(input));
    const weights = drawWeights(this.#shape, settings, seed);
    this.#training = new SpikeTrainTraining(
      { train, validation, seed, classes, training, settings, shape: this.#shape, table, weights },
      state?.training ?? null,
      tensors,
    );
    if (state?.test) this.#test = this.#newTest(state.test);
  }

  static async start(input: BaselineInput): Promise<StRsbpJob> {
    return new StRsbpJob(input, null, {});
  }

  /** @throws MotifsmithError `artifact` if the snapshot is of another job */
  static async restore(input: BaselineInput, { state, tensors }: Snapshot): Promise<StRsbpJob> {
    if (state.job !== 'st-rsbp') {
      throw new MotifsmithError('artifact', `The snapshot is of a ${String(state.job)} job.`, {
        where: 'state.job',
        remedy: 'Resume it with the command that made it.',
      });
    }
    return new StRsbpJob(input, state as unknown as StRsbpState, tensors);
  }

  get architecture(): StRsbpArchitecture {
    return this.#shape.architecture;
  }

  get finished(): boolean {
    return this.#test?.finished ?? false;
  }

  progress(): JobProgress {
    const { train, validation, test, training } = this.#input;
    const counts = { train: train.length, validation: validation?.length ?? 0, test: test.length };
    const { epoch, epochs, running, work } = this.#training;
    const tested = this.#test && FORWARD_COST * this.#test.done;
    return progressToTest(
      { stage: 'train', epoch, epochs, running, work },
      tested,
      trainingWork(training.epochs, counts),
    );
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    if (this.finished) return [];
    if (!this.#training.finished) return this.#training.advance();
    this.#test ??= this.#newTest(null);
    const pass = this.#test;
    const { classifier } = this.#training;
    await this.#training.withKept(() => pass.advance(classifier));
    if (!pass.finished) return [];
    return [testEvent(pass.result(classifier))];
  }

  snapshot(): Snapshot {
    const state: StRsbpState = {
      job: 'st-rsbp',
      training: this.#training.state(),
      test: this.#test?.state() ?? null,
    };
    return { state: { ...state }, tensors: this.#training.tensors };
  }

  model(): BaselineModel<StRsbpArchitecture> {
    const { kept } = this.#training;
    return { architecture: this.architecture, tensors: stRsbpTensors(this.#shape, kept) };
  }

  /** @throws MotifsmithError (`internal`) before the job has finished */
  result() {
    if (!this.#test?.finished) {
      throw new MotifsmithError('internal', 'The training has not finished.');
    }
    const test = this.#test.result(this.#training.classifier);
    return { census: stRsbpCensus(this.architecture), test };
  }

  dispose(): void {
    // All memory is garbage-collected.
  }

  #newTest(state: EvaluationState | null): EvaluationPass {
    const { test, training } = this.#input;
    return new EvaluationPass(this.#training.classifier, test, training.batchSize, 'test', state);
  }
}
