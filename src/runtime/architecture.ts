/** Reads the architecture in a network's file, and checks it against the size of that file. */
import { MotifsmithError } from '../core/errors.ts';
import { ARCHITECTURE_FIELD } from '../exchange/network-tensors.ts';
import type { StoredTensor } from '../formats/safetensors.ts';
import type { Architecture, HiddenLayer, MotifLayer } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { parseArchitectureText } from '../model/parse-architecture.ts';

type Tensors = Readonly<Record<string, StoredTensor>>;

/** Connections of a motif within itself, other than `none`. */
const connections = ({ motif }: MotifLayer): number =>
  motif.intra.flat().filter((type) => type !== CONNECTION_TYPES[2]).length;

/** The least number of recurrent weights that a layer can have, found without making any. */
function fewestRecurrent(layer: HiddenLayer): number {
  if (layer.kind === 'dense') return layer.neurons ** 2;
  if (layer.kind !== 'scml') return 0;
  return Math.floor(layer.neurons / layer.motif.size) * connections(layer);
}

/**
 * Refuses a network that is larger than its file before anything is allocated for its neurons and
 * edges: otherwise a few bytes of text could ask for all memory.
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
        remedy: 'Use the weights and the architecture of the same run.',
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
export function readArchitecture(
  text: string | undefined,
  tensors: Tensors,
  file: string,
): Architecture {
  const architecture = parseArchitectureText(text, `${file}, metadata "${ARCHITECTURE_FIELD}"`);
  requireBacking(architecture, tensors, file);
  return architecture;
}
