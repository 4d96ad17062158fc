/**
 * How the logits α become weights of the alternatives in one pass of the supernet. `soft` mixes all of
 * them, as the paper does (equation 11). `sampled` takes one size and one type at every position, by the
 * straight-through Gumbel-softmax (Jang et al. 2017; Maddison et al. 2017; GDAS, Dong and Yang 2019): the pass
 * sees a discrete network, so a later cut to a discrete network has nothing new to it.
 */
import { log, softmax } from '../core/math.ts';
import type { Random } from '../core/random.ts';
import { CONNECTION_TYPES } from './connection-types.ts';
import {
  type ArchitectureLogits,
  type ArchitectureProbabilities,
  argmax,
  type Supernet,
  tauChoices,
  zeroLogits,
} from './supernet.ts';

const TYPES = CONNECTION_TYPES.length;

/** The alternatives of one supernet layer as a pass sees them, in the shape of the logits. */
export interface Relaxation {
  /** Weights of the alternatives in the pass: `probability`, or 1 for the sampled one and 0 for the others. */
  readonly weights: ArchitectureProbabilities;
  /** y = softmax((α + g)/T), with Gumbel noise g when sampled; the gradient flows through it. */
  readonly probability: ArchitectureProbabilities;
  /** T. */
  readonly temperature: number;
}

/** The logits with every row of groups of alternatives replaced by what `each` makes of its groups. */
function byGroup(
  { size, types, tau }: ArchitectureLogits,
  each: (group: Float64Array) => Float64Array,
): ArchitectureProbabilities {
  return {
    size: each(size),
    types: types.map((row) => {
      const result = new Float64Array(row.length);
      for (let at = 0; at < row.length; at += TYPES) {
        result.set(each(row.subarray(at, at + TYPES)), at);
      }
      return result;
    }),
    ...(tau && { tau: tau.map((positions) => positions.map(each)) }),
  };
}

/** softmax((α + g)/T) over every group of alternatives. */
function tempered(
  logits: ArchitectureLogits,
  temperature: number,
  noise: () => number,
): ArchitectureProbabilities {
  return byGroup(logits, (group) => softmax(group.map((logit) => (logit + noise()) / temperature)));
}

/** 1 for the largest of every group of alternatives, 0 for the others. */
function oneHot(probability: ArchitectureProbabilities): ArchitectureProbabilities {
  return byGroup(probability, (group) => {
    const best = argmax(group);
    return group.map((_, c) => (c === best ? 1 : 0));
  });
}

/** All alternatives at once, weighted by softmax(α/T); with T = 1 this is equation 11. */
export function soft(logits: ArchitectureLogits, temperature = 1): Relaxation {
  const probability = tempered(logits, temperature, () => 0);
  return { weights: probability, probability, temperature };
}

/** One size, and one type at every position, with probability softmax(α) each. */
export function sampled(
  logits: ArchitectureLogits,
  temperature: number,
  random: Random,
): Relaxation {
  const probability = tempered(logits, temperature, () => random.gumbel());
  return { weights: oneHot(probability), probability, temperature };
}

/** Gradient through a softmax: ∂E/∂α_c = y_c (∂E/∂y_c − Σ_k y_k ∂E/∂y_k)/T. */
function throughSoftmax(
  { probability, temperature }: { probability: Float64Array; temperature: number },
  gradient: Float64Array,
  result: Float64Array,
  at: number,
  length: number,
): void {
  let mean = 0;
  for (let c = at; c < at + length; c++) mean += probability[c]! * gradient[c]!;
  for (let c = at; c < at + length; c++) {
    result[c] = (probability[c]! * (gradient[c]! - mean)) / temperature;
  }
}

/** Adds ∂E/∂y of the time constants' alternatives, and what they add to ∂E/∂p_v of the sizes. */
function addTauGradient(
  { layer, candidates }: Supernet,
  { weights: taken, probability, temperature }: Relaxation,
  tauGradient: ArrayLike<number>,
  result: ArchitectureLogits,
  sizeGradient: Float64Array,
): void {
  const { neurons, tauCandidates } = layer;
  if (!tauCandidates || !taken.tau || tauGradient.length === 0) return;
  candidates.forEach(({ size: positions }, v) => {
    for (let p = 0; p < positions; p++) {
      let sum = 0;
      for (let i = p; i < neurons; i += positions) sum += tauGradient[i]!;
      const gradient = Float64Array.from(tauCandidates[p]!, (tau) => sum * tau);
      const own = taken.tau![v]![p]!;
      for (let c = 0; c < own.length; c++) sizeGradient[v]! += own[c]! * gradient[c]!;
      for (let c = 0; c < own.length; c++) gradient[c]! *= taken.size[v]!;
      const through = { probability: probability.tau![v]![p]!, temperature };
      throughSoftmax(through, gradient, result.tau![v]![p]!, 0, own.length);
    }
  });
}

/**
 * The chain rule of section 3 of the specification, once per batch. For a sampled relaxation it is the
 * straight-through estimate: derivatives of the discrete pass, carried through the softmax.
 * @param weights [E] excitatory weights w
 * @param edgeGradient [E] ∂E/∂W of the effective weights
 * @param tauGradient [N] ∂E/∂τ_i of the relaxed time constants; empty: E does not depend on them
 * @returns ∂E/∂α, in the shape of the logits
 */
export function logitGradient(
  supernet: Supernet,
  relaxation: Relaxation,
  weights: ArrayLike<number>,
  edgeGradient: ArrayLike<number>,
  tauGradient: ArrayLike<number> = [],
): ArchitectureLogits {
  const { weights: taken, probability, temperature } = relaxation;
  const result = zeroLogits(supernet.layer.sizes, tauChoices(supernet.layer));
  const sizeGradient = new Float64Array(supernet.candidates.length);
  supernet.candidates.forEach(({ edges, positions }, v) => {
    const types = taken.types[v]!;
    const typeGradient = new Float64Array(types.length);
    for (let k = 0; k < edges.length; k++) {
      const gradient = edgeGradient[edges[k]!]!;
      const at = positions[k]! * TYPES;
      typeGradient[at]! += gradient * weights[edges[k]!]!;
      typeGradient[at + 1]! += gradient * supernet.inhibitoryWeight;
    }
    // Before the factor p_v, Σ_c p_c ∂E/∂p_c over all positions is exactly ∂E/∂p_v.
    for (let c = 0; c < types.length; c++) sizeGradient[v]! += types[c]! * typeGradient[c]!;
    for (let c = 0; c < types.length; c++) typeGradient[c]! *= taken.size[v]!;
    const through = { probability: probability.types[v]!, temperature };
    for (let at = 0; at < types.length; at += TYPES) {
      throughSoftmax(through, typeGradient, result.types[v]!, at, TYPES);
    }
  });
  addTauGradient(supernet, relaxation, tauGradient, result, sizeGradient);
  const through = { probability: probability.size, temperature };
  throughSoftmax(through, sizeGradient, result.size, 0, sizeGradient.length);
  return result;
}

/** Adds factor·∂H/∂α of one group's entropy: ∂H/∂α_c = −y_c (ln y_c + H)/T. */
function addEntropyGradient(
  probability: Float64Array,
  factor: number,
  temperature: number,
  result: Float64Array,
): void {
  let entropy = 0;
  for (const p of probability) if (p > 0) entropy -= p * log(p);
  probability.forEach((p, c) => {
    if (p > 0) result[c]! -= (factor * p * (log(p) + entropy)) / temperature;
  });
}

/**
 * Adds to ∂E/∂α the gradient of a penalty on indecision: factor times the sum of the entropies (nats) of
 * the sizes, of the types at every position that occurs and of the time constants, at softmax(α/T).
 * @param gradient of the layer; changed in place
 */
export function penaliseEntropy(
  supernet: Supernet,
  logits: ArchitectureLogits,
  temperature: number,
  factor: number,
  gradient: ArchitectureLogits,
): void {
  const { probability } = soft(logits, temperature);
  addEntropyGradient(probability.size, factor, temperature, gradient.size);
  supernet.candidates.forEach(({ positions }, v) => {
    for (const position of new Set(positions)) {
      const [from, to] = [position * TYPES, (position + 1) * TYPES];
      addEntropyGradient(
        probability.types[v]!.subarray(from, to),
        factor,
        temperature,
        gradient.types[v]!.subarray(from, to),
      );
    }
  });
  probability.tau?.forEach((positions, v) => {
    positions.forEach((own, p) => {
      addEntropyGradient(own, factor, temperature, gradient.tau![v]![p]!);
    });
  });
}
