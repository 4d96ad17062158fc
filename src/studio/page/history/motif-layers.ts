/** The SC-ML layers of an architecture that came from a file or a stream and may be of any form. */
import type { Boundary, MotifTopology } from '../../../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../../../model/connection-types.ts';
import { finite, isFields, list } from './events.ts';

export interface MotifLayerView {
  /** Number of the layer in the network. */
  readonly layer: number;
  readonly neurons: number;
  readonly boundary: Boundary;
  readonly motif: MotifTopology;
}

/** Types in rows of one width, or null. */
function rows(value: unknown, height: number, width: number): MotifTopology['intra'] | null {
  const found = list(value);
  const fits = found.every(
    (row) =>
      Array.isArray(row) &&
      row.length === width &&
      row.every((type) => CONNECTION_TYPES.includes(type)),
  );
  return found.length === height && fits ? (found as MotifTopology['intra']) : null;
}

/** All SC-ML layers in order; those that are damaged are left out. */
export function motifLayers(architecture: unknown): MotifLayerView[] {
  if (!isFields(architecture)) return [];
  return list(architecture.hidden).flatMap((value, layer) => {
    if (!isFields(value) || value.kind !== 'scml' || !isFields(value.motif)) return [];
    const [neurons, size] = [finite(value.neurons), finite(value.motif.size)];
    if (neurons === null || size === null) return [];
    const intra = rows(value.motif.intra, size, size);
    const inter = rows(value.motif.inter, size, 2);
    if (!intra || !inter) return [];
    const boundary = value.boundary === 'ring' ? 'ring' : 'open';
    return [{ layer, neurons, boundary, motif: { size, intra, inter } }];
  });
}
