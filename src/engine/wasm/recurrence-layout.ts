/**
 * Two layouts of the same recurrent edges, one for each direction, so that SIMD runs without
 * gathers or horizontal sums whatever the topology:
 * - chunks, by source: four consecutive targets, for spikes on the way forward and for gradients;
 * - slices, by group of four consecutive sources: one shift target − source, for errors on the way
 *   back.
 * Lanes without an edge hold weight 0. Memory is O(edges).
 */
import { type EdgePattern, visitEdges } from '../../model/edges.ts';

export interface RecurrenceLayout {
  /** [N + 1] */
  readonly chunkOffsets: Uint32Array;
  /** [C] byte offset of the first target in a row. */
  readonly chunkTargets: Uint32Array;
  /** [E] float index of each edge among the chunks. */
  readonly chunkSlots: Uint32Array;
  /** [⌈N/4⌉ + 1] */
  readonly sliceOffsets: Uint32Array;
  /** [S] target − source in bytes. */
  readonly sliceShifts: Int32Array;
  /** [E] float index of each edge among the slices. */
  readonly sliceSlots: Uint32Array;
}

/** The edges sorted by source, then target: [E] edge numbers, and [N + 1] where each source starts. */
function bySource(edges: EdgePattern): {
  order: Uint32Array;
  targets: Uint32Array;
  starts: Uint32Array;
} {
  const starts = new Uint32Array(edges.neurons + 1);
  for (const source of edges.sources) starts[source + 1]!++;
  for (let r = 0; r < edges.neurons; r++) starts[r + 1]! += starts[r]!;
  const next = starts.slice();
  const order = new Uint32Array(edges.sources.length);
  const targets = new Uint32Array(edges.sources.length);
  visitEdges(edges, (e, target, source) => {
    const at = next[source]!++;
    order[at] = e;
    targets[at] = target;
  });
  return { order, targets, starts };
}

export function layOutRecurrence(edges: EdgePattern): RecurrenceLayout {
  const { neurons } = edges;
  const { order, targets, starts } = bySource(edges);
  const count = order.length;

  const chunkOffsets = new Uint32Array(neurons + 1);
  const chunkTargets: number[] = [];
  const chunkSlots = new Uint32Array(count);
  for (let r = 0; r < neurons; r++) {
    let first = -4;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      const target = targets[k]!;
      if (target >= first + 4) {
        first = target;
        chunkTargets.push(first * 4);
      }
      chunkSlots[order[k]!] = (chunkTargets.length - 1) * 4 + target - first;
    }
    chunkOffsets[r + 1] = chunkTargets.length;
  }

  const groups = Math.ceil(neurons / 4);
  const sliceOffsets = new Uint32Array(groups + 1);
  const sliceShifts: number[] = [];
  const sliceSlots = new Uint32Array(count);
  for (let g = 0; g < groups; g++) {
    const first = starts[g * 4]!;
    const last = starts[Math.min(g * 4 + 4, neurons)]!;
    const sliceOf = new Map<number, number>();
    const shifts = new Set<number>();
    for (let k = first; k < last; k++) shifts.add(targets[k]! - edges.sources[order[k]!]!);
    for (const shift of [...shifts].sort((a, b) => a - b)) {
      sliceOf.set(shift, sliceShifts.length);
      sliceShifts.push(shift * 4);
    }
    for (let k = first; k < last; k++) {
      const source = edges.sources[order[k]!]!;
      sliceSlots[order[k]!] = sliceOf.get(targets[k]! - source)! * 4 + (source % 4);
    }
    sliceOffsets[g + 1] = sliceShifts.length;
  }
  return {
    chunkOffsets,
    chunkTargets: Uint32Array.from(chunkTargets),
    chunkSlots,
    sliceOffsets,
    sliceShifts: Int32Array.from(sliceShifts),
    sliceSlots,
  };
}
