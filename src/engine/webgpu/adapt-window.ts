/** The IP pass in `window` mode: the network runs on the device, the rule on the host, in double precision. */
import type { EventSample } from '../../data/events/sample.ts';
import type { SpikeTrain } from '../engine.ts';
import type { IntrinsicPlasticitySettings } from '../plasticity-settings.ts';
import { referencePlasticity } from '../reference/plasticity.ts';
import type { LayerNumbers } from './numbers.ts';

/** Runs the samples, and shows the trains of each group of them, [samples][layers]. */
type RecordSamples = (
  resting: readonly number[],
  visit: (trains: readonly (readonly SpikeTrain[])[]) => void,
) => Promise<void>;

/**
 * Adapts R and τ of some layers in place.
 * @param layers of the network
 * @param adapted their numbers
 * @returns mean firing rate of each, spikes per neuron and step
 */
export async function adaptWindow(
  { layers, threshold }: { readonly layers: readonly LayerNumbers[]; readonly threshold: number },
  adapted: readonly number[],
  samples: readonly EventSample[],
  settings: IntrinsicPlasticitySettings,
  record: RecordSamples,
): Promise<number[]> {
  const rules = adapted.map((l) => {
    const resistance = Float64Array.from(layers[l]!.resistance);
    const tau = Float64Array.from(layers[l]!.tau);
    const rule = referencePlasticity(resistance, tau, threshold, settings);
    return { l, resistance, tau, rule, spikes: 0 };
  });
  const { refractory = 0 } = settings;
  const resting = layers.map((_, l) => (adapted.includes(l) ? refractory : 0));
  await record(resting, (trains) => {
    for (const train of trains) {
      for (const layer of rules) {
        layer.rule.accumulate(train[layer.l]!, layer.rule.newCalcium());
        layer.spikes += train[layer.l]!.neurons.length;
      }
    }
  });
  const steps = samples.reduce((sum, sample) => sum + sample.steps, 0);
  return rules.map(({ l, resistance, tau, rule, spikes }) => {
    rule.applyMean(samples.length);
    layers[l]!.resistance.set(resistance);
    layers[l]!.tau.set(tau);
    return spikes / (steps * resistance.length);
  });
}
