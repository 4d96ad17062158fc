/** SpiKL-IP on the SIMD kernels. */
import { instantiateKernels, type Kernels } from '../../kernels/kernels.ts';
import { PLASTICITY } from '../../kernels/records/updates.ts';
import type { SpikeTrain } from '../engine.ts';
import {
  adaptToSpikes,
  type PlasticityProblem,
  type PlasticityResult,
  type PlasticityRule,
} from '../intrinsic-plasticity.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
  rateDivisor,
} from '../plasticity-settings.ts';
import { Arena } from './arena.ts';
import { padded } from './sizes.ts';

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

/** Places one record for each layer, with sums (cleared) and calcium of its own. */
export function placeRules(
  arena: Arena,
  layers: readonly AdaptedLayer[],
  settings: IntrinsicPlasticitySettings,
): { address: number; rules: RuleMemory[] } {
  const { resistanceBounds, tauBounds } = settings;
  const rules = layers.map(({ neurons }): RuleMemory => {
    const row = () => {
      const address = arena.take(padded(neurons));
      arena.floats(address, padded(neurons)).fill(0);
      return address;
    };
    return { calcium: row(), resistanceChange: row(), tauChange: row() };
  });
  const address = arena.records(
    PLASTICITY,
    layers.map(({ neurons, resistance, tau }, k) => ({
      stride: padded(neurons),
      resistance,
      tau,
      ...rules[k]!,
      inverseTarget: 1 / settings.targetRate,
      learningRate: settings.learningRate,
      calciumDecay: 1 - 1 / settings.tauCalcium,
      inverseDivisor: 1 / rateDivisor(settings),
      minimumRate: settings.minimumRate,
      resistanceLow: resistanceBounds[0],
      resistanceHigh: resistanceBounds[1],
      tauLow: tauBounds[0],
      tauHigh: tauBounds[1],
    })),
  );
  return { address, rules };
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
  const { address, rules } = placeRules(arena, [layer], settings);
  const calciumAt = rules[0]!.calcium;
  const offsetsAt = arena.take(capacity.steps + 1);
  const spikesAt = arena.take(capacity.spikes);
  return {
    newCalcium: () => new Float32Array(neurons),

    accumulate({ offsets, neurons: spikes }: SpikeTrain, calcium: Float32Array): void {
      arena.floats(calciumAt, neurons).set(calcium);
      arena.words(offsetsAt, offsets.length).set(offsets);
      arena.words(spikesAt, spikes.length).set(spikes);
      kernels.accumulatePlasticity(address, offsetsAt, spikesAt, offsets.length - 1);
      calcium.set(arena.floats(calciumAt, neurons));
    },

    applyMean(samples: number): void {
      kernels.applyPlasticity(address, 1 / samples);
    },
  };
}

/** The rule alone, on known spikes: what worked cases check. */
export async function applyWasmPlasticity(
  { resistance, tau, spikes }: PlasticityProblem,
  settings: IntrinsicPlasticitySettings,
): Promise<PlasticityResult> {
  checkPlasticitySettings(settings);
  const arena = new Arena(true);
  const kernels = await instantiateKernels(arena.memory);
  const neurons = resistance.length;
  const place = (values: ArrayLike<number>) => {
    const address = arena.take(padded(neurons));
    arena.floats(address, padded(neurons)).fill(1);
    arena.floats(address, neurons).set(values);
    return address;
  };
  const layer = { neurons, resistance: place(resistance), tau: place(tau) };
  const rule = wasmPlasticity(arena, kernels, layer, settings, {
    steps: Math.max(...spikes.map((train) => train.offsets.length - 1)),
    spikes: Math.max(...spikes.map((train) => train.neurons.length)),
  });
  const calcium = adaptToSpikes(rule, spikes, settings.mode);
  return {
    resistance: arena.floats(layer.resistance, neurons).slice(),
    tau: arena.floats(layer.tau, neurons).slice(),
    calcium,
  };
}
