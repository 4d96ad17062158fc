/**
 * The oracle: plain TypeScript in float64, as close to the formulas as code can be, slow and
 * obvious. Every other back end is tested against it; nothing in it is optimised.
 */
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type { Engine, EngineNetwork } from '../engine.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../loss.ts';
import { checkRule, type Rule, TSSL_BP } from '../rule.ts';
import { ReferenceNetwork } from './network.ts';

async function createNetwork(
  shape: NetworkShape,
  layout: WeightLayout,
  loss: Loss = PSC_LOSS,
  rule: Rule = TSSL_BP,
): Promise<EngineNetwork> {
  checkLoss(loss);
  checkRule(rule);
  return new ReferenceNetwork(shape, layout, loss, rule);
}

/** The float64 reference back end. */
export const referenceEngine: Engine = {
  name: 'reference',
  revectorized: false,
  device: null,
  networksAtATime: 1,
  createNetwork,
};
