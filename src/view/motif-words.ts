/** A motif in a sentence, for readers who do not see the picture. */
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { count, counted, list } from './format.ts';
import { countTypes, type MotifTypes } from './motif-layout.ts';
import { TYPES } from './names.ts';

/** @param counts of each type */
const typeCounts = (counts: readonly number[]): string =>
  list(CONNECTION_TYPES.map((type, k) => `${count(counts[k])} ${TYPES[type].label}`));

/** `62 excitatory, 30 inhibitory and 196 absent connections` */
export function connectionWords(size: number, types: MotifTypes): string {
  const { intra, inter } = countTypes(size, types);
  return `${typeCounts(intra.map((n, k) => n + inter[k]!))} connections`;
}

/** How many connections of which type, by the most probable type of each. */
export function motifWords(size: number, types: MotifTypes): string {
  const { intra, inter } = countTypes(size, types);
  return `Motif of ${counted(size, 'neuron')}. Within the motif: ${typeCounts(intra)} connections; from its neighbours: ${typeCounts(inter)}.`;
}
