/** A motif as text: one row per target; sources in the motif, then in the motif before and after. */
import type { MotifTopology } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../model/connection-types.ts';
import { list } from './format.ts';
import { TYPES } from './names.ts';

/** What the signs mean: `+ excitatory, − inhibitory and · absent`. */
export const SIGN_KEY = list(
  CONNECTION_TYPES.map((type) => `${TYPES[type].sign} ${TYPES[type].label}`),
);

/** @param paint colours the sign of a type, for a terminal that shows colours */
export function motifText(
  { size, intra, inter }: MotifTopology,
  paint: (sign: string, type: ConnectionType) => string = (sign) => sign,
): string {
  const cells = (types: readonly ConnectionType[]): string =>
    types.map((type) => paint(TYPES[type].sign, type)).join(size > 30 ? '' : ' ');
  return intra.map((row, p) => `  ${cells(row)}  │ ${cells(inter[p]!)}`).join('\n');
}
