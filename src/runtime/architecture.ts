/**
 * Reads the architecture in a network's file. The experiment room has a schema for it; a page or a
 * small device should not have to load the library behind that, so that its shape is checked here
 * by hand and everything else by `validateArchitecture`.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { StoredTensor } from '../formats/safetensors.ts';
import {
  type Architecture,
  type HiddenLayer,
  type MotifLayer,
  validateArchitecture,
} from '../model/architecture.ts';
import { CONNECTION_TYPES } from '../model/topology.ts';

type Tensors = Readonly<Record<string, StoredTensor>>;

const REMEDY = 'Write the file by `motifsmith export RUN --format safetensors`.';

function requireObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new MotifsmithError('artifact', 'The architecture has no such object.', {
    where,
    remedy: REMEDY,
  });
}

/** Those objects whose fields `validateArchitecture` reads without looking whether they are there. */
function requireObjects(value: unknown, where: string): void {
  const { hidden, neuron } = requireObject(value, where);
  requireObject(neuron, `${where}, field neuron`);
  if (!Array.isArray(hidden)) return;
  hidden.forEach((layer, l) => {
    const field = `${where}, field hidden[${l}]`;
    const { kind } = requireObject(layer, field);
    if (kind === 'supernet') {
      throw new MotifsmithError('artifact', 'The layer is still being searched.', {
        where: field,
        remedy: 'Export the network that the search has ended with.',
      });
    }
  });
}

/** Connections of a motif within itself, other than `none`. */
const connections = ({ motif }: MotifLayer): number =>
  motif.intra.flat().filter((type) => type !== CONNECTION_TYPES[2]).length;

/** At least so many recurrent weights does a layer have; found without making any. */
function fewestRecurrent(layer: HiddenLayer): number {
  if (layer.kind === 'dense') return layer.neurons ** 2;
  if (layer.kind !== 'scml') return 0;
  return Math.floor(layer.neurons / layer.motif.size) * connections(layer);
}

/**
 * Refuses a network that is larger than its file, before anything is made for its neurons and edges:
 * a few bytes of text could otherwise ask for all memory.
 */
function requireBacking({ hidden, outputs }: Architecture, tensors: Tensors, file: string): void {
  const elements = (name: string) => tensors[name]?.data.length ?? 0;
  [...hidden.map(({ neurons }) => neurons), outputs].forEach((neurons, l) => {
    const layer = hidden[l];
    for (const [name, fewest] of [
      [`neurons.${l}.tau`, neurons],
      [`hidden.${l}.recurrent`, layer ? fewestRecurrent(layer) : 0],
    ] as const) {
      if (elements(name) >= fewest) continue;
      throw new MotifsmithError('artifact', 'The tensor is missing or too small.', {
        where: `${file}, tensor "${name}": ${elements(name)} elements of ${fewest} or more`,
        remedy: 'Use the weights and the architecture of one and the same run.',
      });
    }
  });
}

/**
 * @param text the architecture as JSON
 * @param tensors those of the same file
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` if it is not an architecture, is impossible, or larger than the
 *   tensors
 */
export function parseArchitecture(
  text: string | undefined,
  tensors: Tensors,
  file: string,
): Architecture {
  const where = `${file}, metadata "architecture"`;
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch (cause) {
    throw new MotifsmithError('artifact', 'The file does not say of which architecture it is.', {
      where,
      remedy: REMEDY,
      cause,
    });
  }
  requireObjects(value, where);
  const architecture = value as Architecture;
  try {
    validateArchitecture(architecture);
  } catch (cause) {
    if (!(cause instanceof MotifsmithError)) throw cause;
    throw new MotifsmithError('artifact', `The architecture is impossible: ${cause.message}`, {
      where: `${where}, field ${cause.where}`,
      remedy: REMEDY,
      cause,
    });
  }
  requireBacking(architecture, tensors, file);
  return architecture;
}
