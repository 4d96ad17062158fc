/**
 * Names and shapes of the tensors of a network's file (docs/formats.md): said once for those who
 * write and read such files, the runtime among them.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { StoredTensor } from '../formats/safetensors.ts';
import type { Blueprint } from '../model/shape.ts';

/** Metadata by which a file of these tensors is known. */
export const NETWORK_METADATA = { format: 'motifsmith-weights', formatVersion: '1' } as const;
/** Metadata of a self-contained file: architecture as JSON, length of a step in ms. */
export const ARCHITECTURE_FIELD = 'architecture';
export const STEP_FIELD = 'step_ms';

/** Names of a layer's R and τ. */
export const neuronTensors = (layer: number) => ({
  resistance: `neurons.${layer}.resistance`,
  tau: `neurons.${layer}.tau`,
});
/** Name of a layer's bias, in networks that have one. */
export const biasTensor = (layer: number) => `neurons.${layer}.bias`;

/**
 * Name and shape of every tensor: feedforward weights [inputs][neurons], recurrent ones [E] in edge
 * order, R, τ and, in networks that have one, bias [neurons].
 */
export function tensorShapes({ shape, layout }: Blueprint): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, layer, kind, length } of layout.segments) {
    const { inputs, neurons } = shape.layers[layer]!;
    shapes.set(name, kind === 'feedforward' ? [inputs, neurons] : [length]);
  }
  shape.layers.forEach(({ neurons }, l) => {
    for (const name of Object.values(neuronTensors(l))) shapes.set(name, [neurons]);
    if (shape.bias) shapes.set(biasTensor(l), [neurons]);
  });
  return shapes;
}

/**
 * Checks that a file holds all tensors of a network and no others, and only numbers.
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` naming the tensor that is missing, stray, of another shape, or
 *   holds NaN or ∞, or an R or τ that is not above 0
 */
export function requireTensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  shapes: ReadonlyMap<string, readonly number[]>,
  file: string,
): void {
  const refuse = (message: string, name: string): never => {
    throw new MotifsmithError('artifact', message, {
      where: `${file}, tensor "${name}"`,
      remedy: 'Use the weights and the architecture of one and the same run.',
    });
  };
  const stray = Object.keys(tensors).find((name) => !shapes.has(name));
  if (stray !== undefined) refuse('The network has no such tensor.', stray);
  for (const [name, expected] of shapes) {
    if (!Object.hasOwn(tensors, name)) refuse('The tensor is missing.', name);
    const { shape, data } = tensors[name]!;
    if (shape.join() !== expected.join()) {
      refuse(`The shape is [${shape.join(', ')}], not [${expected.join(', ')}].`, name);
    }
    const at = data.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0) refuse(`Element ${at} is ${data[at]}.`, name);
    if (MUST_BE_POSITIVE.test(name)) requirePositive(data, `${file}, tensor "${name}"`);
  }
}

/** R and τ of a neuron: with another value, also after rounding to float32, it would compute only NaN. */
const MUST_BE_POSITIVE = /^neurons\.\d+\.(resistance|tau)$/;

function requirePositive(data: StoredTensor['data'], where: string): void {
  const at = data.findIndex((value: number) => !(Math.fround(value) > 0));
  if (at < 0) return;
  throw new MotifsmithError('artifact', `Element ${at} is ${data[at]}, which is not above 0.`, {
    where,
    remedy: 'The file is damaged: fetch or write it again.',
  });
}
