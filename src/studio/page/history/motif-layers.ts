/** The SC-ML layers of an architecture, which are what has motifs to draw. */
import type { Architecture, MotifLayer } from '../../../model/architecture-schema.ts';

export interface MotifLayerView extends MotifLayer {
  /** Number of the layer in the network. */
  readonly layer: number;
}

/** All SC-ML layers in order. */
export function motifLayers({ hidden }: Architecture): MotifLayerView[] {
  return hidden.flatMap((one, layer) => (one.kind === 'scml' ? [{ ...one, layer }] : []));
}
