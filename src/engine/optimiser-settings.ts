/** What the optimisers read. */
import * as z from 'zod';
import { explain, fraction, limit, positive, type Settings } from '../core/settings/declare.ts';

/** Settings of Adam, with the defaults that differ between its uses. */
export const adamFields = ({ learningRate, beta1 }: { learningRate: number; beta1: number }) => ({
  learningRate: explain(positive(), "Adam's learning rate.").default(learningRate),
  beta1: explain(fraction(), "Adam's decay rate of the first moment.").default(beta1),
  beta2: explain(fraction(), "Adam's decay rate of the second moment.").default(0.999),
  epsilon: explain(positive(), 'Keeps Adam from dividing by 0.').default(1e-8),
});

/** What an update of the weights reads besides Adam's settings. */
export const weightLimitFields = {
  decoupledWeightDecay: explain(
    z.number().min(0),
    "AdamW's weight decay: before each step, every weight shrinks by this times the learning rate, as a fraction of the weight.",
  ).default(0),
  clipGradientNorm: explain(
    limit(),
    'Gradients are scaled down to this Euclidean norm; null for no limit.',
  ).default(null),
  clipFeedforward: explain(
    limit(),
    'Feedforward weights are kept within ± this; null for no limit.',
  ).default(null),
};

type AdamFields = ReturnType<typeof adamFields>;

/** Adam (Kingma and Ba, 2015). */
export interface AdamSettings extends Settings<z.ZodObject<AdamFields>> {}

/**
 * An update of the weights: Adam, optionally with decoupled weight decay (Loshchilov and Hutter, 2019)
 * and the limits of the group's published code.
 */
export interface WeightUpdateSettings
  extends Settings<z.ZodObject<AdamFields & typeof weightLimitFields>> {}
