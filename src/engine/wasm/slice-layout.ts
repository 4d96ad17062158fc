/**
 * Recurrent edges for errors in the backward pass: weights of groups of sources, so that SIMD runs without gathers or
 * horizontal sums whatever the topology. Either
 * - natural: slices of four consecutive sources, each with its target at one shift; but where most of a block of 16
 *   sources have a target in common, the weights of all to that target; or
 * - by position, where motifs share one topology and this makes fewer vectors: slices of the sources at one position of all
 *   motifs.
 * Lanes without an edge have weight 0. Memory is O(edges).
 */
import { BLOCK, LANES } from '../../kernels/constants.ts';
import { type EdgePattern, visitEdges } from '../../model/edges.ts';
import { blockCount } from './sizes.ts';

/** How many sources of a block must share a target for the block to get a row of weights to it. */
const LEAST_COMMON = BLOCK / 2;

interface CommonTargets {
  /** [⌈N/16⌉ + 1] all even. */
  readonly offsets: Uint32Array;
  /** [R] byte offset in a row. */
  readonly targets: Uint32Array;
  /** Floats of the slices, behind which the weights to common targets are. */
  readonly start: number;
}

/** Slices; see `Layer` in kernels/records/layer.ts. */
export interface SliceLayout {
  /** Motif size if rows are ordered by position, then motif; 0 if they are in natural order. */
  readonly period: number;
  /** Floats of a row over motifs; 0 in natural order. */
  readonly motifStride: number;
  /** [groups + 1] */
  readonly offsets: Uint32Array;
  /** [S] bytes. */
  readonly shifts: Int32Array;
  /** Targets that blocks have in common; null without any. */
  readonly common: CommonTargets | null;
  /** [E] float index of each edge among the weights: those of all slices, then those to common targets. */
  readonly slots: Uint32Array;
  /** Floats of all weights. */
  readonly length: number;
}

/** Groups of sources, and where in them an edge belongs; null if nowhere. */
interface Grouping {
  readonly groups: number;
  /** Lanes of a slice. */
  readonly width: number;
  readonly place: (
    target: number,
    source: number,
  ) => { readonly group: number; readonly lane: number; readonly shift: number } | null;
}

/** @param slots of edges that belong nowhere are left as they are */
function layOutGroups(edges: EdgePattern, { groups, width, place }: Grouping, slots: Uint32Array) {
  const shiftsOf: Set<number>[] = Array.from({ length: groups }, () => new Set());
  visitEdges(edges, (_, target, source) => {
    const found = place(target, source);
    if (found) shiftsOf[found.group]!.add(found.shift);
  });
  const offsets = new Uint32Array(groups + 1);
  const shifts: number[] = [];
  const sliceOf = shiftsOf.map((set, g) => {
    const numbers = new Map<number, number>();
    for (const shift of [...set].sort((a, b) => a - b)) {
      numbers.set(shift, shifts.length);
      shifts.push(shift * 4);
    }
    offsets[g + 1] = shifts.length;
    return numbers;
  });
  visitEdges(edges, (e, target, source) => {
    const found = place(target, source);
    if (found) slots[e] = sliceOf[found.group]!.get(found.shift)! * width + found.lane;
  });
  return { offsets, shifts: Int32Array.from(shifts), length: shifts.length * width };
}

/** [blocks] place of each common target among the block's, ascending. */
function commonTargets(edges: EdgePattern): Map<number, number>[] {
  const counts = Array.from({ length: blockCount(edges.neurons) }, () => new Map<number, number>());
  visitEdges(edges, (_, target, source) => {
    const block = counts[Math.floor(source / BLOCK)]!;
    block.set(target, (block.get(target) ?? 0) + 1);
  });
  return counts.map((block) => {
    const common = [...block].filter(([, count]) => count >= LEAST_COMMON);
    return new Map(common.map(([target], k) => [target, k]));
  });
}

function natural(edges: EdgePattern): SliceLayout {
  const slots = new Uint32Array(edges.sources.length);
  const targetsOf = commonTargets(edges);
  const slices = layOutGroups(
    edges,
    {
      groups: Math.ceil(edges.neurons / LANES),
      width: LANES,
      place: (target, source) => {
        if (targetsOf[Math.floor(source / BLOCK)]!.has(target)) return null;
        return { group: Math.floor(source / LANES), lane: source % LANES, shift: target - source };
      },
    },
    slots,
  );
  const offsets = new Uint32Array(targetsOf.length + 1);
  const targets: number[] = [];
  targetsOf.forEach((block, b) => {
    for (const target of block.keys()) targets.push(4 * target);
    // Two are done at a time: the weights to the last may all be 0.
    if (targets.length % 2 === 1) targets.push(targets.at(-1)!);
    offsets[b + 1] = targets.length;
  });
  visitEdges(edges, (e, target, source) => {
    const b = Math.floor(source / BLOCK);
    const k = targetsOf[b]!.get(target);
    if (k !== undefined) slots[e] = slices.length + (offsets[b]! + k) * BLOCK + (source % BLOCK);
  });
  const common =
    targets.length === 0
      ? null
      : { offsets, targets: Uint32Array.from(targets), start: slices.length };
  const length = slices.length + targets.length * BLOCK;
  return { period: 0, motifStride: 0, ...slices, common, slots, length };
}

function byPosition(edges: EdgePattern, period: number): SliceLayout {
  const motifStride = Math.ceil(Math.ceil(edges.neurons / period) / 8) * 8;
  const slots = new Uint32Array(edges.sources.length);
  const place = (target: number, source: number) => {
    const lane = Math.floor(source / period);
    const shift = (target % period) * motifStride + Math.floor(target / period) - lane;
    return { group: source % period, lane, shift };
  };
  const slices = layOutGroups(edges, { groups: period, width: motifStride, place }, slots);
  return { period, motifStride, ...slices, common: null, slots };
}

export function layOutSlices(edges: EdgePattern): SliceLayout {
  const { neurons, period } = edges;
  const inOrder = natural(edges);
  if (period === undefined) return inOrder;
  const positions = byPosition(edges, period);
  // Turning a row and back costs about as much as half a vector per neuron.
  return positions.length + 2 * neurons < inOrder.length ? positions : inOrder;
}
