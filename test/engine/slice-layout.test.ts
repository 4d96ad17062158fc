/** The layout of recurrent weights for errors on their way back: every edge once, and the cheaper layout of each pattern. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { layOutSlices, type SliceLayout } from '../../src/engine/wasm/slice-layout.ts';
import type { HiddenLayer } from '../../src/model/architecture-schema.ts';
import {
  denseEdges,
  type EdgePattern,
  edgesFromSources,
  visitEdges,
} from '../../src/model/edges.ts';
import { blueprint } from '../../src/model/shape.ts';
import { positionCount, topologyFromTypes } from '../../src/model/topology.ts';

/** Σ_k W_ki D_k as the kernels find it in natural order, [N]. */
function returned(
  { offsets, shifts, common }: SliceLayout,
  weights: Float64Array,
  errors: Float64Array,
): Float64Array {
  const n = errors.length;
  const sums = new Float64Array(n);
  for (let group = 0; group + 1 < offsets.length; group++) {
    for (let s = offsets[group]!; s < offsets[group + 1]!; s++) {
      for (let lane = 0; lane < 4; lane++) {
        const source = 4 * group + lane;
        const weight = weights[4 * s + lane]!;
        if (weight !== 0) sums[source]! += weight * errors[source + shifts[s]! / 4]!;
      }
    }
  }
  for (let block = 0; common && block + 1 < common.offsets.length; block++) {
    for (let r = common.offsets[block]!; r < common.offsets[block + 1]!; r++) {
      for (let lane = 0; lane < 16; lane++) {
        const weight = weights[common.start + 16 * r + lane]!;
        if (weight !== 0) sums[16 * block + lane]! += weight * errors[common.targets[r]! / 4]!;
      }
    }
  }
  return sums;
}

function expectEveryEdge(edges: EdgePattern): SliceLayout {
  const layout = layOutSlices(edges);
  const { slots, length, common } = layout;
  const weights = new Float64Array(length);
  const errors = Float64Array.from({ length: edges.neurons }, (_, k) => 3 * k + 1);
  const sums = new Float64Array(edges.neurons);
  // Small whole numbers, so that no sum depends on its order.
  visitEdges(edges, (e, target, source) => {
    expect(weights[slots[e]!]).toBe(0);
    weights[slots[e]!] = e + 1;
    sums[source]! += (e + 1) * errors[target]!;
  });
  expect(returned(layout, weights, errors)).toEqual(sums);
  for (const offset of common?.offsets ?? []) expect(offset % 2).toBe(0);
  return layout;
}

/** Each connection with the same probability. */
function randomEdges(neurons: number, density: number, seed: number): EdgePattern {
  const random = new Random(seed, 'slices');
  return edgesFromSources(
    Array.from({ length: neurons }, () =>
      Array.from({ length: neurons }, (_, r) => r).filter(() => random.uniform() < density),
    ),
  );
}

const NEURON = { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 };

function edgesOf(layer: HiddenLayer): EdgePattern {
  const plan = blueprint({ inputs: 3, hidden: [layer], outputs: 2, neuron: NEURON });
  return plan.shape.layers[0]!.edges!;
}

const supernet = (neurons: number, sizes: readonly number[]): EdgePattern =>
  edgesOf({ kind: 'supernet', neurons, sizes, boundary: 'open', lateral: true });

describe('layout of recurrent weights for errors', () => {
  it('holds every edge once, whatever the pattern', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (neurons, density, seed) => {
          expectEveryEdge(randomEdges(neurons, density, seed));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives blocks a row for each common target: all of a dense layer, the band of a supernet', () => {
    const dense = expectEveryEdge(denseEdges(40));
    expect(dense.shifts).toHaveLength(0);
    // The last of the three blocks has eight sources, which is just enough.
    expect(dense.common!.targets.length).toBe(3 * 40);
    const band = expectEveryEdge(supernet(120, [5, 10, 16, 25, 40]));
    expect(band.common!.targets.length).toBeGreaterThan(0);
    // Lateral connections are diagonals: one slice each.
    expect(band.shifts.length).toBeGreaterThan(0);
  });

  it('keeps sparse motifs by position, and one-to-one connections in slices', () => {
    const size = 16;
    const types = Array.from({ length: positionCount(size) }, (_, k) =>
      k % 4 === 0 ? ('exc' as const) : ('none' as const),
    );
    const motif = topologyFromTypes(size, types);
    const sparse = layOutSlices(edgesOf({ kind: 'scml', neurons: 800, boundary: 'open', motif }));
    expect(sparse.period).toBe(size);
    const own = expectEveryEdge(edgesFromSources(Array.from({ length: 33 }, (_, i) => [i])));
    expect(own.common).toBeNull();
  });
});
