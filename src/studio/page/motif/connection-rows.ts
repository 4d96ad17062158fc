/**
 * The recurrent connections of a layer row by row, worked out when they are asked for: what is in sight
 * can be drawn without a list of all edges, which for a large layer would take longer to make than to
 * draw. Edges are numbered as the file of weights orders them.
 */
import type { MotifLayerView } from '../history/motif-layers.ts';

/** @param sign 1: excitatory; −1: inhibitory; 0: of a dense layer, whose weights have either sign */
type VisitConnection = (source: number, sign: 1 | -1 | 0, edge: number) => void;

export interface ConnectionRows {
  readonly neurons: number;
  /** Number of all connections. */
  readonly edges: number;
  /** Neurons between two alike ones: the motif size; null where there are no motifs. */
  readonly period: number | null;
  /** Sources of a neuron, ascending. */
  row(target: number, visit: VisitConnection): void;
}

export function denseRows(neurons: number): ConnectionRows {
  return {
    neurons,
    edges: neurons * neurons,
    period: null,
    row(target, visit) {
      for (let source = 0; source < neurons; source++) visit(source, 0, target * neurons + source);
    },
  };
}

const signOf = (type: string): 1 | -1 => (type === 'exc' ? 1 : -1);

export function motifRows({ neurons, boundary, motif }: MotifLayerView): ConnectionRows {
  const { size } = motif;
  const motifs = Math.ceil(neurons / size);
  const within = motif.intra.map((row) =>
    row.flatMap((type, q) => (type === 'none' ? [] : [{ q, sign: signOf(type) }])),
  );
  const beside = motif.inter.map((row) => row.map((type) => (type === 'none' ? 0 : signOf(type))));

  /** Sources of one target, ascending. */
  const sources = (target: number): { source: number; sign: 1 | -1 }[] => {
    const m = Math.floor(target / size);
    const p = target % size;
    const found: { source: number; sign: 1 | -1 }[] = [];
    const neighbour = (d: 0 | 1) => {
      let other = m + (d === 0 ? -1 : 1);
      if (boundary === 'ring') other = (other + motifs) % motifs;
      const source = other * size + p;
      const sign = beside[p]![d]!;
      if (sign !== 0 && other >= 0 && source < neurons) found.push({ source, sign });
    };
    neighbour(0);
    for (const { q, sign } of within[p]!) {
      const source = m * size + q;
      if (source < neurons) found.push({ source, sign });
    }
    neighbour(1);
    // Around a ring the motif before may lie behind.
    if (boundary === 'ring') found.sort((a, b) => a.source - b.source);
    return found;
  };

  const begins = new Uint32Array(neurons + 1);
  for (let target = 0; target < neurons; target++) {
    begins[target + 1] = begins[target]! + sources(target).length;
  }
  return {
    neurons,
    edges: begins[neurons]!,
    period: size,
    row(target, visit) {
      const begin = begins[target]!;
      sources(target).forEach(({ source, sign }, k) => {
        visit(source, sign, begin + k);
      });
    },
  };
}
