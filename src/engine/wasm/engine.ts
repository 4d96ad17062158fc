/** The wasm back end: float32, 128-bit SIMD, event-driven. */
import { instantiateKernels } from '../../kernels/kernels.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type { Engine, PlasticityProblem, PlasticityResult } from '../engine.ts';
import { adaptToSpikes } from '../intrinsic-plasticity.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../loss.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import { Arena } from './arena.ts';
import { padded } from './layer-memory.ts';
import { WasmNetwork } from './network.ts';
import { wasmPlasticity } from './plasticity.ts';

async function applyPlasticity(
  { resistance, tau, spikes }: PlasticityProblem,
  settings: IntrinsicPlasticitySettings,
): Promise<PlasticityResult> {
  checkPlasticitySettings(settings);
  const arena = new Arena(true);
  const kernels = await instantiateKernels(arena.memory);
  const neurons = resistance.length;
  const addresses = { resistance: arena.take(padded(neurons)), tau: arena.take(padded(neurons)) };
  arena.floats(addresses.resistance, padded(neurons)).fill(1);
  arena.floats(addresses.tau, padded(neurons)).fill(1);
  arena.floats(addresses.resistance, neurons).set(resistance);
  arena.floats(addresses.tau, neurons).set(tau);
  const rule = wasmPlasticity(arena, kernels, { neurons, ...addresses }, settings, {
    steps: Math.max(...spikes.map((train) => train.offsets.length - 1)),
    spikes: Math.max(...spikes.map((train) => train.neurons.length)),
  });
  const calcium = adaptToSpikes(rule, spikes, settings.mode);
  return {
    resistance: arena.floats(addresses.resistance, neurons).slice(),
    tau: arena.floats(addresses.tau, neurons).slice(),
    calcium,
  };
}

/**
 * Makes the back end; its kernels are compiled once a process.
 * @param threads threads a network, the caller's included; results do not depend on it
 */
export function createWasmEngine(threads = 1): Engine {
  const createNetwork = async (
    shape: NetworkShape,
    layout: WeightLayout,
    loss: Loss = PSC_LOSS,
  ) => {
    checkLoss(loss);
    const arena = new Arena(true);
    const kernels = await instantiateKernels(arena.memory);
    return WasmNetwork.create({ shape, layout, loss }, arena, kernels, threads);
  };
  return { name: 'wasm', createNetwork, applyPlasticity };
}
