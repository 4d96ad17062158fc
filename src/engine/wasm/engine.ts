/** The wasm back end: float32, 128-bit SIMD, event-driven. */
import { instantiateKernels } from '../../kernels/kernels.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import type { Engine } from '../engine.ts';
import { checkLoss, type Loss, PSC_LOSS } from '../loss.ts';
import { checkRule, type Rule, TSSL_BP } from '../rule.ts';
import { Arena } from './arena.ts';
import { WasmNetwork } from './network.ts';
import { isRevectorizing, revectorize } from './revectorize.ts';

/**
 * Makes the back end; its kernels are compiled once in a process.
 * @param threads of each network, the caller's included; results do not depend on it
 * @param wide whether to compute on 256-bit vectors where the host can; results do not depend on it, and once
 *   switched on it stays on in this process
 */
export function createWasmEngine(threads = 1, wide = true): Engine {
  if (wide) revectorize();
  const createNetwork = async (
    shape: NetworkShape,
    layout: WeightLayout,
    loss: Loss = PSC_LOSS,
    rule: Rule = TSSL_BP,
  ) => {
    checkLoss(loss);
    checkRule(rule);
    const arena = new Arena(true);
    const kernels = await instantiateKernels(arena.memory);
    return WasmNetwork.create({ shape, layout, loss, rule }, arena, kernels, threads);
  };
  return {
    name: 'wasm',
    revectorized: isRevectorizing(),
    device: null,
    // One keeps all threads busy.
    networksAtATime: 1,
    createNetwork,
  };
}
