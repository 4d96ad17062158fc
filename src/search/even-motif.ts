/**
 * Motifs of equal density: one size, and as many connections of each type, only which ones is left to chance. Many
 * of them show the landscape that a search has before it: how far their accuracies spread, and how high they go.
 */
import * as z from 'zod';
import type { Random } from '../core/random.ts';
import { explain, type Settings, whole } from '../core/settings/declare.ts';
import { type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import type { MotifTopology } from '../model/architecture-schema.ts';
import type { ConnectionType } from '../model/connection-types.ts';
import { positionCount, topologyFromTypes } from '../model/topology.ts';

const share = () => z.number().min(0).max(1);

export const evenMotifSchema = z.strictObject({
  size: explain(
    whole(1).nullable(),
    'Their size; null for the median of network.motifSizes.',
    'neurons',
  ).default(null),
  exc: explain(share(), 'Share of excitatory connections among those that may exist.').default(0.2),
  inh: explain(share(), 'Share of inhibitory connections among those that may exist.').default(0.2),
});

/** Size and density of motifs that differ in nothing else. */
export interface EvenMotifSettings extends Settings<typeof evenMotifSchema> {}

/** Null if the shares leave room for each other. */
export function evenMotifProblem({ exc, inh }: EvenMotifSettings): SettingProblem | null {
  if (exc + inh <= 1) return null;
  return valueProblem(['evenMotif', 'inh'], inh, `at most 1 minus evenMotif.exc (${exc})`);
}

/** The numbers of connections are the shares, rounded; which positions have them is drawn. */
export function drawEvenMotif(
  random: Random,
  size: number,
  { exc, inh }: Pick<EvenMotifSettings, 'exc' | 'inh'>,
  lateral: boolean,
): MotifTopology {
  const open = lateral ? positionCount(size) : size * size;
  const excitatory = Math.round(exc * open);
  const present = Math.min(open, excitatory + Math.round(inh * open));
  const types = new Array<ConnectionType>(positionCount(size)).fill('none');
  random.permutation(open).forEach((position, k) => {
    if (k < excitatory) types[position] = 'exc';
    else if (k < present) types[position] = 'inh';
  });
  return topologyFromTypes(size, types);
}
