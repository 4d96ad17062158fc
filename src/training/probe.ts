/**
 * A look into the network at the end of an epoch: how its neurons are spread over firing rates, R and τ,
 * and how strongly its recurrence feeds back. A few training samples are enough for that, always the
 * same ones; they are only recorded, so training continues with the same bits as without.
 */
import type { SampleSource } from '../data/events/sample-source.ts';
import type { EngineNetwork } from '../engine/engine.ts';
import type { Coupling } from '../model/edges.ts';
import { segmentOf } from '../model/shape.ts';
import { effectiveWeights, spectralRadius } from '../model/spectral-radius.ts';
import type { ProbeEvent } from './events.ts';
import { rounded } from './figures.ts';
import { histogram } from './histogram.ts';

/** Forward passes of a probe. */
const SAMPLES = 16;

/** Numbers of up to 16 samples, evenly spaced over all. */
export function probedSamples(length: number): number[] {
  const count = Math.min(SAMPLES, length);
  return Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * length) / count));
}

/** [layers][N] spikes per step of every neuron, over the probed samples. */
async function neuronRates(network: EngineNetwork, samples: SampleSource): Promise<Float64Array[]> {
  const rates = network.shape.layers.map(({ neurons }) => new Float64Array(neurons));
  let steps = 0;
  for (const k of probedSamples(samples.length)) {
    const sample = samples.read(k);
    const { spikes } = await network.record(sample);
    spikes.forEach(({ neurons }, l) => {
      const counts = rates[l]!;
      for (const neuron of neurons) counts[neuron]! += 1;
    });
    steps += sample.steps;
  }
  return rates.map((counts) => counts.map((count) => count / steps));
}

/** Spectral radius of a layer's effective recurrent weights; null for a layer without recurrence. */
function layerRadius(
  { shape, layout, weights }: EngineNetwork,
  layer: number,
  coupling: Coupling | null,
): number | null {
  const { edges } = shape.layers[layer]!;
  const segment = segmentOf(layout, layer, 'recurrent');
  if (!edges || !segment || !coupling) return null;
  return rounded(spectralRadius(edges, effectiveWeights(coupling, weights, segment.offset)));
}

/**
 * The `probe` event of an epoch, about all hidden layers.
 * @param samples those that are trained on
 * @param couplings [layers] of the recurrent layers as they are now; null for all others
 */
export async function probeEvent(
  { stage, epoch }: { readonly stage: string; readonly epoch: number },
  network: EngineNetwork,
  samples: SampleSource,
  couplings: readonly (Coupling | null)[],
): Promise<ProbeEvent> {
  const rates = await neuronRates(network, samples);
  const layers = rates.slice(0, -1).map((layerRates, layer) => {
    const { resistance, tau } = network.neurons(layer);
    return {
      layer,
      rates: histogram(layerRates),
      resistance: histogram(resistance),
      tau: histogram(tau),
      spectralRadius: layerRadius(network, layer, couplings[layer]!),
    };
  });
  return { event: 'probe', stage, epoch, layers };
}
