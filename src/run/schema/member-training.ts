/** How a member of an experiment is trained: as `training` says, but for methods with a training of their own. */
import { gatedTraining } from '../../baselines/gated/settings.ts';
import { isGatedName } from '../../baselines/names.ts';
import { stRsbpTraining } from '../../baselines/st-rsbp/settings.ts';
import { stbpTraining } from '../../baselines/stbp/stbp.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import type { Member } from './plan.ts';

/** The settings in effect for a member. */
export function memberTraining(
  { training, baselines }: ExperimentConfig,
  { method }: Pick<Member, 'method'>,
): ExperimentConfig['training'] {
  if (isGatedName(method)) return { ...training, ...gatedTraining(method, baselines) };
  if (method === 'st-rsbp') return { ...training, ...stRsbpTraining(baselines['st-rsbp']) };
  return method === 'stbp' ? { ...training, ...stbpTraining(baselines.stbp) } : training;
}
