import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Boundary } from '../../src/model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import { edgeIndex, motifEdges, visitEdges } from '../../src/model/edges.ts';
import {
  interPosition,
  positionCount,
  topologyFromTypes,
  typesByPosition,
  visitConnections,
} from '../../src/model/topology.ts';

/** Every connection as `target<source@position`. */
function connections(neurons: number, size: number, boundary: Boundary): string[] {
  const found: string[] = [];
  visitConnections({ neurons, size, boundary }, (target, source, position) => {
    found.push(`${target}<${source}@${position}`);
  });
  return found;
}

const of = (target: number, all: string[]) => all.filter((c) => c.startsWith(`${target}<`));

describe('visitConnections', () => {
  test('N = 7, v = 3: two whole motifs and a short one, no wrap-around', () => {
    const all = connections(7, 3, 'open');
    // Position 1 of the first motif: its motif, then the same position of the motif after.
    expect(of(1, all)).toEqual(['1<0@3', '1<1@4', '1<2@5', '1<4@12']);
    // Position 0 of the middle motif reaches both ways.
    expect(of(3, all)).toEqual(['3<3@0', '3<4@1', '3<5@2', '3<0@9', '3<6@10']);
    // Positions 1 and 2 of the middle motif have no partner in the short last motif.
    expect(of(4, all)).toEqual(['4<3@3', '4<4@4', '4<5@5', '4<1@11']);
    expect(of(5, all)).toEqual(['5<3@6', '5<4@7', '5<5@8', '5<2@13']);
    // The last motif is one neuron.
    expect(of(6, all)).toEqual(['6<6@0', '6<3@9']);
    expect(all).toHaveLength(9 + 9 + 1 + 2 * 3 + 2 * 1);
  });

  test('N = 6, v = 2, ring: the ends are neighbours', () => {
    const all = connections(6, 2, 'ring');
    expect(of(0, all)).toEqual(['0<0@0', '0<1@1', '0<4@4', '0<2@5']);
    expect(of(5, all)).toEqual(['5<4@2', '5<5@3', '5<3@6', '5<1@7']);
    expect(all).toHaveLength(6 * 4);
  });

  test('a ring whose last motif is short wraps only where a partner exists', () => {
    const all = connections(7, 3, 'ring');
    expect(of(0, all)).toContain('0<6@9');
    expect(of(1, all)).toEqual(['1<0@3', '1<1@4', '1<2@5', '1<4@12']);
  });

  test('numbers positions below the position count, and each neuron hears itself once', () => {
    const layer = fc.record({
      neurons: fc.integer({ min: 1, max: 40 }),
      size: fc.nat({ max: 11 }),
    });
    fc.assert(
      fc.property(layer, ({ neurons, size }) => {
        const seen = new Set<string>();
        let selves = 0;
        visitConnections({ neurons, size: size + 1, boundary: 'open' }, (target, source, at) => {
          expect(at).toBeLessThan(positionCount(size + 1));
          expect(source).toBeLessThan(neurons);
          expect(Math.abs(target - source)).toBeLessThanOrEqual(size + 1);
          if (target === source) selves += 1;
          seen.add(`${target},${source},${at}`);
        });
        expect(selves).toBe(neurons);
        expect(seen.size).toBe(connections(neurons, size + 1, 'open').length);
      }),
    );
  });
});

describe('motif topology', () => {
  const types = (size: number) =>
    fc.array(fc.constantFrom(...CONNECTION_TYPES), {
      minLength: positionCount(size),
      maxLength: positionCount(size),
    });

  test('typesByPosition undoes topologyFromTypes', () => {
    fc.assert(
      fc.property(types(3), (row) => {
        expect(typesByPosition(topologyFromTypes(3, row))).toEqual(row);
      }),
    );
  });

  test('every motif gets the same types: exc has gain 1, inh an offset, none no edge', () => {
    const row = Array.from({ length: positionCount(2) }, () => 'none' as 'none' | 'exc' | 'inh');
    row[1] = 'exc'; // position 0 hears position 1 of its motif
    row[interPosition(2, 1, 0)] = 'inh'; // position 1 hears its partner in the motif before
    const grid = { neurons: 6, size: 2, boundary: 'open' } as const;
    const { edges, coupling } = motifEdges(grid, topologyFromTypes(2, row), -2);
    const found: string[] = [];
    visitEdges(edges, (e, target, source) => {
      found.push(`${target}<${source} ${coupling.gain[e]} ${coupling.offset[e]}`);
    });
    expect(found).toEqual(['0<1 1 0', '2<3 1 0', '3<1 0 -2', '4<5 1 0', '5<3 0 -2']);
    expect(edgeIndex(edges, 3, 1)).toBe(2);
    expect(edgeIndex(edges, 3, 2)).toBe(-1);
  });
});
