/**
 * A graph of the Neuromorphic Intermediate Representation (NIR; Pedersen et al., Nature Communications
 * 15:8122, 2024) as plain data, and its layout in HDF5: `/version` and every `type` are scalar strings,
 * `/node` is a group of type NIRGraph with `nodes` and `edges`, and a node's group holds its parameters
 * and nothing else but `metadata`.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { openBytes } from '../../formats/file-store.ts';
import {
  type Hdf5Array,
  type Hdf5Dataset,
  type Hdf5Group,
  openHdf5,
} from '../../formats/hdf5/reader.ts';
import { encodeHdf5, type Hdf5Tree } from '../../formats/hdf5/writer.ts';

/** An array in row-major order; no dimensions for a scalar. */
export interface NirArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export interface NirNode {
  readonly kind: 'node';
  /** e.g. `CubaLIF`. */
  readonly type: string;
  /** By name; `shape` of Input and Output is a list of integers. */
  readonly parameters: Readonly<Record<string, NirArray>>;
}

export interface NirGraph {
  readonly kind: 'graph';
  readonly nodes: ReadonlyMap<string, NirNode | NirGraph>;
  /** From, to. */
  readonly edges: readonly (readonly [string, string])[];
  /** Free annotations, written as they are. */
  readonly metadata: Hdf5Tree;
}

/** Bytes that a file may unpack to unless the caller allows more: 256 MiB. */
const DEFAULT_UNPACKED_BYTES = 2 ** 28;

/** Version of the NIR format that the files follow. */
const VERSION = '1.0';
/** Graphs within graphs within … */
const DEEPEST = 8;

/** Parameters of the node types that are understood, and whether they may be missing. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, 'needed' | 'optional'>>>> = {
  Input: { shape: 'needed' },
  Output: { shape: 'needed' },
  Linear: { weight: 'needed' },
  Affine: { weight: 'needed', bias: 'needed' },
  // The dimensions that it joins do not matter where all signals are lists of spikes.
  Flatten: { start_dim: 'optional', end_dim: 'optional' },
  LIF: {
    tau: 'needed',
    r: 'needed',
    v_leak: 'needed',
    v_threshold: 'needed',
    v_reset: 'optional',
  },
  CubaLIF: {
    tau_mem: 'needed',
    tau_syn: 'needed',
    r: 'needed',
    v_leak: 'needed',
    v_threshold: 'needed',
    v_reset: 'optional',
    w_in: 'optional',
  },
  LI: { tau: 'needed', r: 'needed', v_leak: 'needed' },
  CubaLI: {
    tau_mem: 'needed',
    tau_syn: 'needed',
    r: 'needed',
    v_leak: 'needed',
    w_in: 'optional',
  },
};

/** Members of a node's group that say nothing about what it computes. */
const ANNOTATIONS = ['type', 'metadata', 'input_type', 'output_type'];

/** The NIR file of a graph; equal graphs give equal bytes. */
export async function encodeNir(graph: NirGraph): Promise<Uint8Array> {
  return encodeHdf5({ version: VERSION, node: graphTree(graph) });
}

function graphTree({ nodes, edges, metadata }: NirGraph): Hdf5Tree {
  const members = [...nodes].map(
    ([name, node]) => [name, node.kind === 'graph' ? graphTree(node) : nodeTree(node)] as const,
  );
  return {
    type: 'NIRGraph',
    nodes: Object.fromEntries(members),
    edges: { shape: [edges.length, 2], data: edges.flat() },
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
}

function nodeTree({ type, parameters }: NirNode): Hdf5Tree {
  const integers = ({ shape, data }: NirArray) => ({
    shape,
    data: BigInt64Array.from(Array.from(data, BigInt)),
  });
  const entries = Object.entries(parameters).map(
    ([name, array]) => [name, name === 'shape' ? integers(array) : array] as const,
  );
  return { type, ...Object.fromEntries(entries) };
}

/** A graph read from a file, with what its root says of itself. */
export interface NirFile {
  readonly graph: NirGraph;
  /** Text and numbers among the annotations of the root. */
  readonly annotations: Annotations;
}

/** Reads the annotations of a graph; undefined where there is none or it is of another kind. */
export interface Annotations {
  text(...path: string[]): string | undefined;
  numbers(...path: string[]): ArrayLike<number> | undefined;
}

/**
 * Decodes a NIR file. Nodes of unknown types come without parameters: whether the graph can be run
 * without them is for its user to say.
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` naming the byte or the node
 */
export function decodeNir(
  bytes: Uint8Array,
  file: string,
  unpackedBytes: number = DEFAULT_UNPACKED_BYTES,
): NirFile {
  const root = openHdf5(openBytes(bytes), {
    name: file,
    kind: 'artifact',
    mostBytes: unpackedBytes,
    limit: 'together',
  });
  const node = root.open('node');
  if (node?.kind !== 'group') throw notNir('There is no group "node".', `${file}, /`);
  const graph = readNode(node, `${file}, /node`, 0);
  if (graph.kind !== 'graph') throw notNir('The root node is not a NIRGraph.', `${file}, /node`);
  return { graph, annotations: annotationsOf(node) };
}

function notNir(message: string, where: string): MotifsmithError {
  return new MotifsmithError('artifact', message, {
    where,
    remedy: 'Give a file that nir.write has written.',
  });
}

function readNode(group: Hdf5Group, where: string, depth: number): NirNode | NirGraph {
  const type = textOf(group.open('type'));
  if (type === undefined) throw notNir('A node has no type.', where);
  if (type === 'NIRGraph') return readGraph(group, where, depth);
  const known = PARAMETERS[type];
  if (known === undefined || !Object.hasOwn(PARAMETERS, type)) {
    return { kind: 'node', type, parameters: {} };
  }
  const strange = group.names.find(
    (name) => !Object.hasOwn(known, name) && !ANNOTATIONS.includes(name),
  );
  if (strange !== undefined) {
    throw notNir(`A node of type ${type} has the unknown parameter "${strange}".`, where);
  }
  const parameters: Record<string, NirArray> = {};
  for (const [name, need] of Object.entries(known)) {
    const member = group.open(name);
    if (member === undefined && need === 'optional') continue;
    const array = member?.kind === 'dataset' ? member.read() : undefined;
    if (array === undefined || isText(array.data)) {
      throw notNir(`A node of type ${type} lacks the parameter "${name}".`, where);
    }
    parameters[name] = { shape: array.shape, data: toFloats(array.data) };
  }
  return { kind: 'node', type, parameters };
}

function readGraph(group: Hdf5Group, where: string, depth: number): NirGraph {
  if (depth >= DEEPEST) throw notNir(`Graphs are nested more than ${DEEPEST} deep.`, where);
  const members = group.open('nodes');
  if (members?.kind !== 'group') throw notNir('A graph has no group "nodes".', where);
  const nodes = new Map<string, NirNode | NirGraph>();
  for (const name of members.names) {
    const member = members.open(name)!;
    const place = `${where}/nodes/${name}`;
    if (member.kind !== 'group') throw notNir('A node is not a group.', place);
    nodes.set(name, readNode(member, place, depth + 1));
  }
  return { kind: 'graph', nodes, edges: readEdges(group, where), metadata: {} };
}

function readEdges(group: Hdf5Group, where: string): (readonly [string, string])[] {
  const member = group.open('edges');
  if (member?.kind !== 'dataset') throw notNir('A graph has no edges.', where);
  const { shape, data } = member.read();
  if (!isText(data) || shape.length !== 2 || shape[1] !== 2) {
    throw notNir('The edges are not pairs of names.', `${where}/edges`);
  }
  return Array.from({ length: shape[0]! }, (_, k) => [data[2 * k]!, data[2 * k + 1]!] as const);
}

type Values = Hdf5Array['data'];
type Numbers = Exclude<Values, readonly string[]>;

const isText = (data: Values): data is readonly string[] => Array.isArray(data);

/** Floats as they are, integers as float64. */
const toFloats = (data: Numbers): Float32Array | Float64Array =>
  data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data);

type Member = Hdf5Group | Hdf5Dataset | undefined;

/** A scalar string, also where it was stored as a list of one. */
function textOf(member: Member): string | undefined {
  if (member?.kind !== 'dataset') return undefined;
  const { data } = member.read();
  return isText(data) && data.length === 1 ? data[0] : undefined;
}

function annotationsOf(graph: Hdf5Group): Annotations {
  const find = (path: readonly string[]): Member => {
    let member: Member = graph.open('metadata');
    for (const name of path) member = member?.kind === 'group' ? member.open(name) : undefined;
    return member;
  };
  return {
    text: (...path) => textOf(find(path)),
    numbers: (...path) => {
      const member = find(path);
      const data = member?.kind === 'dataset' ? member.read().data : undefined;
      return data === undefined || isText(data) ? undefined : data;
    },
  };
}
