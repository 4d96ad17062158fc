/**
 * How weights are trained. The search and the final training take the same settings and differ only
 * in how long they run.
 */
import * as z from 'zod';
import { checkSettings } from '../core/settings/check.ts';
import { explain, fieldOf, fraction, type Settings, whole } from '../core/settings/declare.ts';
import { cos } from '../core/trigonometry.ts';
import { augmentationSchema } from '../data/events/augment.ts';
import { lossSchema, PSC_LOSS } from '../engine/loss.ts';
import { adamFields, weightLimitFields } from '../engine/optimiser-settings.ts';
import { ruleSchema, TSSL_BP } from '../engine/rule.ts';
import { INITIAL_EXCITATORY_WEIGHT } from '../model/initialise.ts';
import { earlyStoppingSchema } from './early-stopping.ts';

/** How the learning rate may change: not at all, or falling over all updates of a phase. */
export const SCHEDULES = ['constant', 'linear', 'cosine', 'steps'] as const;
/** How the learning rate changes over time: not at all, falling to 0 linearly or as half a cosine, or in two steps. */
export type Schedule = (typeof SCHEDULES)[number];

/** How classes are weighted in training. */
const CLASS_WEIGHTS = ['none', 'balanced'] as const;

/** The paper's learning rate and batch size for its speech data, Adam's usual constants. */
const { learningRate, ...adam } = adamFields({ learningRate: 5e-4, beta1: 0.9 });

const weightFields = {
  batchSize: explain(whole(1), 'Samples in a batch.', 'samples').default(50),
  learningRate,
  schedule: explain(
    z.enum(SCHEDULES),
    'Learning rate over time: constant, falling linearly to 0, falling to 0 as half a period of a cosine, or in steps to a tenth after 40 % of the updates and to a hundredth after 80 %.',
  ).default('constant'),
  loss: explain(
    lossSchema,
    "What training minimises: psc, the paper's loss, cross-entropy, or the squared error of rates. In a search, weights and architecture both minimise it.",
  ).default(PSC_LOSS),
  rule: explain(
    ruleSchema,
    "How errors pass spikes backwards: tssl-bp, the paper's rule, or stbp, a surrogate gradient.",
  ).default(TSSL_BP),
  classWeights: explain(
    z.enum(CLASS_WEIGHTS),
    'none: every training sample counts the same; balanced: every class does, each sample by the number of all samples over that of its class. The loss of validation and test is without weights.',
  ).default('none'),
  ...adam,
  ...weightLimitFields,
  averageWeights: explain(
    fraction(),
    'Evaluation, test and the saved network use an exponential moving average of the weights that keeps this share of itself at each update; 0: the weights as they are.',
  ).default(0),
  initialExcitatoryWeight: fieldOf(INITIAL_EXCITATORY_WEIGHT),
  augmentation: explain(
    augmentationSchema,
    'Random changes to training samples, drawn again each time a sample is used.',
  ).prefault({}),
};

/** How weights are trained in a search. */
export const weightSchema = z.strictObject(weightFields);

/** How a given or found architecture is trained. */
export const trainingSchema = z.strictObject({
  // The paper retrains for 400 epochs.
  epochs: explain(whole(1), 'Passes over the training samples.', 'epochs').default(400),
  ...weightFields,
  earlyStopping: explain(
    earlyStoppingSchema,
    'Whether training ends when it no longer helps on validation samples.',
  ).prefault({}),
});

/** How weights start and how they are updated. */
export interface WeightSettings extends Settings<typeof weightSchema> {}

/** How a network is trained, and for how long. */
export interface TrainingSettings
  extends Omit<Settings<typeof trainingSchema>, 'earlyStopping'>,
    Partial<Pick<Settings<typeof trainingSchema>, 'earlyStopping'>> {}

/** Adam's usual constants, and the paper's learning rate and batch size for its speech data. */
export const DEFAULT_WEIGHT_SETTINGS: WeightSettings = weightSchema.parse({});

/** As `DEFAULT_WEIGHT_SETTINGS`, for the 400 epochs of the paper. */
export const DEFAULT_TRAINING: TrainingSettings = trainingSchema.parse({});

/** @throws MotifsmithError (`usage`) naming the setting, its value and range */
export function checkTraining(settings: TrainingSettings): TrainingSettings {
  return checkSettings(trainingSchema, settings, 'training');
}

/**
 * The learning rate of one update: `linear` gives lr·(1 − k/K), `cosine` lr·(1 + cos(πk/K))/2 (Loshchilov and
 * Hutter, 2017, without restarts). Both would reach 0 just after the last update. `steps` gives lr·0.1^⌊2.5 k/K⌋.
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
    case 'cosine':
      return (learningRate * (1 + cos((Math.PI * update) / updates))) / 2;
    case 'steps':
      return learningRate * [1, 0.1, 0.01][Math.floor((5 * update) / (2 * updates))]!;
    default:
      return schedule satisfies never;
  }
}
