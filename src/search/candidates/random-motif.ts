/**
 * A motif drawn at random from the search space. The proportions of the types are drawn first: if
 * types were drawn uniformly one by one, all large motifs would be similar, with a third of each.
 */
import type { Random } from '../../core/random.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../../model/connection-types.ts';
import { positionCount, topologyFromTypes } from '../../model/topology.ts';

/** Probabilities of the connection types; they sum to 1. */
export type TypeProportions = Readonly<Record<ConnectionType, number>>;

/** A motif, and the proportions that its types were drawn with. */
export interface DrawnMotif {
  readonly motif: MotifTopology;
  readonly proportions: TypeProportions;
}

/** Uniform over all proportions of three types: the gaps that two uniform points leave in [0, 1]. */
export function drawProportions(random: Random): TypeProportions {
  const first = random.uniform();
  const second = random.uniform();
  const low = Math.min(first, second);
  const high = Math.max(first, second);
  return { exc: low, inh: high - low, none: 1 - high };
}

/**
 * Draws a size uniformly from `sizes`, then proportions, then each type independently.
 * @param lateral whether inter-motif connections may exist
 * @param given size or proportions that are not to be drawn
 */
export function drawMotif(
  random: Random,
  sizes: readonly number[],
  lateral: boolean,
  given: { readonly size?: number | undefined; readonly proportions?: TypeProportions | undefined },
): DrawnMotif {
  const size = given.size ?? sizes[random.integer(sizes.length)]!;
  const proportions = given.proportions ?? drawProportions(random);
  const types = Array.from({ length: positionCount(size) }, (_, position) => {
    const type = drawType(random, proportions);
    return lateral || position < size * size ? type : 'none';
  });
  return { motif: topologyFromTypes(size, types), proportions };
}

/** One type with the given probabilities. */
export function drawType(random: Random, proportions: TypeProportions): ConnectionType {
  let point = random.uniform();
  for (const type of CONNECTION_TYPES) {
    point -= proportions[type];
    if (point < 0) return type;
  }
  return 'none';
}
