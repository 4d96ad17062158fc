/** One sample through the whole network and back. */

import type { LayerErrors, LayerPass } from './backward.ts';
import { layerErrors, layerPass, outputFactors } from './backward.ts';
import type { EffectTable } from './effect-table.ts';
import { forwardTrains } from './forward.ts';
import { countLoss, type DesiredCounts, withForcedSpikes } from './loss.ts';
import { counted, type SpikeTrainNetwork, type Train } from './network.ts';

export interface SampleGradient {
  /** E, without the weight of the sample. */
  readonly loss: number;
  /** [K] before any spikes were given; the class is the first largest. */
  readonly counts: Float64Array;
  /** [layers] those given to a silent output included. */
  readonly trains: readonly Train[];
  /** [K] */
  readonly outputFactors: Float64Array;
  readonly passes: readonly LayerPass[];
  /** [layers] ∂E/∂o [N], times the weight of the sample. */
  readonly countErrors: readonly Float64Array[];
  readonly errors: readonly LayerErrors[];
}

/**
 * @param weight of the sample in its gradient
 * @param rule how weights of recurrent layers see the error
 */
export function sampleGradient(
  network: SpikeTrainNetwork,
  table: EffectTable,
  input: Train,
  label: number,
  wanted: DesiredCounts,
  weight: number,
  rule: 'published' | 'full',
): SampleGradient {
  const { layers } = network;
  const last = layers.length - 1;
  const fired = forwardTrains(network, input);
  const { counts } = counted(fired[last]!, layers[last]!.neurons);
  const { loss, errors: outputErrors } = countLoss(counts, label, wanted);
  const factors = outputFactors(network, fired[last]!, label);
  const trains = fired.with(last, withForcedSpikes(fired[last]!, label, wanted.desired));
  const at = (l: number) =>
    l < 0 ? counted(input, layers[0]!.inputs) : counted(trains[l]!, layers[l]!.neurons);
  const passes = layers.map((layer, l) => layerPass(network, layer, table, at(l - 1), at(l)));
  const countErrors: Float64Array[] = [];
  const errors: LayerErrors[] = [];
  let error: Float64Array = outputErrors.map((value) => weight * value);
  for (let l = last; l >= 0; l--) {
    countErrors[l] = error;
    const factor = l === last ? factors : null;
    errors[l] = layerErrors(layers[l]!, passes[l]!, at(l - 1), at(l), error, rule, factor);
    error = errors[l]!.below;
  }
  return { loss, counts, trains, outputFactors: factors, passes, countErrors, errors };
}
