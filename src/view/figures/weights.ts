/** The recurrent weights of a layer as a picture: the whole matrix, and the first motifs close by. */

import { visitEdges } from '../../model/edges.ts';
import { type Blueprint, segmentOf } from '../../model/shape.ts';
import { effectiveWeights } from '../../model/spectral-radius.ts';
import { type WeightRange, weightRange, weightShare } from '../shares.ts';
import { type Drawing, NARROW } from './drawing.ts';
import { drawPicture, PIXEL_EXC, PIXEL_INH, type Picture, picture } from './picture.ts';

/** Largest side of a picture in pixels; cells of larger matrices share one. */
const SIDE = 512;

export interface RecurrentWeights {
  readonly neurons: number;
  /** [E] target, source and effective weight of every connection that exists. */
  readonly targets: Uint32Array;
  readonly sources: Uint32Array;
  readonly values: Float64Array;
  readonly range: WeightRange;
}

/**
 * Effective recurrent weights of a layer; O(E), never N².
 * @param weights θ [P]
 * @returns null for a layer without recurrence
 */
export function recurrentWeights(
  weights: ArrayLike<number>,
  plan: Blueprint,
  layer: number,
): RecurrentWeights | null {
  const { neurons, edges } = plan.shape.layers[layer]!;
  const coupling = plan.couplings[layer];
  if (!edges || !coupling) return null;
  const own = segmentOf(plan.layout, layer, 'recurrent')!;
  const targets = new Uint32Array(edges.sources.length);
  const values = effectiveWeights(coupling, weights, own.offset);
  visitEdges(edges, (e, target) => {
    targets[e] = target;
  });
  return { neurons, targets, sources: edges.sources, values, range: weightRange(values) };
}

/** The weights among the first `count` neurons. A pixel of several cells shows the strongest of them. */
function weightPicture(all: RecurrentWeights, count: number): Picture {
  const cell = Math.ceil(count / SIDE);
  const side = Math.ceil(count / cell);
  const strongest = new Float64Array(side * side);
  all.values.forEach((weight, e) => {
    const [target, source] = [all.targets[e]!, all.sources[e]!];
    if (target >= count || source >= count || weight === 0) return;
    const share = weightShare(weight, all.range);
    const at = Math.floor(target / cell) * side + Math.floor(source / cell);
    if (Math.abs(share) > Math.abs(strongest[at]!)) strongest[at] = share;
  });
  return picture(side, side, (row, column) => {
    const share = strongest[row * side + column]!;
    if (share === 0) return null;
    // The weakest connection that exists must be told from none.
    return {
      colour: share > 0 ? PIXEL_EXC : PIXEL_INH,
      strength: 0.15 + 0.85 * Math.abs(share),
    };
  });
}

/** Weights among the first `count` neurons. */
export function drawWeights(all: RecurrentWeights, count: number): Drawing {
  const image = weightPicture(all, count);
  const range = { from: 0, to: count };
  return (width) =>
    drawPicture(
      image,
      { x: { label: 'from neuron', ...range }, y: { label: 'to neuron', ...range }, height: null },
      Math.min(width, NARROW),
    );
}
