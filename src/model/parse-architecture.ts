/**
 * Reads an architecture from JSON: of a run, of an exported network, or written by hand. Without zod,
 * because the inference runtime reads it too, in pages that have no bundler.
 */
import { MotifsmithError } from '../core/errors.ts';
import { expected, NO_SUCH_FIELD, show } from '../core/expected.ts';
import { parseJson } from '../core/parse-json.ts';
import { formatPath, type KeyPath } from '../core/settings/key-path.ts';
import type { Architecture, HiddenLayer, MotifTopology } from './architecture-schema.ts';
import { NEURON_CONSTANTS } from './neuron.ts';
import { validateArchitecture } from './validate-architecture.ts';

type Fields<T> = Readonly<Record<keyof T, true>>;

const FIELDS: Fields<Architecture> = {
  inputs: true,
  hidden: true,
  outputs: true,
  neuron: true,
  bias: true,
  readout: true,
};
const MOTIF_FIELDS: Fields<MotifTopology> = { size: true, intra: true, inter: true, tau: true };
const LAYER_FIELDS: {
  readonly [Kind in HiddenLayer['kind']]: Fields<Extract<HiddenLayer, { kind: Kind }>>;
} = {
  feedforward: { kind: true, neurons: true, tauSynapse: true },
  dense: { kind: true, neurons: true, tauSynapse: true },
  scml: { kind: true, neurons: true, motif: true, boundary: true, tauSynapse: true },
  supernet: {
    kind: true,
    neurons: true,
    sizes: true,
    boundary: true,
    lateral: true,
    tauCandidates: true,
  },
};

/** What an architecture has in place of what it must have. */
interface Fault {
  readonly path: KeyPath;
  readonly problem: string;
}

/** Not an object, or one with other fields than these. */
function objectFault(value: unknown, path: KeyPath, fields: object): Fault | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { path, problem: expected('an object', value) };
  }
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  return unknown === undefined ? null : { path: [...path, unknown], problem: NO_SUCH_FIELD };
}

function layerFault(layer: unknown, path: KeyPath): Fault | null {
  const { kind, motif } = (layer ?? {}) as { kind?: unknown; motif?: unknown };
  const fields = Object.entries(LAYER_FIELDS).find(([name]) => name === kind)?.[1];
  if (!fields) {
    const wanted = `one of ${Object.keys(LAYER_FIELDS).map(show).join(', ')}`;
    return { path: [...path, 'kind'], problem: expected(wanted, kind) };
  }
  return (
    objectFault(layer, path, fields) ??
    (kind === 'scml' ? objectFault(motif, [...path, 'motif'], MOTIF_FIELDS) : null)
  );
}

/** Finds what `validateArchitecture` takes for granted: that objects are objects. */
function structureFault(value: unknown): Fault | null {
  const { neuron, hidden } = (value ?? {}) as Partial<Record<keyof Architecture, unknown>>;
  const fault = objectFault(value, [], FIELDS) ?? objectFault(neuron, ['neuron'], NEURON_CONSTANTS);
  if (fault) return fault;
  if (!Array.isArray(hidden)) return { path: ['hidden'], problem: expected('a list', hidden) };
  for (const [l, layer] of hidden.entries()) {
    const inside = layerFault(layer, ['hidden', l]);
    if (inside) return inside;
  }
  return null;
}

/**
 * An architecture from parsed JSON. Nothing is built for its neurons and edges, so a hostile file
 * takes no more memory than its own size.
 * @param value keeps the order of its fields, so that exporting it again gives the same bytes
 * @param where names the origin of the value in errors
 * @throws MotifsmithError `artifact` naming the field if it is not that of a discrete network
 */
export function parseArchitecture(value: unknown, where: string): Architecture {
  const fault = structureFault(value);
  if (fault) {
    const field = formatPath(fault.path);
    throw new MotifsmithError('artifact', `The content is not valid: ${fault.problem}.`, {
      where: field === '' ? where : `${where}, field ${field}`,
      remedy: 'Write it like the architecture.json of a run.',
    });
  }
  const architecture = value as Architecture;
  try {
    validateArchitecture(architecture);
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    throw new MotifsmithError('artifact', `The architecture is impossible: ${error.message}`, {
      where: `${where}, field ${error.where ?? ''}`,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      cause: error,
    });
  }
  const searched = architecture.hidden.findIndex(({ kind }) => kind === 'supernet');
  if (searched >= 0) {
    throw new MotifsmithError('artifact', 'The layer is still being searched.', {
      where: `${where}, field hidden[${searched}]`,
      remedy: 'Use the architecture that the search ended with.',
    });
  }
  return architecture;
}

/**
 * An architecture from JSON within another file.
 * @param text undefined if the file has none
 * @throws MotifsmithError `artifact`
 */
export function parseArchitectureText(text: string | undefined, where: string): Architecture {
  let value: unknown;
  try {
    value = parseJson(text ?? '');
  } catch (cause) {
    throw new MotifsmithError('artifact', 'The file does not contain the architecture as JSON.', {
      where,
      remedy: 'Use a file that `motifsmith export` has written.',
      cause,
    });
  }
  return parseArchitecture(value, where);
}
