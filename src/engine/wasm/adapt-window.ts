/**
 * The IP pass in `window` mode, on all threads: each sample's updates are summed in its slot, then
 * over the slots in the order of the samples.
 */
import type { EventSample } from '../../data/events/sample.ts';
import type { IntrinsicPlasticitySettings } from '../plasticity-settings.ts';
import { padded } from './layer-memory.ts';
import { type NetworkParts, updateNetwork } from './network-memory.ts';
import { type AdaptedLayer, PLASTICITY_WORDS, placeRule, type RuleMemory } from './plasticity.ts';

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
  const place = (table: number): RuleMemory[] =>
    layers.map((layer, k) => placeRule(arena, table + 4 * k * PLASTICITY_WORDS, layer, settings));
  const words = layers.length * PLASTICITY_WORDS;
  const slotTable = arena.take(Math.max(1, batch.slotCount * words));
  const slots = Array.from({ length: batch.slotCount }, (_, slot) =>
    place(slotTable + 4 * slot * words),
  );
  const totalTable = arena.take(Math.max(1, words));
  const totals = place(totalTable);
  const adapting = arena.take(Math.max(1, layers.length));
  arena.words(adapting, layers.length).set(layers.map(({ layer }) => layer));
  updateNetwork(arena, memory.record, {
    plasticity: slotTable,
    adapting,
    adaptingCount: layers.length,
  });
  const spikes = layers.map(() => 0);
  inGroups((first, count) => {
    for (let slot = 0; slot < count; slot++) {
      const { spikeCounts } = batch.result(first + slot);
      layers.forEach(({ layer, neurons }, k) => {
        spikes[k]! += spikeCounts[layer]!;
        for (const name of ['resistanceChange', 'tauChange'] as const) {
          const change = arena.floats(slots[slot]![k]![name], padded(neurons));
          const total = arena.floats(totals[k]![name], padded(neurons));
          for (let i = 0; i < total.length; i++) total[i]! += change[i]!;
          change.fill(0);
        }
      });
    }
  });
  layers.forEach((_, k) => {
    kernels.applyPlasticity(totalTable + 4 * k * PLASTICITY_WORDS, 1 / samples.length);
  });
  const steps = samples.reduce((sum, sample) => sum + sample.steps, 0);
  return spikes.map((count, k) => count / (steps * layers[k]!.neurons));
}
