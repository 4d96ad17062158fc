/**
 * The topology of a Sparsely-Connected Recurrent Motif Layer (SC-ML): which neurons may be connected,
 * and by what type of connection (equations 16 and 17 of the paper).
 */

import type { Boundary, MotifTopology } from './architecture-schema.ts';
import type { ConnectionType } from './connection-types.ts';

/** Which connections a layer may have: its size, the motif size and the rules at its edges. */
export interface MotifGrid {
  readonly neurons: number;
  readonly size: number;
  readonly boundary: Boundary;
}

/** Positions in a motif of size v, numbered: intra p·v + q, then inter v² + 2p + d. */
export const positionCount = (size: number): number => size * size + 2 * size;
export const intraPosition = (size: number, p: number, q: number): number => p * size + q;
export const interPosition = (size: number, p: number, d: number): number =>
  size * size + 2 * p + d;

/** The types of a topology in the order of their position numbers. */
export function typesByPosition(topology: MotifTopology): ConnectionType[] {
  return [...topology.intra.flat(), ...topology.inter.flat()];
}

/** Inverse of `typesByPosition`. */
export function topologyFromTypes(size: number, types: readonly ConnectionType[]): MotifTopology {
  const rows = Array.from({ length: size }, (_, p) => p);
  return {
    size,
    intra: rows.map((p) => types.slice(p * size, (p + 1) * size)),
    inter: rows.map((p) => types.slice(interPosition(size, p, 0), interPosition(size, p, 0) + 2)),
  };
}

/**
 * Calls `visit` for every connection that the grid allows, targets ascending and, for one target,
 * in the order intra, motif before, motif after. If v does not divide N the last motif is short.
 */
export function visitConnections(
  { neurons, size, boundary }: MotifGrid,
  visit: (target: number, source: number, position: number) => void,
): void {
  const motifs = Math.ceil(neurons / size);
  for (let target = 0; target < neurons; target++) {
    const motif = Math.floor(target / size);
    const p = target % size;
    const start = motif * size;
    const end = Math.min(start + size, neurons);
    for (let source = start; source < end; source++) {
      visit(target, source, intraPosition(size, p, source - start));
    }
    for (const d of [0, 1]) {
      let neighbour = motif + (d === 0 ? -1 : 1);
      if (boundary === 'ring') neighbour = (neighbour + motifs) % motifs;
      const source = neighbour * size + p;
      if (neighbour >= 0 && source < neurons) visit(target, source, interPosition(size, p, d));
    }
  }
}
