/**
 * Recurrent edges by source, for spikes in the forward pass and for gradients: chunks of four consecutive targets, so that
 * SIMD runs without gathers whatever the topology. Lanes without an edge have weight 0. Memory is O(edges).
 */
import { BLOCK } from '../../kernels/constants.ts';
import { type EdgePattern, visitEdges } from '../../model/edges.ts';

/** Sources get the same number of chunks if that adds at most this fraction: equal loops are faster. */
const PADDING = 0.5;

export interface ChunkLayout {
  /** [N + 1] */
  readonly offsets: Uint32Array;
  /** [C] byte offset of the first target in a row. */
  readonly targets: Uint32Array;
  /** [C] */
  readonly sources: Uint32Array;
  /** [C] chunks by block of targets, then source; [⌈N/16⌉ + 1] where each block starts. */
  readonly byBlock: Uint32Array;
  readonly blockOffsets: Uint32Array;
  /** [E] float index of each edge among the chunks. */
  readonly slots: Uint32Array;
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

/** First target of a chunk that starts at `target` or, at the end of a block, a little before it. */
const chunkStart = (target: number): number =>
  Math.min(target, Math.floor(target / BLOCK) * BLOCK + BLOCK - 4);

export function layOutChunks(edges: EdgePattern): ChunkLayout {
  const { neurons } = edges;
  const { order, targets, starts } = bySource(edges);
  const chunksOf: number[][] = Array.from({ length: neurons }, (_, r) => {
    const firsts: number[] = [];
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      if (firsts.length === 0 || targets[k]! >= firsts.at(-1)! + 4) {
        firsts.push(chunkStart(targets[k]!));
      }
    }
    return firsts;
  });
  const total = chunksOf.reduce((sum, firsts) => sum + firsts.length, 0);
  const most = chunksOf.reduce((count, firsts) => Math.max(count, firsts.length), 0);
  const even = most * neurons <= total * (1 + PADDING);

  const offsets = new Uint32Array(neurons + 1);
  const chunkTargets: number[] = [];
  const sources: number[] = [];
  const slots = new Uint32Array(order.length);
  chunksOf.forEach((firsts, r) => {
    let chunk = -1;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) {
      const target = targets[k]!;
      if (chunk < 0 || target >= firsts[chunk]! + 4) chunk++;
      slots[order[k]!] = (chunkTargets.length + chunk) * 4 + target - firsts[chunk]!;
    }
    const padded = even ? [...firsts, ...Array(most - firsts.length).fill(chunkStart(r))] : firsts;
    for (const first of padded) {
      chunkTargets.push(first * 4);
      sources.push(r);
    }
    offsets[r + 1] = chunkTargets.length;
  });

  const blockOf = (chunk: number) => Math.floor(chunkTargets[chunk]! / (4 * BLOCK));
  const blockOffsets = new Uint32Array(Math.ceil(neurons / BLOCK) + 1);
  for (let c = 0; c < chunkTargets.length; c++) blockOffsets[blockOf(c) + 1]!++;
  for (let b = 1; b < blockOffsets.length; b++) blockOffsets[b]! += blockOffsets[b - 1]!;
  const next = blockOffsets.slice();
  const byBlock = new Uint32Array(chunkTargets.length);
  for (let c = 0; c < chunkTargets.length; c++) byBlock[next[blockOf(c)]!++] = c;
  return {
    offsets,
    targets: Uint32Array.from(chunkTargets),
    sources: Uint32Array.from(sources),
    byBlock,
    blockOffsets,
    slots,
  };
}
