/** The wasm back end: float32, 128-bit SIMD, event-driven. */
import { instantiateKernels } from '../../kernels/kernels.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type {
  Engine,
  EngineNetwork,
  IntrinsicPlasticitySettings,
  PlasticityProblem,
  PlasticityResult,
} from '../engine.ts';
import { adaptToSpikes, checkPlasticitySettings } from '../intrinsic-plasticity.ts';
import { Arena } from './arena.ts';
import { padded } from './layer-memory.ts';
import { WasmNetwork } from './network.ts';
import { wasmPlasticity } from './plasticity.ts';

async function createNetwork(shape: NetworkShape, layout: WeightLayout): Promise<EngineNetwork> {
  const arena = new Arena();
  return new WasmNetwork(shape, layout, arena, await instantiateKernels(arena.memory));
}

async function applyPlasticity(
  { resistance, tau, threshold, spikes }: PlasticityProblem,
  settings: IntrinsicPlasticitySettings,
): Promise<PlasticityResult> {
  checkPlasticitySettings(settings);
  const arena = new Arena();
  const kernels = await instantiateKernels(arena.memory);
  const neurons = resistance.length;
  const addresses = { resistance: arena.take(padded(neurons)), tau: arena.take(padded(neurons)) };
  arena.floats(addresses.resistance, padded(neurons)).fill(1);
  arena.floats(addresses.tau, padded(neurons)).fill(1);
  arena.floats(addresses.resistance, neurons).set(resistance);
  arena.floats(addresses.tau, neurons).set(tau);
  const rule = wasmPlasticity(arena, kernels, { neurons, ...addresses }, threshold, settings, {
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

/** The wasm back end; its kernels are compiled once a process. */
export const wasmEngine: Engine = { name: 'wasm', createNetwork, applyPlasticity };
