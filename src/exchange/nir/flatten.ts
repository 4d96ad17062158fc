/**
 * From a NIR graph of anybody's to a list of layers: nested graphs are opened up, nodes that pass
 * spikes on as they are vanish, and what is left must be a chain matrix → neurons → matrix → neurons …,
 * each with at most one matrix that leads back to the same neurons.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { NirArray, NirGraph, NirNode } from './graph.ts';

/** Neurons with the matrix before them and, if they are recurrent, the one that leads back. */
export interface ChainLayer {
  /** Name of the neuron node, a path within nested graphs. */
  readonly name: string;
  readonly neuron: NirNode;
  readonly feedforward: { readonly name: string; readonly node: NirNode };
  readonly recurrent: { readonly name: string; readonly node: NirNode } | null;
}

export interface Chain {
  readonly layers: readonly ChainLayer[];
  /** Size of the input, all dimensions multiplied. */
  readonly inputs: number;
  readonly outputs: number;
}

const NEURONS = ['CubaLIF', 'LIF', 'CubaLI', 'LI'];
const MATRICES = ['Linear', 'Affine'];

/** Says of a node why it cannot be run. @param place its path, or that and the parameter at fault */
export type RefuseNode = (
  message: string,
  place: string | readonly [node: string, parameter: string],
  remedy?: string,
) => never;

/** @param file names the file in errors */
export function refuseNode(file: string): RefuseNode {
  return (message, place, remedy) => {
    const [node, ...parameter] = typeof place === 'string' ? [place] : place;
    // Where it is in the HDF5 file.
    const path = [
      '/node',
      ...(node === '' ? [] : node.split('/').flatMap((name) => ['nodes', name])),
    ];
    throw new MotifsmithError('artifact', message, {
      where: `${file}, ${[...path, ...parameter].join('/')}`,
      remedy:
        remedy ??
        'Networks that can be run are chains of Linear or Affine and CubaLIF or LIF nodes, with or without recurrence; the last may be CubaLI or LI.',
    });
  };
}

/**
 * @param notes is added to
 * @throws MotifsmithError `artifact` naming the node that cannot be run
 */
export function chainOf(graph: NirGraph, refuse: RefuseNode, notes: string[]): Chain {
  const flat = new FlatGraph(graph, refuse, notes);
  const input = flat.only('Input');
  const output = flat.only('Output');
  const layers: ChainLayer[] = [];
  const visited = new Set([input, output]);
  const visit = (name: string): string => {
    if (visited.has(name)) refuse('The layers form a cycle.', name);
    visited.add(name);
    return name;
  };
  let last = input;
  for (let next = flat.next(last); next !== output; next = flat.next(last)) {
    const matrix = visit(next);
    const feedforward = flat.node(matrix);
    if (!MATRICES.includes(feedforward.type)) {
      refuse(`A node of type ${feedforward.type} is where a matrix is needed.`, matrix);
    }
    if (flat.before(matrix).length !== 1) refuse('A matrix has several inputs.', matrix);
    const name = visit(flat.next(matrix));
    const neuron = flat.node(name);
    if (!NEURONS.includes(neuron.type)) {
      refuse(`A node of type ${neuron.type} is where neurons are needed.`, name);
    }
    const back = flat.before(name).filter((each) => each !== matrix);
    if (back.length > 1) refuse('Neurons have more than two inputs.', name);
    const recurrence = back.map((each) => {
      const node = flat.node(each);
      const alone = flat.before(each).join() === name && flat.after(each).join() === name;
      if (!MATRICES.includes(node.type) || !alone) {
        refuse('A connection skips layers, or leads back to another layer.', each);
      }
      return { name: visit(each), node };
    });
    flat.forget(recurrence.map((each) => each.name));
    layers.push({
      name,
      neuron,
      feedforward: { name: matrix, node: feedforward },
      recurrent: recurrence[0] ?? null,
    });
    last = name;
  }
  const stray = flat.names.find((name) => !visited.has(name));
  if (stray !== undefined)
    refuse('The node is not on the way from the input to the output.', stray);
  if (layers.length === 0) refuse('The graph has no neurons.', output);
  const size = (name: string): number =>
    Array.from(flat.node(name).parameters.shape!.data).reduce((product, n) => product * n, 1);
  return { layers, inputs: size(input), outputs: size(output) };
}

/** Nodes by path, without nested graphs and without nodes that change nothing. */
class FlatGraph {
  readonly #nodes = new Map<string, NirNode>();
  readonly #after = new Map<string, Set<string>>();
  readonly #before = new Map<string, Set<string>>();
  readonly #refuse: RefuseNode;
  readonly #notes: string[];

  constructor(graph: NirGraph, refuse: RefuseNode, notes: string[]) {
    this.#refuse = refuse;
    this.#notes = notes;
    this.#add(graph, '');
    for (const [name, { type }] of [...this.#nodes]) {
      const nested = name.includes('/') && (type === 'Input' || type === 'Output');
      if (nested || type === 'Flatten') this.#bridge(name);
      else if (![...NEURONS, ...MATRICES, 'Input', 'Output'].includes(type)) {
        refuse(`A node of type ${type} cannot be run.`, name);
      }
    }
  }

  get names(): string[] {
    return [...this.#nodes.keys()];
  }

  node(name: string): NirNode {
    return this.#nodes.get(name)!;
  }

  before(name: string): string[] {
    return [...(this.#before.get(name) ?? [])];
  }

  after(name: string): string[] {
    return [...(this.#after.get(name) ?? [])];
  }

  /** The one node after another. */
  next(name: string): string {
    const after = this.after(name);
    if (after.length === 1) return after[0]!;
    // All but one of a neuron node's edges may lead back: those are checked with the neurons.
    const onwards = after.filter((each) => !this.after(each).includes(name));
    if (onwards.length === 1) return onwards[0]!;
    return this.#refuse(
      onwards.length === 0 ? 'Nothing comes after the node.' : 'Several nodes come after the node.',
      name,
    );
  }

  /** The one node of a type. */
  only(type: string): string {
    const found = this.names.filter((name) => this.node(name).type === type);
    if (found.length === 1) return found[0]!;
    return this.#refuse(
      `The graph has ${found.length} nodes of type ${type}, not one.`,
      found[1] ?? '',
    );
  }

  /** Takes connections out that have been dealt with. */
  forget(names: readonly string[]): void {
    for (const name of names) {
      for (const each of this.before(name)) this.#after.get(each)!.delete(name);
      for (const each of this.after(name)) this.#before.get(each)!.delete(name);
    }
  }

  #add(graph: NirGraph, prefix: string): void {
    for (const [name, node] of graph.nodes) {
      if (node.kind === 'graph') this.#add(node, `${prefix}${name}/`);
      else this.#nodes.set(`${prefix}${name}`, node);
    }
    const renamed = this.#renamedNode(graph, prefix);
    const end = (written: string, port: 'Input' | 'Output'): string => {
      const name = renamed !== null && written === renamed.written ? renamed.name : written;
      const node = graph.nodes.get(name);
      if (node === undefined) return this.#refuse('An edge leads to no node.', `${prefix}${name}`);
      if (node.kind === 'node') return `${prefix}${name}`;
      const ports = [...node.nodes].filter(
        ([, inner]) => inner.kind === 'node' && inner.type === port,
      );
      if (ports.length === 1) return `${prefix}${name}/${ports[0]![0]}`;
      const message = `A nested graph has ${ports.length} nodes of type ${port}, not one.`;
      return this.#refuse(message, `${prefix}${name}`);
    };
    for (const [from, to] of graph.edges) this.#connect(end(from, 'Output'), end(to, 'Input'));
  }

  /**
   * Extracting subgraphs has left files in which a node has another name than in the edges of its graph. Where one
   * name in the edges is no node, and one node is in no edge, those two are one.
   */
  #renamedNode(
    { nodes, edges }: NirGraph,
    prefix: string,
  ): { written: string; name: string } | null {
    const inEdges = new Set(edges.flat());
    const [written, ...more] = [...inEdges].filter((each) => !nodes.has(each));
    const [name, ...others] = [...nodes.keys()].filter((each) => !inEdges.has(each));
    if (written === undefined || name === undefined) return null;
    if (more.length > 0 || others.length > 0) return null;
    this.#notes.push(
      `Edges lead to "${prefix}${written}", which is no node: taken for "${prefix}${name}", which no edge leads to.`,
    );
    return { written, name };
  }

  #connect(from: string, to: string): void {
    if (from === to) this.#refuse('A node is connected to itself.', from);
    for (const [map, key, value] of [
      [this.#after, from, to],
      [this.#before, to, from],
    ] as const) {
      const set = map.get(key) ?? new Set();
      map.set(key, set.add(value));
    }
  }

  /** Takes a node out and joins what was before it with what was after it. */
  #bridge(name: string): void {
    const before = this.before(name);
    const after = this.after(name);
    this.forget([name]);
    this.#nodes.delete(name);
    for (const from of before) for (const to of after) this.#connect(from, to);
  }
}

/** The numbers of an array of one element or of `count`, for each of `count` neurons. */
export function perNeuron({ data }: NirArray, count: number): Float64Array | null {
  if (data.length === count) return Float64Array.from(data);
  return data.length === 1 ? new Float64Array(count).fill(data[0]!) : null;
}
