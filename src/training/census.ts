/**
 * Counts of what an architecture consists of: connections by type and weights by kind. Sparsity is
 * a result of the search, so it is reported as numbers, not as an impression.
 */
import type { Architecture, MotifLayer } from '../model/architecture-schema.ts';
import type { ConnectionType } from '../model/connection-types.ts';
import { blueprint } from '../model/shape.ts';
import { typesByPosition, visitConnections } from '../model/topology.ts';
import type { Census, MotifCensus } from './records.ts';

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
    } else if (kind === 'bias') {
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
