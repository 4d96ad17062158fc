/**
 * The IP pass in `window` mode, on all threads: each sample's updates are summed in its slot, then
 * over the slots in the order of the samples.
 */

import type { EventSample } from '../../data/events/sample.ts';
import { NETWORK } from '../../kernels/records/network.ts';
import { PLASTICITY } from '../../kernels/records/updates.ts';
import type { IntrinsicPlasticitySettings } from '../plasticity-settings.ts';
import type { NetworkParts } from './network-memory.ts';
import { type AdaptedLayer, placeRules, type RuleMemory } from './plasticity.ts';
import { padded } from './sizes.ts';

/**
 * @param layers the layers to adapt, with their numbers
 * @param inGroups runs the samples group by group and calls back after each
 * @returns mean firing rate of each layer, spikes per neuron and step
 */
export function adaptWindow(
  { arena, kernels, memory, batch }: NetworkParts,
  layers: readonly (AdaptedLayer & { layer: number })[],
  samples: readonly EventSample[],
  settings: IntrinsicPlasticitySettings,
  inGroups: (visit: (first: number, count: number) => void) => void,
): number[] {
  const slots = placeRules(
    arena,
    Array.from({ length: batch.slotCount }, () => layers).flat(),
    settings,
  );
  const totals = placeRules(arena, layers, settings);
  NETWORK.update(arena.memory, memory.record, {
    plasticity: slots.address,
    adapting: arena.place(layers.map(({ layer }) => layer)),
    adaptingCount: layers.length,
    refractory: settings.refractory ?? 0,
  });
  const spikes = layers.map(() => 0);
  const addChanges = (from: RuleMemory, to: RuleMemory, neurons: number): void => {
    for (const name of ['resistanceChange', 'tauChange'] as const) {
      const change = arena.floats(from[name], padded(neurons));
      const total = arena.floats(to[name], padded(neurons));
      for (let i = 0; i < total.length; i++) total[i]! += change[i]!;
      change.fill(0);
    }
  };
  inGroups((first, count) => {
    for (let slot = 0; slot < count; slot++) {
      const { spikeCounts } = batch.result(first + slot);
      layers.forEach(({ layer, neurons }, k) => {
        spikes[k]! += spikeCounts[layer]!;
        addChanges(slots.rules[slot * layers.length + k]!, totals.rules[k]!, neurons);
      });
    }
  });
  layers.forEach((_, k) => {
    kernels.applyPlasticity(totals.address + k * PLASTICITY.bytes, 1 / samples.length);
  });
  const steps = samples.reduce((sum, sample) => sum + sample.steps, 0);
  return spikes.map((count, k) => count / (steps * layers[k]!.neurons));
}
