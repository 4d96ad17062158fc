/** SpiKL-IP for one layer on the SIMD kernels. */
import type { Kernels } from '../../kernels/kernels.ts';
import { PLASTICITY_ADDRESSES, PLASTICITY_SETTINGS, writeRecord } from '../../kernels/records.ts';
import type { SpikeTrain } from '../engine.ts';
import type { PlasticityRule } from '../intrinsic-plasticity.ts';
import type { IntrinsicPlasticitySettings } from '../plasticity-settings.ts';
import type { Arena } from './arena.ts';
import { padded } from './layer-memory.ts';

/** 4-byte words of the kernels' record. */
export const PLASTICITY_WORDS = PLASTICITY_ADDRESSES.length + PLASTICITY_SETTINGS.length;

/** R and τ of a layer: addresses of [N], padded. */
export interface AdaptedLayer {
  readonly neurons: number;
  readonly resistance: number;
  readonly tau: number;
}

/** Addresses of a rule's sums and of its calcium. */
export interface RuleMemory {
  readonly calcium: number;
  readonly resistanceChange: number;
  readonly tauChange: number;
}

/** Fills a record at `address`, with sums (cleared) and calcium of its own. */
export function placeRule(
  arena: Arena,
  address: number,
  { neurons, resistance, tau }: AdaptedLayer,
  settings: IntrinsicPlasticitySettings,
): RuleMemory {
  const stride = padded(neurons);
  const memory = {
    calcium: arena.take(stride),
    resistanceChange: arena.take(stride),
    tauChange: arena.take(stride),
  };
  for (const row of Object.values(memory)) arena.floats(row, stride).fill(0);
  const { resistanceBounds, tauBounds } = settings;
  writeRecord(arena.words(address, PLASTICITY_ADDRESSES.length), PLASTICITY_ADDRESSES, {
    stride,
    resistance,
    tau,
    ...memory,
  });
  writeRecord(
    arena.floats(address + 4 * PLASTICITY_ADDRESSES.length, PLASTICITY_SETTINGS.length),
    PLASTICITY_SETTINGS,
    {
      inverseTarget: 1 / settings.targetRate,
      learningRate: settings.learningRate,
      calciumDecay: 1 - 1 / settings.tauCalcium,
      inverseTauCalcium: 1 / settings.tauCalcium,
      minimumRate: settings.minimumRate,
      resistanceLow: resistanceBounds[0],
      resistanceHigh: resistanceBounds[1],
      tauLow: tauBounds[0],
      tauHigh: tauBounds[1],
    },
  );
  return memory;
}

/**
 * The rule over R and τ at the given addresses, changed in place. Its memory is reserved behind the
 * arena's mark; the caller rewinds when it is done with all rules.
 * @param capacity upper bound of the steps and spikes of one train
 */
export function wasmPlasticity(
  arena: Arena,
  kernels: Kernels,
  layer: AdaptedLayer,
  settings: IntrinsicPlasticitySettings,
  capacity: { steps: number; spikes: number },
): PlasticityRule<Float32Array> {
  const { neurons } = layer;
  const record = arena.take(PLASTICITY_WORDS);
  const memory = placeRule(arena, record, layer, settings);
  const offsetsAt = arena.take(capacity.steps + 1);
  const spikesAt = arena.take(capacity.spikes);
  return {
    newCalcium: () => new Float32Array(neurons),

    accumulate({ offsets, neurons: spikes }: SpikeTrain, calcium: Float32Array): void {
      arena.floats(memory.calcium, neurons).set(calcium);
      arena.words(offsetsAt, offsets.length).set(offsets);
      arena.words(spikesAt, spikes.length).set(spikes);
      kernels.accumulatePlasticity(record, offsetsAt, spikesAt, offsets.length - 1);
      calcium.set(arena.floats(memory.calcium, neurons));
    },

    applyMean(samples: number): void {
      kernels.applyPlasticity(record, 1 / samples);
    },
  };
}
