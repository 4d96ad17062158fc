/** What is measured of a liquid, and what of it is weighed. */
import { type BranchingSum, criticality } from '../evolution/branching.ts';
import { connectionsIn, type Mask } from '../evolution/mask.ts';
import type { Judged } from '../evolution/nsga2.ts';
import {
  componentFacts,
  type SmallWorldReference,
  smallWorldFixed,
  smallWorldForDensity,
} from '../evolution/small-world.ts';
import { synapseViolation } from '../evolution/synapse-limits.ts';
import type { ElsmSettings } from './settings.ts';

/** Numbers only, so that snapshots hold them. */
export type LiquidFacts = {
  readonly synapses: number;
  /** Σ c and ℓ of the largest component. */
  readonly clusteringSum: number;
  readonly pathLength: number;
  /** In proportion to a random graph. */
  readonly density: number;
  /** Of the branching ratio. */
  readonly ratios: number;
  readonly spikes: number;
};

export function liquidFacts(mask: Mask, { ratios, spikes }: BranchingSum): LiquidFacts {
  const component = componentFacts(mask);
  const { clusteringSum, pathLength } = component;
  const density = smallWorldForDensity(component);
  return { synapses: connectionsIn(mask), clusteringSum, pathLength, density, ratios, spikes };
}

/** Means over the first liquids; 1 where there is nothing, so that nothing is divided by 0. */
export function firstReference(facts: readonly LiquidFacts[]): SmallWorldReference {
  const mean = (value: (one: LiquidFacts) => number) =>
    facts.reduce((sum, one) => sum + value(one), 0) / facts.length || 1;
  return { clustering: mean((one) => one.clusteringSum), path: mean((one) => one.pathLength) };
}

/** Higher is better. */
export const smallWorldOf = (
  facts: LiquidFacts,
  { smallWorld }: ElsmSettings,
  reference: SmallWorldReference,
): number => (smallWorld === 'density' ? facts.density : smallWorldFixed(facts, reference));

export function judge(
  facts: LiquidFacts,
  settings: ElsmSettings,
  reference: SmallWorldReference,
): Judged {
  const { neurons, leastShare, mostShare } = settings;
  const possible = neurons * neurons;
  return {
    objectives: [-smallWorldOf(facts, settings, reference), criticality(facts)],
    violation: synapseViolation(facts.synapses, leastShare * possible, mostShare * possible),
  };
}
