/**
 * Recurrent connections of one layer as a sparse pattern: the only form of recurrence in the
 * engines. Dense recurrence is the pattern with every connection; an SC-ML layer stores O(N·v).
 */
import { MotifsmithError } from '../core/errors.ts';
import type { MotifTopology } from './architecture-schema.ts';
import { type MotifGrid, typesByPosition, visitConnections } from './topology.ts';

/** Compressed rows by target; sources ascend within a target. E edges over N neurons. */
export interface EdgePattern {
  readonly neurons: number;
  /** [N + 1] */
  readonly offsets: Uint32Array;
  /** [E] */
  readonly sources: Uint32Array;
  /** Motif size, if neurons that far apart have the same connections: a hint for the layout. */
  readonly period?: number;
}

/**
 * The effective recurrent weight of edge e is `gain[e] · w[e] + offset[e]`, w being trained. A
 * discrete layer has gain 1 and offset 0 for `exc`, gain 0 and offset −2 for `inh`; a supernet has
 * the probabilities of its architecture (equation 15, regrouped).
 */
export interface Coupling {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

/** Every connection among n neurons, self-connections included. */
export function denseEdges(neurons: number): EdgePattern {
  return {
    neurons,
    offsets: Uint32Array.from({ length: neurons + 1 }, (_, i) => i * neurons),
    sources: Uint32Array.from({ length: neurons * neurons }, (_, e) => e % neurons),
  };
}

/** Gathers per-target source lists into a pattern, each source once. */
export function edgesFromSources(sources: readonly (readonly number[])[]): EdgePattern {
  const offsets = new Uint32Array(sources.length + 1);
  const rows = sources.map((row) => [...new Set(row)].sort((a, b) => a - b));
  rows.forEach((row, target) => {
    offsets[target + 1] = offsets[target]! + row.length;
  });
  return { neurons: sources.length, offsets, sources: Uint32Array.from(rows.flat()) };
}

/** Index of edge (target, source), found by bisection, or −1. */
export function edgeIndex(edges: EdgePattern, target: number, source: number): number {
  let low = edges.offsets[target]!;
  let high = edges.offsets[target + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges.sources[middle]! < source) low = middle + 1;
    else high = middle;
  }
  return low < edges.offsets[target + 1]! && edges.sources[low] === source ? low : -1;
}

/** Calls `visit(edge, target, source)` for every edge, in order. */
export function visitEdges(
  edges: EdgePattern,
  visit: (edge: number, target: number, source: number) => void,
): void {
  for (let target = 0; target < edges.neurons; target++) {
    for (let e = edges.offsets[target]!; e < edges.offsets[target + 1]!; e++) {
      visit(e, target, edges.sources[e]!);
    }
  }
}

/** Edges and coupling of a discrete SC-ML layer; connections of type `none` do not appear. */
export function motifEdges(
  grid: MotifGrid,
  topology: MotifTopology,
  inhibitoryWeight: number,
): { edges: EdgePattern; coupling: Coupling } {
  if (topology.size !== grid.size) {
    throw new MotifsmithError('internal', 'Motif topology and grid differ in size.');
  }
  const types = typesByPosition(topology);
  const sources: number[][] = Array.from({ length: grid.neurons }, () => []);
  const excitatory: Set<number>[] = Array.from({ length: grid.neurons }, () => new Set());
  visitConnections(grid, (target, source, position) => {
    if (types[position] === 'none') return;
    sources[target]!.push(source);
    if (types[position] === 'exc') excitatory[target]!.add(source);
  });
  const edges = { ...edgesFromSources(sources), period: grid.size };
  const coupling = {
    gain: new Float64Array(edges.sources.length),
    offset: new Float64Array(edges.sources.length),
  };
  visitEdges(edges, (e, target, source) => {
    if (excitatory[target]!.has(source)) coupling.gain[e] = 1;
    else coupling.offset[e] = inhibitoryWeight;
  });
  return { edges, coupling };
}
