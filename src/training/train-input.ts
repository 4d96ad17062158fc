/** What a training is started with: samples, settings and an architecture, and whether they go together. */
import { MotifsmithError } from '../core/errors.ts';
import { refuse } from '../core/settings/problem.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { Engine } from '../engine/engine.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';
import { type Blueprint, blueprint } from '../model/shape.ts';
import type { TauSpread } from '../model/time-constants.ts';
import { earlyStoppingProblem } from './early-stopping.ts';
import { checkTraining, type TrainingSettings } from './settings.ts';
import { trainingWork } from './work.ts';

/** What a training is started with. */
export interface TrainInput {
  readonly engine: Engine;
  /** Discrete: without supernet layers. */
  readonly architecture: Architecture;
  readonly train: SampleSource;
  /** Evaluated after each epoch, never trained on; null for none. */
  readonly validation: SampleSource | null;
  /** Evaluated once, after the last update. */
  readonly test: SampleSource;
  readonly settings: TrainingSettings;
  readonly seed: number;
  /** Names the stage and the random streams; `train` unless the job is part of another. */
  readonly stage?: string;
  /** How time constants are spread at the start; not at all if left out. */
  readonly tauSpread?: TauSpread;
  /**
   * [layers] R and τ to start from; if left out, those of the architecture, spread as `tauSpread` says. A bias stays
   * as it is given here, unless it is trained.
   */
  readonly neurons?: readonly IntrinsicParameters[];
  /** [P] weights to start from; drawn from `seed` if left out. */
  readonly weights?: ArrayLike<number>;
}

/** Work of a whole job, in gradient passes of a sample. */
export function trainJobWork({
  train,
  validation,
  test,
  settings,
}: Pick<TrainInput, 'train' | 'validation' | 'test' | 'settings'>): number {
  return trainingWork(settings.epochs, {
    train: train.length,
    validation: validation?.length ?? 0,
    test: test.length,
  });
}

/**
 * The input with its settings checked, and the shape of its architecture.
 * @throws MotifsmithError `usage` for impossible settings or architectures, `data` without samples
 */
export function checkTrainInput(given: TrainInput): { input: TrainInput; plan: Blueprint } {
  const input = { ...given, settings: checkTraining(given.settings) };
  const { architecture, train, validation, test } = input;
  const plan = blueprint(architecture);
  if (plan.supernets.some((supernet) => supernet !== null)) {
    throw new MotifsmithError('usage', 'A supernet cannot be trained directly.', {
      where: 'architecture.hidden',
      remedy: 'Search it first, or give its layers a motif.',
    });
  }
  if (architecture.bias === true && !input.neurons) {
    throw new MotifsmithError(
      'usage',
      'A network with a fixed bias cannot be trained from scratch.',
      {
        where: 'architecture.bias',
        remedy: 'Set "bias" in the architecture to "trained", or take it out.',
      },
    );
  }
  checkSamples(input.settings, { train, validation, test });
  return { input, plan };
}

/**
 * Whether there are the samples that a training needs.
 * @throws MotifsmithError `usage` if early stopping has nothing to go by, `data` without samples
 */
export function checkSamples(
  settings: TrainingSettings,
  samples: Pick<TrainInput, 'train' | 'validation' | 'test'>,
): void {
  refuse(earlyStoppingProblem(settings, samples.validation !== null, ['training']));
  for (const [name, source] of Object.entries(samples)) {
    if (source?.length !== 0) continue;
    throw new MotifsmithError('data', `There are no ${name} samples.`, {
      where: name,
      remedy: 'Check how the data set is split.',
    });
  }
}
