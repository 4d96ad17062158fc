/**
 * The supernet: an SC-ML layer with all candidate motif sizes and connection types at once, each
 * weighted by its probability (equations 11 and 15). It only composes weights: logits in, one
 * effective recurrent weight per edge out; edge gradients in, logit gradients out. The forward
 * and backward passes are those of any other recurrent layer.
 */
import type { MotifTopology, SupernetLayer } from './architecture-schema.ts';
import { CONNECTION_TYPES } from './connection-types.ts';
import { type Coupling, type EdgePattern, edgeIndex, edgesFromSources } from './edges.ts';
import { interPosition, positionCount, topologyFromTypes, visitConnections } from './topology.ts';

const TYPES = CONNECTION_TYPES.length;

/** All connections of one candidate size: edge and position number, in the order of the visit. */
export interface Candidate {
  readonly size: number;
  readonly edges: Uint32Array;
  readonly positions: Uint32Array;
}

/** The fixed structure of a supernet layer. */
export interface Supernet {
  readonly layer: SupernetLayer;
  /** Union of the candidates' connections. */
  readonly edges: EdgePattern;
  readonly candidates: readonly Candidate[];
  readonly inhibitoryWeight: number;
}

/** The architecture parameters α of one supernet layer, or anything of the same shape. */
export interface ArchitectureLogits {
  /** α_v [V] */
  readonly size: Float64Array;
  /** α^v: for each size [positions × 3], types in the order exc, inh, none. */
  readonly types: readonly Float64Array[];
  /** For each size and neuron of the motif [C] of the candidate time constants; absent: none to choose from. */
  readonly tau?: readonly (readonly Float64Array[])[];
}

/** p_v and p^v_c, in the shape of the logits. */
export type ArchitectureProbabilities = ArchitectureLogits;

/** Lays out the edges of a supernet. Without lateral connections inter positions never occur. */
export function buildSupernet(layer: SupernetLayer, inhibitoryWeight: number): Supernet {
  const { neurons, sizes, boundary, lateral } = layer;
  const visit = (
    size: number,
    see: (target: number, source: number, position: number) => void,
  ): void => {
    const firstLateral = interPosition(size, 0, 0);
    visitConnections({ neurons, size, boundary }, (target, source, position) => {
      if (lateral || position < firstLateral) see(target, source, position);
    });
  };
  const sources: number[][] = Array.from({ length: neurons }, () => []);
  for (const size of sizes) visit(size, (target, source) => sources[target]!.push(source));
  const edges = edgesFromSources(sources);
  const candidates = sizes.map((size) => {
    const found: number[] = [];
    const positions: number[] = [];
    visit(size, (target, source, position) => {
      found.push(edgeIndex(edges, target, source));
      positions.push(position);
    });
    return { size, edges: Uint32Array.from(found), positions: Uint32Array.from(positions) };
  });
  return { layer, edges, candidates, inhibitoryWeight };
}

/** Candidate time constants of each position: C; 0 if there is nothing to choose from. */
export const tauChoices = ({ tauCandidates }: Pick<SupernetLayer, 'tauCandidates'>): number =>
  tauCandidates?.[0]?.length ?? 0;

/**
 * Logits of the right shape, all zero.
 * @param choices candidate time constants of each position; 0: none to choose from
 */
export function zeroLogits(sizes: readonly number[], choices = 0): ArchitectureLogits {
  return {
    size: new Float64Array(sizes.length),
    types: sizes.map((size) => new Float64Array(positionCount(size) * TYPES)),
    ...(choices > 0 && {
      tau: sizes.map((size) => Array.from({ length: size }, () => new Float64Array(choices))),
    }),
  };
}

/**
 * The time constant of every neuron that the alternatives make up together: τ_i = Σ_v p_v Σ_c p^v_c τ_c, at the
 * position of i in a motif of size v.
 * @returns [N] steps; null without candidates
 */
export function relaxTau(
  { layer, candidates }: Supernet,
  { size, tau }: ArchitectureProbabilities,
): Float64Array | null {
  const { neurons, tauCandidates } = layer;
  if (!tauCandidates || !tau) return null;
  const result = new Float64Array(neurons);
  candidates.forEach(({ size: positions }, v) => {
    for (let i = 0; i < neurons; i++) {
      const p = i % positions;
      const own = tau[v]![p]!;
      for (let c = 0; c < own.length; c++) {
        result[i]! += size[v]! * own[c]! * tauCandidates[p]![c]!;
      }
    }
  });
  return result;
}

/** Equation 15 regrouped by edge: gain = Σ_v p_v p^v_exc, offset = w_inh Σ_v p_v p^v_inh. */
export function relax(supernet: Supernet, probability: ArchitectureProbabilities): Coupling {
  const gain = new Float64Array(supernet.edges.sources.length);
  const offset = new Float64Array(gain.length);
  supernet.candidates.forEach(({ edges, positions }, v) => {
    const size = probability.size[v]!;
    const types = probability.types[v]!;
    for (let k = 0; k < edges.length; k++) {
      const at = positions[k]! * TYPES;
      gain[edges[k]!]! += size * types[at]!;
      offset[edges[k]!]! += size * types[at + 1]! * supernet.inhibitoryWeight;
    }
  });
  return { gain, offset };
}

/** Index of the largest value; the first one on a tie. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}

/**
 * The topology with the most probable type, and time constant, at every position of candidate `v`. Without lateral
 * connections in the space, all inter types are `none`.
 */
export function discretise(
  supernet: Supernet,
  logits: ArchitectureLogits,
  v: number,
): MotifTopology {
  const { sizes, lateral } = supernet.layer;
  const size = sizes[v]!;
  const row = logits.types[v]!;
  const types = Array.from({ length: positionCount(size) }, (_, position) => {
    if (!lateral && position >= interPosition(size, 0, 0)) return 'none' as const;
    return CONNECTION_TYPES[argmax(row.subarray(position * TYPES, (position + 1) * TYPES))]!;
  });
  const topology = topologyFromTypes(size, types);
  const { tauCandidates } = supernet.layer;
  if (!tauCandidates || !logits.tau) return topology;
  return { ...topology, tau: logits.tau[v]!.map((own, p) => tauCandidates[p]![argmax(own)]!) };
}
