/**
 * How alike two motifs are: whether searches with different seeds agree, which a search that finds something
 * real should. Agreement is compared with what chance gives, since two motifs with the same shares of types
 * agree often without having anything in common.
 */
import type { MotifTopology } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../model/connection-types.ts';
import { typesByPosition } from '../model/topology.ts';

/** Two motifs of the same size, position by position. */
export interface Agreement {
  /** Share of positions with the same type. */
  readonly share: number;
  /** Cohen's kappa: (share − chance) / (1 − chance); null where both motifs have one and the same type only. */
  readonly kappa: number | null;
}

/** Two motifs of any sizes. */
export interface Likeness {
  /** Null for different sizes. */
  readonly agreement: Agreement | null;
  /** 1 − total variation distance of the shares of the types: 1 for the same shares. */
  readonly proportions: number;
  /**
   * 1 − mean Wasserstein distance of the distributions of excitatory and of inhibitory inputs over the neurons,
   * as shares of the v + 2 that a neuron may have. It does not depend on how neurons are numbered.
   */
  readonly degrees: number;
}

/** Types of a motif one by one, of equal lengths. @throws RangeError if they differ in length or are empty */
export function agreement(a: readonly ConnectionType[], b: readonly ConnectionType[]): Agreement {
  const n = a.length;
  if (n === 0 || b.length !== n) throw new RangeError('two lists of the same length, not empty');
  const share = a.filter((type, k) => type === b[k]).length / n;
  const part = (types: readonly ConnectionType[], type: ConnectionType) =>
    types.filter((one) => one === type).length / n;
  const chance = CONNECTION_TYPES.reduce((sum, type) => sum + part(a, type) * part(b, type), 0);
  return { share, kappa: chance > 1 - 1e-12 ? null : (share - chance) / (1 - chance) };
}

/** @param lateral whether lateral positions were open; where not, they would agree by force */
export function likeness(a: MotifTopology, b: MotifTopology, lateral: boolean): Likeness {
  const [own, other] = [openTypes(a, lateral), openTypes(b, lateral)];
  const share = (types: readonly ConnectionType[], type: ConnectionType) =>
    types.filter((one) => one === type).length / types.length;
  const variation =
    CONNECTION_TYPES.reduce(
      (sum, type) => sum + Math.abs(share(own, type) - share(other, type)),
      0,
    ) / 2;
  const distance =
    (wasserstein(inputShares(a, 'exc'), inputShares(b, 'exc')) +
      wasserstein(inputShares(a, 'inh'), inputShares(b, 'inh'))) /
    2;
  return {
    agreement: a.size === b.size ? agreement(own, other) : null,
    proportions: 1 - variation,
    degrees: 1 - distance,
  };
}

/** Lateral positions come last. */
const openTypes = (motif: MotifTopology, lateral: boolean): ConnectionType[] =>
  lateral ? typesByPosition(motif) : motif.intra.flat();

/** [v] share of the possible inputs of each neuron that have the type. */
function inputShares({ size, intra, inter }: MotifTopology, type: ConnectionType): number[] {
  return intra.map(
    (row, p) => [...row, ...inter[p]!].filter((one) => one === type).length / (size + 2),
  );
}

/** Area between the empirical distribution functions of two samples in [0, 1]. */
function wasserstein(a: readonly number[], b: readonly number[]): number {
  const points = [...new Set([...a, ...b])].sort((x, y) => x - y);
  const below = (values: readonly number[], point: number) =>
    values.filter((value) => value <= point).length / values.length;
  return points
    .slice(1)
    .reduce(
      (sum, point, k) =>
        sum + (point - points[k]!) * Math.abs(below(a, points[k]!) - below(b, points[k]!)),
      0,
    );
}
