/**
 * `weights.safetensors`: a trained network's weights, R and τ under readable names. Feedforward
 * weights are [inputs][neurons]; recurrent ones [E] in edge order, as the architecture lays them out.
 */
import { MotifsmithError } from '../core/errors.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../interop/safetensors.ts';
import type { Architecture } from '../model/architecture.ts';
import { type Blueprint, blueprint } from '../model/shape.ts';
import type { TrainedModel } from '../training/network.ts';

const METADATA = { format: 'motifsmith-weights', formatVersion: '1' };

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

/** Name and shape of every tensor of a network's file. */
function expectedShapes({ shape, layout }: Blueprint): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, layer, kind, length } of layout.segments) {
    const { inputs, neurons } = shape.layers[layer]!;
    shapes.set(name, kind === 'feedforward' ? [inputs, neurons] : [length]);
  }
  shape.layers.forEach(({ neurons }, l) => {
    shapes.set(`neurons.${l}.resistance`, [neurons]);
    shapes.set(`neurons.${l}.tau`, [neurons]);
  });
  return shapes;
}

/** The file of a trained network; equal networks give equal bytes. */
export function encodeWeights({ architecture, weights, neurons }: TrainedModel): Uint8Array {
  const plan = blueprint(architecture);
  const shapes = expectedShapes(plan);
  const tensors: Record<string, StoredTensor> = {};
  for (const { name, offset, length } of plan.layout.segments) {
    tensors[name] = tensor(shapes.get(name)!, slice(weights, offset, offset + length));
  }
  neurons.forEach(({ resistance, tau }, l) => {
    tensors[`neurons.${l}.resistance`] = tensor([resistance.length], resistance);
    tensors[`neurons.${l}.tau`] = tensor([tau.length], tau);
  });
  return encodeSafetensors(tensors, METADATA);
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
  const refuse = (message: string, name: string): never => {
    throw new MotifsmithError('artifact', message, {
      where: `${file}, tensor "${name}"`,
      remedy: 'Use the weights and the architecture of one and the same run.',
    });
  };
  const plan = blueprint(architecture);
  const shapes = expectedShapes(plan);
  const { tensors } = decodeSafetensors(bytes, file);
  const stray = Object.keys(tensors).find((name) => !shapes.has(name));
  if (stray !== undefined) refuse('The network has no such tensor.', stray);
  const read = (name: string): StoredTensor['data'] => {
    const found = tensors[name] ?? refuse('The tensor is missing.', name);
    const expected = shapes.get(name)!;
    if (found.shape.join() !== expected.join()) {
      refuse(`The shape is [${found.shape.join(', ')}], not [${expected.join(', ')}].`, name);
    }
    const at = found.data.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0) refuse(`Element ${at} is ${found.data[at]}.`, name);
    return found.data;
  };
  const weights = new Float64Array(plan.layout.length);
  for (const { name, offset } of plan.layout.segments) weights.set(read(name), offset);
  const neurons = plan.shape.layers.map((_, l) => ({
    resistance: read(`neurons.${l}.resistance`),
    tau: read(`neurons.${l}.tau`),
  }));
  return { architecture, weights, neurons };
}
