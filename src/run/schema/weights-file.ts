/**
 * `weights.safetensors`: a trained network's weights, R, τ and bias under readable names. Feedforward
 * weights are [inputs][neurons]; recurrent ones [E] in edge order, in the order of the architecture.
 */
import type { BaselineArchitecture } from '../../baselines/architecture-schema.ts';
import type { BaselineModel } from '../../baselines/system.ts';
import { baselineShapes } from '../../baselines/systems.ts';
import {
  biasTensor,
  NETWORK_METADATA,
  neuronTensors,
  requireTensors,
  tensorShapes,
} from '../../exchange/network-tensors.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from '../../formats/safetensors.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { blueprint } from '../../model/shape.ts';
import type { TrainedModel } from '../../training/network.ts';

/** In the precision that the engine trained in; Float32 unless the values need more. */
function tensor(shape: readonly number[], values: ArrayLike<number>): StoredTensor {
  const data = values instanceof Float32Array ? values : Float64Array.from(values);
  return { shape, data };
}

function slice(values: ArrayLike<number>, begin: number, end: number): ArrayLike<number> {
  return values instanceof Float32Array || values instanceof Float64Array
    ? values.slice(begin, end)
    : Array.from(values).slice(begin, end);
}

/** The file of a trained network; equal networks give equal bytes. @param model the network */
export function encodeWeights({ architecture, weights, neurons }: TrainedModel): Uint8Array {
  const plan = blueprint(architecture);
  const shapes = tensorShapes(plan);
  const tensors: Record<string, StoredTensor> = {};
  for (const { name, offset, length } of plan.layout.segments) {
    tensors[name] = tensor(shapes.get(name)!, slice(weights, offset, offset + length));
  }
  neurons.forEach(({ resistance, tau, bias }, l) => {
    const names = neuronTensors(l);
    tensors[names.resistance] = tensor([resistance.length], resistance);
    tensors[names.tau] = tensor([tau.length], tau);
    if (bias) tensors[biasTensor(l)] = tensor([bias.length], bias);
  });
  return encodeSafetensors(tensors, NETWORK_METADATA);
}

/** The file of a system of others: its own tensors. */
export const encodeBaseline = ({ tensors }: BaselineModel): Uint8Array =>
  encodeSafetensors(tensors, NETWORK_METADATA);

/** @throws MotifsmithError `artifact` if it is damaged, of another system or size, or holds NaN or ∞ */
export function decodeBaseline(
  bytes: Uint8Array,
  architecture: BaselineArchitecture,
  file: string,
): BaselineModel {
  const { tensors } = decodeSafetensors(bytes, file);
  requireTensors(tensors, baselineShapes(architecture), file);
  return { architecture, tensors };
}

/**
 * Reads a file of weights for an architecture.
 * @throws MotifsmithError `artifact` if it is damaged, of another network, or holds NaN or ∞
 */
export function decodeWeights(
  bytes: Uint8Array,
  architecture: Architecture,
  file: string,
): TrainedModel {
  const plan = blueprint(architecture);
  const { tensors } = decodeSafetensors(bytes, file);
  requireTensors(tensors, tensorShapes(plan), file);
  const weights = new Float64Array(plan.layout.length);
  for (const { name, offset } of plan.layout.segments) weights.set(tensors[name]!.data, offset);
  const neurons = plan.shape.layers.map((_, l) => {
    const names = neuronTensors(l);
    return {
      resistance: tensors[names.resistance]!.data,
      tau: tensors[names.tau]!.data,
      ...(plan.shape.bias && { bias: tensors[biasTensor(l)]!.data }),
    };
  });
  return { architecture, weights, neurons };
}
