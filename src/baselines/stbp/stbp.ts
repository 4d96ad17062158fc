/**
 * The feedforward spiking network of STBP (Wu et al. 2018; He et al. 2020): no synaptic filter, a potential that keeps
 * κ of itself from step to step, a trained bias, and a surrogate gradient. With u[t] = κ u'[t−1] + Σ w x[t] + b, it is
 * the engines' neuron at τs = 1 and R = τ = 1/(1 − κ).
 */
import * as z from 'zod';
import { exp, log } from '../../core/math.ts';
import { explain, fraction, positive, type Settings } from '../../core/settings/declare.ts';
import type { NeuronModel } from '../../model/neuron.ts';
import type { TrainingSettings } from '../../training/settings.ts';

export const stbpSchema = z.strictObject({
  setting: explain(
    z.enum(['same', 'published']),
    'same: trained as `training` says; published: batches of 40, 100 epochs, and a learning rate of 1e-4 that falls to a tenth after 40 and after 80 of them, as for N-MNIST.',
  ).default('same'),
  kappa: explain(fraction(), 'Share of the potential that is left after a step.').default(0.3),
  kappaPerMs: explain(
    fraction().nullable(),
    'Share of the potential that is left after a millisecond, whatever the step; null: kappa says it for a step.',
  ).default(null),
  threshold: explain(
    positive(),
    'Potential above which a neuron spikes; weights start on its scale.',
    'potential',
  ).default(0.3),
  halfWidth: explain(
    positive(),
    'How far from the threshold a potential still has a gradient.',
    'potential',
  ).default(0.25),
});

/** What the networks of the method `stbp` are, and how they are trained. */
export interface StbpSettings extends Settings<typeof stbpSchema> {}

/** @param stepMs of a step of the data; needed for `kappaPerMs` alone */
export function stbpNeuron(
  { kappa, kappaPerMs, threshold }: StbpSettings,
  stepMs: number,
  inhibitoryWeight: number,
): NeuronModel {
  const perMs = kappaPerMs ?? 0;
  const timed = perMs === 0 ? 0 : exp(stepMs * log(perMs));
  const kept = kappaPerMs === null ? kappa : timed;
  return { tauMembrane: 1 / (1 - kept), tauSynapse: 1, threshold, inhibitoryWeight };
}

/** What differs from an experiment's training: the rule, and the error of the firing rates as loss. */
export function stbpTraining({ setting, halfWidth }: StbpSettings): Partial<TrainingSettings> {
  const own = { rule: { kind: 'stbp', halfWidth }, loss: { kind: 'rate-mse' } } as const;
  if (setting === 'same') return own;
  return { ...own, batchSize: 40, epochs: 100, learningRate: 1e-4, schedule: 'steps' };
}
