/**
 * Counts of what an architecture consists of: connections by type and weights by kind. Sparsity is
 * a result of the search, so it is reported as numbers, not as an impression.
 */
import type { Architecture, MotifLayer } from '../model/architecture.ts';
import { blueprint } from '../model/shape.ts';
import { type ConnectionType, typesByPosition, visitConnections } from '../model/topology.ts';

/** Number of connections of each type. */
export type TypeCounts = Readonly<Record<ConnectionType, number>>;

/** Connections of one SC-ML layer. */
export interface MotifCensus {
  /** Number of the hidden layer, from 0. */
  readonly layer: number;
  readonly motifSize: number;
  readonly motifs: number;
  /** Positions of the topology that occur in the layer, v² intra and up to 2v inter. */
  readonly intraPositions: TypeCounts;
  readonly interPositions: TypeCounts;
  /** Connections in the whole layer, all motifs together. */
  readonly intra: TypeCounts;
  readonly inter: TypeCounts;
  readonly total: TypeCounts;
}

/** Counts over a whole network. */
export interface Census {
  readonly motifs: readonly MotifCensus[];
  /** Synapses between layers. */
  readonly feedforward: number;
  /** Recurrent synapses that exist (exc, inh, and those of dense layers). */
  readonly recurrent: number;
  /** Weights that training changes: feedforward, dense recurrent and excitatory. */
  readonly trainable: number;
}

function motifCensus(layer: number, { neurons, motif, boundary }: MotifLayer): MotifCensus {
  const { size } = motif;
  const types = typesByPosition(motif);
  const zero = () => ({ exc: 0, inh: 0, none: 0 });
  const [intraPositions, interPositions, intra, inter, total] = [1, 2, 3, 4, 5].map(zero) as [
    Record<ConnectionType, number>,
    Record<ConnectionType, number>,
    Record<ConnectionType, number>,
    Record<ConnectionType, number>,
    Record<ConnectionType, number>,
  ];
  const seen = new Set<number>();
  visitConnections({ neurons, size, boundary }, (_target, _source, position) => {
    const type = types[position]!;
    const lateral = position >= size * size;
    (lateral ? inter : intra)[type] += 1;
    total[type] += 1;
    if (seen.has(position)) return;
    seen.add(position);
    (lateral ? interPositions : intraPositions)[type] += 1;
  });
  return {
    layer,
    motifSize: size,
    motifs: Math.ceil(neurons / size),
    intraPositions,
    interPositions,
    intra,
    inter,
    total,
  };
}

/**
 * Counts the connections and weights of a discrete architecture.
 * @throws MotifsmithError (`usage`) if the architecture is impossible
 */
export function takeCensus(architecture: Architecture): Census {
  const { layout, couplings } = blueprint(architecture);
  let feedforward = 0;
  let recurrent = 0;
  let trainable = 0;
  for (const { kind, layer, length } of layout.segments) {
    if (kind === 'feedforward') {
      feedforward += length;
      trainable += length;
    } else {
      recurrent += length;
      trainable += couplings[layer]?.gain.reduce((sum, g) => sum + (g === 0 ? 0 : 1), 0) ?? length;
    }
  }
  const motifs = architecture.hidden.flatMap((layer, l) =>
    layer.kind === 'scml' ? [motifCensus(l, layer)] : [],
  );
  return { motifs, feedforward, recurrent, trainable };
}
