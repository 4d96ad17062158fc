/** SpiKL-IP for one layer on the SIMD kernels. */
import {
  type Kernels,
  PLASTICITY_ADDRESSES,
  PLASTICITY_SETTINGS,
  writeRecord,
} from '../../kernels/kernels.ts';
import type { IntrinsicPlasticitySettings, SpikeTrain } from '../engine.ts';
import type { PlasticityRule } from '../intrinsic-plasticity.ts';
import type { Arena } from './arena.ts';
import { padded } from './layer-memory.ts';

/**
 * The rule over R and τ at the given addresses, [N] padded, changed in place. Its own memory is
 * reserved behind the arena's mark; the caller rewinds when it is done with all rules.
 */
export function wasmPlasticity(
  arena: Arena,
  kernels: Kernels,
  layer: { neurons: number; resistance: number; tau: number },
  threshold: number,
  settings: IntrinsicPlasticitySettings,
  /** Upper bound of the steps and spikes of one train. */
  capacity: { steps: number; spikes: number },
): PlasticityRule<Float32Array> {
  const { neurons, resistance, tau } = layer;
  const stride = padded(neurons);
  const calciumRow = arena.take(stride);
  const offsetsAt = arena.take(capacity.steps + 1);
  const spikesAt = arena.take(capacity.spikes);
  const addresses = {
    stride,
    resistance,
    tau,
    calcium: calciumRow,
    resistanceChange: arena.take(stride),
    tauChange: arena.take(stride),
  };
  const { resistanceBounds, tauBounds } = settings;
  const numbers = {
    threshold,
    inverseTarget: 1 / settings.targetRate,
    learningRate: settings.learningRate,
    calciumDecay: 1 - 1 / settings.tauCalcium,
    inverseTauCalcium: 1 / settings.tauCalcium,
    minimumRate: settings.minimumRate,
    resistanceLow: resistanceBounds[0],
    resistanceHigh: resistanceBounds[1],
    tauLow: tauBounds[0],
    tauHigh: tauBounds[1],
  };
  const record = arena.take(PLASTICITY_ADDRESSES.length + PLASTICITY_SETTINGS.length);
  writeRecord(arena.words(record, PLASTICITY_ADDRESSES.length), PLASTICITY_ADDRESSES, addresses);
  writeRecord(
    arena.floats(record + 4 * PLASTICITY_ADDRESSES.length, PLASTICITY_SETTINGS.length),
    PLASTICITY_SETTINGS,
    numbers,
  );
  return {
    newCalcium: () => new Float32Array(neurons),

    accumulate({ offsets, neurons: spikes }: SpikeTrain, calcium: Float32Array): void {
      arena.floats(calciumRow, neurons).set(calcium);
      arena.words(offsetsAt, offsets.length).set(offsets);
      arena.words(spikesAt, spikes.length).set(spikes);
      kernels.accumulatePlasticity(record, offsetsAt, spikesAt, offsets.length - 1);
      calcium.set(arena.floats(calciumRow, neurons));
    },

    applyMean(samples: number): void {
      kernels.applyPlasticity(record, 1 / samples);
    },
  };
}
