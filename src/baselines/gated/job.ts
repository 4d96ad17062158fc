/** The training of a network of gated cells and its test: the same phase as that of other networks, without spikes. */

import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { exp } from '../../core/math.ts';
import { refuse, valueProblem } from '../../core/settings/problem.ts';
import { classCounts } from '../../data/events/class-balance.ts';
import { withAverage } from '../../training/average.ts';
import { balancedWeights } from '../../training/class-weights.ts';
import { EarlyStopping, type EarlyStoppingState } from '../../training/early-stopping.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import { distribution } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { tensorData, vectorTensor } from '../../training/network.ts';
import { type PhaseState, TrainingPhase } from '../../training/phase.ts';
import { checkTraining, type TrainingSettings } from '../../training/settings.ts';
import { progressToTest, testEvent } from '../../training/test-stage.ts';
import { checkSamples, trainJobWork } from '../../training/train-input.ts';
import type { TrainableNetwork } from '../../training/trainable.ts';
import { batchesPerEpoch, FORWARD_COST } from '../../training/work.ts';
import type { BaselineEvent } from '../events.ts';
import type { GatedName } from '../names.ts';
import type { BaselineInput, BaselineJob, BaselineModel } from '../system.ts';
import { type GatedArchitecture, gatedCensus, shapeOf } from './architecture.ts';
import { evaluateGated, gatedTensors, newNetwork } from './classifier.ts';
import { initialise } from './initialise.ts';
import { gatedLayout } from './layout.ts';
import type { GatedNetwork } from './network.ts';
import { type GatedPlan, gatedPlan } from './settings.ts';

const STAGE = 'train';

interface GatedState {
  readonly job: GatedName;
  readonly beta1Power: number;
  readonly beta2Power: number;
  readonly phase: PhaseState;
  /** Absent without early stopping, or before the first epoch has ended. */
  readonly stopping?: EarlyStoppingState;
  readonly test: EvaluationState | null;
}

function architectureOf(name: GatedName, plan: GatedPlan, input: BaselineInput): GatedArchitecture {
  const { inputs, classes, stepMs, hidden } = input;
  const { layers, cell, dense, loss, sampling, features, featureTau } = plan;
  const architecture = {
    ...{ system: name, cell, inputs, outputs: classes, units: [...(layers ?? hidden)] },
    ...{ dense, loss, sampling, stepMs },
    inputDecay: features === 'counts' ? 0 : exp(-stepMs / featureTau),
  } as GatedArchitecture;
  if (gatedLayout(shapeOf(architecture)).length > LIMITS.weights) {
    const path = layers === null ? ['network', 'layers'] : ['baselines', name, 'layers'];
    const allowed = `so few that the network has at most ${LIMITS.weights} weights`;
    refuse(valueProblem(path, architecture.units, allowed, `${allowMore('weights')}.`));
  }
  return architecture;
}

/** Factor of each class in training. */
function classWeights({ training, train, classes }: BaselineInput): (label: number) => number {
  if (training.classWeights === 'none') return () => 1;
  const weights = balancedWeights(classCounts(train, classes));
  return (label) => weights[label]!;
}

const trainable = (
  network: GatedNetwork,
  weightOf: (label: number) => number,
): TrainableNetwork => ({
  shape: { layers: [] },
  classes: network.shape.classes,
  weights: network.weights,
  get gradientNorm() {
    return network.gradientNorm;
  },
  evaluate: (samples) => evaluateGated(network, samples),
  gradients: async (samples) => ({
    ...network.gradients(samples, weightOf),
    spikes: new Float64Array(0),
  }),
  adamStep: async (settings) => network.adamStep(settings),
});

export class GatedJob implements BaselineJob {
  readonly #name: GatedName;
  readonly #input: BaselineInput;
  readonly #settings: TrainingSettings;
  readonly architecture: GatedArchitecture;
  readonly #gated: GatedNetwork;
  readonly #network: TrainableNetwork;
  readonly #phase: TrainingPhase;
  readonly #stopping: EarlyStopping | null;
  #test: EvaluationPass | null = null;

  /**
   * A new job, or one as a snapshot left it.
   * @throws MotifsmithError `usage` for impossible settings, `data` without samples, `artifact` if the snapshot is of
   *   another job
   */
  constructor(name: GatedName, input: BaselineInput, snapshot: Snapshot | null) {
    const { train, validation, test, seed } = input;
    const plan = gatedPlan(name, input.settings);
    const settings = checkTraining(input.training);
    checkSamples(settings, { train, validation, test });
    this.#name = name;
    this.#input = input;
    this.#settings = settings;
    this.architecture = architectureOf(name, plan, input);
    this.#gated = newNetwork(this.architecture, plan.leak);
    this.#network = trainable(this.#gated, classWeights(input));
    const saved = snapshot === null ? null : this.#restore(snapshot);
    if (saved === null) initialise(this.#gated, seed, plan.open);
    const { segments } = this.#gated.layout;
    const figures = {
      weights: (values: ArrayLike<number>) =>
        Object.fromEntries(
          segments.map(({ name: segment, offset, length }) => [
            segment,
            distribution(Float64Array.from(values).subarray(offset, offset + length)),
          ]),
        ),
      probe: async () => null,
    };
    const updates = settings.epochs * batchesPerEpoch(train.length, settings.batchSize);
    const tensors = snapshot?.tensors ?? {};
    this.#phase = new TrainingPhase(
      {
        ...{ network: this.#network, figures, train, validation, settings, updates, seed },
        stage: STAGE,
      },
      saved?.phase,
      tensors,
    );
    this.#stopping = EarlyStopping.create(settings, saved?.stopping, tensors);
    if (saved?.test) this.#test = this.#newTest(saved.test);
  }

  #restore({ state, tensors }: Snapshot): GatedState {
    if (state.job !== this.#name) {
      throw new MotifsmithError('artifact', `The snapshot is of a ${String(state.job)} job.`, {
        where: 'state.job',
        remedy: 'Resume it with the command that made it.',
      });
    }
    const saved = state as unknown as GatedState;
    const { adam, weights } = this.#gated;
    weights.set(tensorData(tensors, 'weights'));
    adam.firstMoment.set(tensorData(tensors, 'adam.first'));
    adam.secondMoment.set(tensorData(tensors, 'adam.second'));
    adam.beta1Power = saved.beta1Power;
    adam.beta2Power = saved.beta2Power;
    return saved;
  }

  get finished(): boolean {
    return this.#test?.finished ?? false;
  }

  progress(): JobProgress {
    const { train, validation, test } = this.#input;
    const total = trainJobWork({ train, validation, test, settings: this.#settings });
    const { epoch, epochs, running, work } = this.#phase;
    // Epochs that are saved count as done.
    const trained = this.#stopping?.ended ? total - FORWARD_COST * test.length : work;
    const tested = this.#test && FORWARD_COST * this.#test.done;
    return progressToTest({ stage: STAGE, epoch, epochs, running, work: trained }, tested, total);
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    if (this.finished) return [];
    if (!this.#phase.finished && !this.#stopping?.ended) return this.#train();
    this.#test ??= this.#newTest(null);
    const pass = this.#test;
    await withAverage(this.#network, this.#phase.average, () => pass.advance(this.#network));
    if (!pass.finished) return [];
    return [testEvent(pass.result(this.#network))];
  }

  async #train(): Promise<readonly BaselineEvent[]> {
    const events = await this.#phase.advance();
    const epoch = events.find((event) => event.event === 'epoch');
    if (this.#stopping === null || epoch === undefined) return events;
    const { average, finished } = this.#phase;
    const kept = this.#stopping.see(epoch, this.#network, average, finished);
    return kept === null ? events : [...events, kept];
  }

  snapshot(): Snapshot {
    const { adam, weights } = this.#gated;
    const stopping = this.#stopping?.state;
    const state: GatedState = {
      job: this.#name,
      beta1Power: adam.beta1Power,
      beta2Power: adam.beta2Power,
      phase: this.#phase.state(),
      ...(stopping && { stopping }),
      test: this.#test?.state() ?? null,
    };
    return {
      state: { ...state },
      tensors: {
        weights: vectorTensor(weights),
        'adam.first': vectorTensor(adam.firstMoment),
        'adam.second': vectorTensor(adam.secondMoment),
        ...this.#phase.tensors,
        ...this.#stopping?.tensors,
      },
    };
  }

  /** With the average of the weights, if there is one. */
  model(): BaselineModel {
    const values = this.#phase.average?.values ?? this.#gated.weights;
    return { architecture: this.architecture, tensors: gatedTensors(this.#gated, values) };
  }

  result() {
    if (!this.#test?.finished) {
      throw new MotifsmithError('internal', 'The training has not finished.');
    }
    return { census: gatedCensus(this.architecture), test: this.#test.result(this.#network) };
  }

  #newTest(state: EvaluationState | null): EvaluationPass {
    return new EvaluationPass(
      this.#network,
      this.#input.test,
      this.#settings.batchSize,
      'test',
      state,
    );
  }

  dispose(): void {}
}
