/**
 * How weights are trained. The search and the final training take the same settings and differ only
 * in how long they run, so that one table explains both.
 */
import { MotifsmithError } from '../core/errors.ts';
import { type Augmentation, checkAugmentation, NO_AUGMENTATION } from '../data/events/augment.ts';
import type { AdamSettings } from '../engine/engine.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../engine/loss.ts';
import { DEFAULT_EXCITATORY_WEIGHT } from '../model/initialise.ts';

/** Courses of the learning rate: `linear` lowers it to 0 over all updates of a phase. */
export const SCHEDULES = ['constant', 'linear'] as const;
/** Course of the learning rate: constant, or falling linearly to 0. */
export type Schedule = (typeof SCHEDULES)[number];

/** How weights begin and how they are updated. */
export interface WeightSettings extends AdamSettings {
  /** Samples in a batch; the last batch of an epoch may be smaller. */
  readonly batchSize: number;
  readonly schedule: Schedule;
  /** What is minimised; in a search by weights and architecture alike. */
  readonly loss: Loss;
  /** Value of every excitatory recurrent weight at the start. */
  readonly initialExcitatoryWeight: number;
  /** How training samples are changed each time that they are seen. */
  readonly augmentation: Augmentation;
}

export interface TrainingSettings extends WeightSettings {
  /** Passes over the training samples. */
  readonly epochs: number;
}

/** Adam's usual constants, and the paper's learning rate and batch for its speech data. */
export const DEFAULT_WEIGHT_SETTINGS: WeightSettings = {
  batchSize: 50,
  learningRate: 5e-4,
  schedule: 'constant',
  loss: PSC_LOSS,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledWeightDecay: 0,
  clipGradientNorm: null,
  clipFeedforward: null,
  initialExcitatoryWeight: DEFAULT_EXCITATORY_WEIGHT,
  augmentation: NO_AUGMENTATION,
};

/** The paper retrains for 400 epochs. */
export const DEFAULT_TRAINING: TrainingSettings = {
  ...DEFAULT_WEIGHT_SETTINGS,
  epochs: 400,
};

const refuse = (where: string, value: unknown, remedy: string): never => {
  throw new MotifsmithError('usage', `${where} = ${String(value)} is out of range`, {
    where,
    remedy,
  });
};

/** @throws MotifsmithError (`usage`) unless the value is a whole number of at least `least` */
export function requireWhole(value: number, least: number, where: string): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    refuse(where, value, `give a whole number of at least ${least}`);
  }
}

/** @throws MotifsmithError (`usage`) unless low ≤ value < high */
export function requireWithin(value: number, low: number, high: number, where: string): void {
  if (!(value >= low && value < high)) {
    refuse(where, value, `give a number of at least ${low} and below ${high}`);
  }
}

/** @throws MotifsmithError (`usage`) unless the value is positive and finite */
export function requirePositive(value: number, where: string): void {
  if (!(value > 0 && Number.isFinite(value))) refuse(where, value, 'give a positive number');
}

/**
 * @param where name of the group of settings, for messages
 * @throws MotifsmithError (`usage`) naming the setting and its range
 */
export function checkWeightSettings(settings: WeightSettings, where: string): void {
  requireWhole(settings.batchSize, 1, `${where}.batchSize`);
  requirePositive(settings.learningRate, `${where}.learningRate`);
  requirePositive(settings.epsilon, `${where}.epsilon`);
  requireWithin(settings.beta1, 0, 1, `${where}.beta1`);
  requireWithin(settings.beta2, 0, 1, `${where}.beta2`);
  requireWithin(settings.decoupledWeightDecay, 0, Infinity, `${where}.decoupledWeightDecay`);
  requireWithin(settings.initialExcitatoryWeight, 0, Infinity, `${where}.initialExcitatoryWeight`);
  checkLoss(settings.loss, `${where}.loss`);
  checkAugmentation(settings.augmentation, `${where}.augmentation`);
  for (const name of ['clipGradientNorm', 'clipFeedforward'] as const) {
    if (settings[name] !== null) requirePositive(settings[name], `${where}.${name}`);
  }
  if (!SCHEDULES.includes(settings.schedule)) {
    refuse(`${where}.schedule`, settings.schedule, `use one of ${SCHEDULES.join(', ')}`);
  }
}

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkTraining(settings: TrainingSettings, where: string): void {
  checkWeightSettings(settings, where);
  requireWhole(settings.epochs, 1, `${where}.epochs`);
}

/**
 * The learning rate of one update: `linear` gives lr·(1 − k/K), which would reach 0 just after the
 * last update.
 * @param update k, 0 … updates − 1
 * @param updates K
 */
export function learningRateAt(
  { learningRate, schedule }: WeightSettings,
  update: number,
  updates: number,
): number {
  switch (schedule) {
    case 'constant':
      return learningRate;
    case 'linear':
      return learningRate * (1 - update / updates);
    default:
      return schedule satisfies never;
  }
}
