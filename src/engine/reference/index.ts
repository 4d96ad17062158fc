/**
 * The oracle: plain TypeScript in float64, as close to the formulas as code can be, slow and
 * obvious. Every other back end is tested against it; nothing in it is optimised.
 */
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type { Engine, EngineNetwork, PlasticityProblem, PlasticityResult } from '../engine.ts';
import { adaptToSpikes } from '../intrinsic-plasticity.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../loss.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import { ReferenceNetwork } from './network.ts';
import { referencePlasticity } from './plasticity.ts';

async function createNetwork(
  shape: NetworkShape,
  layout: WeightLayout,
  loss: Loss = PSC_LOSS,
): Promise<EngineNetwork> {
  checkLoss(loss);
  return new ReferenceNetwork(shape, layout, loss);
}

async function applyPlasticity(
  problem: PlasticityProblem,
  settings: IntrinsicPlasticitySettings,
): Promise<PlasticityResult> {
  checkPlasticitySettings(settings);
  const resistance = Float64Array.from(problem.resistance);
  const tau = Float64Array.from(problem.tau);
  const rule = referencePlasticity(resistance, tau, problem.threshold, settings);
  const calcium = adaptToSpikes(rule, problem.spikes, settings.mode);
  return { resistance, tau, calcium };
}

/** The float64 reference back end. */
export const referenceEngine: Engine = { name: 'reference', createNetwork, applyPlasticity };
