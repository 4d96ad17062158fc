/**
 * The column of a liquid state machine (Maass et al. 2002): neurons on the points of a lattice, a fifth of them
 * inhibitory, connected at random, the nearer the likelier.
 */
import { exp } from '../../core/math.ts';
import type { Random } from '../../core/random.ts';
import { type EdgePattern, edgesFromSources } from '../../model/edges.ts';

/** Probability of a connection at distance 0, by the types of source and target. */
export interface TypePairs {
  readonly EE: number;
  readonly EI: number;
  readonly IE: number;
  readonly II: number;
}

/** C of Maass et al. (2002). */
export const MAASS_PAIRS: TypePairs = { EE: 0.3, EI: 0.2, IE: 0.4, II: 0.1 };

/** How neurons of a column connect. */
export interface Connectivity {
  readonly pairs: TypePairs;
  /** λ, in distances between neighbours. */
  readonly lambda: number;
  /** Whether a neuron may connect to itself. */
  readonly self: boolean;
}

/** n₁, n₂, n₃. */
export type ColumnShape = readonly [number, number, number];

export const columnSize = ([a, b, c]: ColumnShape): number => a * b * c;

/** `C(type j → type i) · exp(−(D_ij/λ)²)`, at most 1, for column neurons of any types. */
export function connectionProbability(
  [, b, c]: ColumnShape,
  inhibitory: ArrayLike<boolean | number>,
  { pairs, lambda, self }: Connectivity,
): (target: number, source: number) => number {
  // D² takes few values, and exp is dear.
  const known = new Map<number, number>();
  const place = (i: number) => [Math.floor(i / (b * c)), Math.floor(i / c) % b, i % c] as const;
  return (target, source) => {
    if (target === source && !self) return 0;
    const [p, q] = [place(target), place(source)];
    const square = (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
    const from = inhibitory[source] ? 'I' : 'E';
    const to = inhibitory[target] ? 'I' : 'E';
    let near = known.get(square);
    if (near === undefined) {
      near = exp(-square / lambda ** 2);
      known.set(square, near);
    }
    return Math.min(1, pairs[`${from}${to}`] * near);
  };
}

/** Connections where a uniform number, drawn for every pair of neurons, target by target, is below P. */
export function drawConnections(
  neurons: number,
  probability: (target: number, source: number) => number,
  uniform: (target: number, source: number) => number,
): EdgePattern {
  const rows = Array.from({ length: neurons }, (_, target) => {
    const sources: number[] = [];
    for (let source = 0; source < neurons; source++) {
      if (uniform(target, source) < probability(target, source)) sources.push(source);
    }
    return sources;
  });
  return edgesFromSources(rows);
}

/** [N] 1 for an inhibitory neuron. @param share probability of one */
export const drawTypes = (neurons: number, share: number, random: Random): Uint8Array =>
  Uint8Array.from({ length: neurons }, () => (random.uniform() < share ? 1 : 0));

/**
 * Input weights, uniform and of either sign, from each channel to neurons drawn with replacement.
 * @param largest absolute weight of a synapse; two of a channel on one neuron add up
 * @returns [inputs][N]
 */
export function drawInput(
  inputs: number,
  neurons: number,
  fanOut: number,
  largest: number,
  random: Random,
): Float32Array {
  const weights = new Float32Array(inputs * neurons);
  for (let channel = 0; channel < inputs; channel++) {
    for (let k = 0; k < fanOut; k++) {
      const target = random.integer(neurons);
      weights[channel * neurons + target]! += largest * (2 * random.uniform() - 1);
    }
  }
  return weights;
}

/** Dale's law: every weight out of a neuron has its sign. @returns [E] in edge order */
export const signedWeights = (
  { sources }: EdgePattern,
  inhibitory: ArrayLike<boolean | number>,
  excitatoryWeight: number,
  inhibitoryWeight: number,
): Float64Array =>
  Float64Array.from(sources, (source) =>
    inhibitory[source] ? inhibitoryWeight : excitatoryWeight,
  );
