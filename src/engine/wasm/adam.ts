/** Adam on the kernels: moments in the network's memory, the update on all threads. */
import { ADAM_FIELDS, writeRecord } from '../../kernels/records.ts';
import type { WeightLayout } from '../../model/shape.ts';
import type { AdamState } from '../engine.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import type { Arena } from './arena.ts';
import type { NetworkMemory, NetworkParts } from './network-memory.ts';

/** Adam's moments in the network's memory. */
export class WasmAdam implements AdamState {
  beta1Power = 1;
  beta2Power = 1;
  readonly #arena: Arena;
  readonly #memory: NetworkMemory;
  readonly #length: number;

  constructor(arena: Arena, memory: NetworkMemory, length: number) {
    this.#arena = arena;
    this.#memory = memory;
    this.#length = length;
  }

  get firstMoment(): Float32Array {
    return this.#arena.floats(this.#memory.firstMoment, this.#length);
  }

  get secondMoment(): Float32Array {
    return this.#arena.floats(this.#memory.secondMoment, this.#length);
  }
}

/**
 * One update of the weights, then their limits.
 * @param update runs the kernel on all threads
 */
export function adamStep(
  { arena, kernels, memory }: NetworkParts,
  layout: WeightLayout,
  state: AdamState,
  settings: WeightUpdateSettings,
  update: () => void,
): void {
  const { clipGradientNorm, clipFeedforward } = settings;
  state.beta1Power *= settings.beta1;
  state.beta2Power *= settings.beta2;
  let gradientScale = 1;
  if (clipGradientNorm !== null) {
    const norm = Math.sqrt(kernels.sumOfSquares(memory.gradient, layout.length));
    if (norm > clipGradientNorm) gradientScale = clipGradientNorm / norm;
  }
  writeRecord(arena.floats(memory.factors, ADAM_FIELDS.length), ADAM_FIELDS, {
    beta1: settings.beta1,
    beta2: settings.beta2,
    rate: settings.learningRate / (1 - state.beta1Power),
    secondScale: 1 / (1 - state.beta2Power),
    epsilon: settings.epsilon,
    gradientScale,
    kept: 1 - settings.learningRate * settings.decoupledWeightDecay,
  });
  update();
  for (const { kind, offset, length, nonNegative } of layout.segments) {
    const at = memory.weights + 4 * offset;
    if (nonNegative) kernels.clamp(at, length, 0, Infinity);
    if (kind === 'feedforward' && clipFeedforward !== null) {
      kernels.clamp(at, length, -clipFeedforward, clipFeedforward);
    }
  }
}
