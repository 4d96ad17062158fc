/**
 * What a child takes over from its parent: a child differs in a few connections only, so most of what its
 * parent has learned still applies.
 */
import { edgeIndex, visitEdges } from '../../model/edges.ts';
import type { Blueprint } from '../../model/shape.ts';

/**
 * Weights of a child [P']: those of the parent wherever both have the same trained connection, the fresh ones
 * elsewhere.
 * @param weights [P] of the parent
 * @param fresh [P'] of the child
 */
export function inheritedWeights(
  parent: Blueprint,
  weights: ArrayLike<number>,
  child: Blueprint,
  fresh: Float64Array,
): Float64Array {
  const result = fresh.slice();
  for (const { name, layer, kind, offset, length } of child.layout.segments) {
    const old = parent.layout.segments.find((segment) => segment.name === name);
    if (!old) continue;
    if (kind !== 'recurrent') {
      for (let k = 0; k < length; k++) result[offset + k] = weights[old.offset + k]!;
      continue;
    }
    const oldEdges = parent.shape.layers[layer]!.edges!;
    const oldGain = parent.couplings[layer]!.gain;
    const { gain } = child.couplings[layer]!;
    visitEdges(child.shape.layers[layer]!.edges!, (e, target, source) => {
      const place = edgeIndex(oldEdges, target, source);
      // What lies behind an inhibitory connection is never trained.
      if (place < 0 || oldGain[place] === 0 || gain[e] === 0) return;
      result[offset + e] = weights[old.offset + place]!;
    });
  }
  return result;
}
