/**
 * The oracle: plain TypeScript in float64, as close to the formulas as code can be, slow and
 * obvious. Every other back end is tested against it; nothing in it is optimised.
 */
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type { Engine, EngineNetwork } from '../engine.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../loss.ts';
import { ReferenceNetwork } from './network.ts';

async function createNetwork(
  shape: NetworkShape,
  layout: WeightLayout,
  loss: Loss = PSC_LOSS,
): Promise<EngineNetwork> {
  checkLoss(loss);
  return new ReferenceNetwork(shape, layout, loss);
}

/** The float64 reference back end. */
export const referenceEngine: Engine = { name: 'reference', createNetwork };
