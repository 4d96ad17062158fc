/**
 * The gradient that the α-step hands to its optimiser, first or second order, for all supernet
 * layers of a network at once. It needs only forward and backward passes at fixed weights: the
 * second order costs three more of them, not another automatic differentiation.
 */
import type { EventSample } from '../../data/events/sample.ts';
import { clipFactor } from '../../engine/adam.ts';
import type { BatchResult, EngineNetwork, GradientOptions } from '../../engine/engine.ts';
import { logitGradient, type Relaxation, soft } from '../../model/relaxation.ts';
import { segmentOf } from '../../model/shape.ts';
import { type ArchitectureLogits, relax, type Supernet, zeroLogits } from '../../model/supernet.ts';
import { relaxedTauGradient, setRelaxedTau } from './time-constants.ts';

/** A supernet layer of a network and its present logits α. */
export interface SearchedLayer {
  /** Number of the layer in the network. */
  readonly layer: number;
  readonly supernet: Supernet;
  readonly logits: ArchitectureLogits;
  /** [N] relaxed time constants that R and τ now have; changed in place. Absent: none to choose from. */
  readonly presentTau?: Float64Array;
}

/** A supernet layer of a network as one pass sees it. */
export interface RelaxedLayer {
  readonly layer: number;
  readonly supernet: Supernet;
  readonly relaxation: Relaxation;
  /** That of the searched layer. */
  readonly presentTau?: Float64Array;
}

/** All alternatives at once, weighted by softmax(α/T). */
export const softly = (searched: readonly SearchedLayer[], temperature = 1): RelaxedLayer[] =>
  searched.map(({ logits, ...layer }) => ({ ...layer, relaxation: soft(logits, temperature) }));

/** How E_train enters the gradient. */
export type GradientOrder = { readonly order: 1 } | SecondOrder;

/** The architecture sees the weights as they would be after one more step. */
interface SecondOrder {
  readonly order: 2;
  /** ξ, learning rate of the virtual weight step. */
  readonly xi: number;
  /** Norm to which its gradient is scaled down, like that of the real step; null: no limit. */
  readonly clipGradientNorm: number | null;
  /** Its batch. */
  readonly train: readonly EventSample[];
}

export interface ArchitectureGradient {
  /** ∂/∂α of each searched layer, in the order given. */
  readonly gradients: readonly ArchitectureLogits[];
  /** The valid batch: at w for the first order, at w' for the second. */
  readonly valid: BatchResult;
  /** Second order: the train batch at w, from which the virtual step was taken. */
  readonly train: BatchResult | null;
  /** Second order: ε of the finite difference; 0 if ∇w' E_valid vanished and none was taken. */
  readonly epsilon: number | null;
}

/** ‖w± − w‖₂ of the finite difference, as in DARTS. */
const DIFFERENCE_NORM = 0.01;

/** Sets the couplings of the searched layers (equation 15), and R and τ where time constants are searched. */
export function setArchitecture(network: EngineNetwork, relaxed: readonly RelaxedLayer[]): void {
  for (const one of relaxed) {
    network.setCoupling(one.layer, relax(one.supernet, one.relaxation.weights));
    setRelaxedTau(network, one);
  }
}

/**
 * ∂E/∂α of each searched layer by the chain rule (section 3 of the specification), from the weights
 * and edge gradients that the last `gradients` call used and left.
 */
export function logitGradients(
  network: EngineNetwork,
  relaxed: readonly RelaxedLayer[],
): ArchitectureLogits[] {
  return relaxed.map((one) => {
    const { layer, supernet, relaxation } = one;
    const segment = segmentOf(network.layout, layer, 'recurrent')!;
    const weights = network.weights.subarray(segment.offset, segment.offset + segment.length);
    const edges = network.edgeGradient(layer);
    return logitGradient(supernet, relaxation, weights, edges, relaxedTauGradient(network, one));
  });
}

/** f(a_k, b_k, c_k) over all entries of three sets of logits of the same shape. */
function combine(
  a: ArchitectureLogits,
  b: ArchitectureLogits,
  c: ArchitectureLogits,
  sizes: readonly number[],
  f: (a: number, b: number, c: number) => number,
): ArchitectureLogits {
  const result = zeroLogits(sizes, a.tau?.[0]?.[0]?.length);
  const fill = (to: Float64Array, x: Float64Array, y: Float64Array, z: Float64Array) => {
    for (let k = 0; k < to.length; k++) to[k] = f(x[k]!, y[k]!, z[k]!);
  };
  fill(result.size, a.size, b.size, c.size);
  result.types.forEach((row, v) => {
    fill(row, a.types[v]!, b.types[v]!, c.types[v]!);
  });
  result.tau?.forEach((positions, v) => {
    positions.forEach((row, p) => {
      fill(row, a.tau![v]![p]!, b.tau![v]![p]!, c.tau![v]![p]!);
    });
  });
  return result;
}

/** Writes θ = base + factor · direction, in the precision of the network. */
function moveWeights(
  network: EngineNetwork,
  base: ArrayLike<number>,
  factor: number,
  direction: ArrayLike<number>,
): void {
  const { weights } = network;
  for (let k = 0; k < weights.length; k++) weights[k] = base[k]! + factor * direction[k]!;
}

/** Time constants are searched by the gradients for R and τ. @param weights whether those for θ are needed too */
const gradientOptions = (relaxed: readonly RelaxedLayer[], weights: boolean): GradientOptions => ({
  weights,
  neurons: relaxed.some(({ presentTau }) => presentTau !== undefined),
});

/** The three extra passes of the second order; leaves the network at some w ± ε·∇. */
async function secondOrder(
  network: EngineNetwork,
  relaxed: readonly RelaxedLayer[],
  validSamples: readonly EventSample[],
  { xi, clipGradientNorm, train: trainSamples }: SecondOrder,
): Promise<ArchitectureGradient> {
  const base = Float64Array.from(network.weights);
  const train = await network.gradients(trainSamples);
  moveWeights(network, base, -xi * clipFactor(network, clipGradientNorm), network.gradient);
  const valid = await network.gradients(validSamples, gradientOptions(relaxed, true));
  const atVirtual = logitGradients(network, relaxed);
  const direction = Float64Array.from(network.gradient);
  const slope = network.gradientNorm;
  // Without a slope at w' the product of the Hessian with it is 0, and ε would be infinite.
  if (slope === 0) return { gradients: atVirtual, valid, train, epsilon: 0 };
  const epsilon = DIFFERENCE_NORM / slope;
  const how = gradientOptions(relaxed, false);
  moveWeights(network, base, epsilon, direction);
  await network.gradients(trainSamples, how);
  const plus = logitGradients(network, relaxed);
  moveWeights(network, base, -epsilon, direction);
  await network.gradients(trainSamples, how);
  const minus = logitGradients(network, relaxed);
  const gradients = relaxed.map(({ supernet }, k) =>
    combine(
      atVirtual[k]!,
      plus[k]!,
      minus[k]!,
      supernet.layer.sizes,
      (valid, above, below) => valid - (xi * (above - below)) / (2 * epsilon),
    ),
  );
  return { gradients, valid, train, epsilon };
}

/**
 * First order: ∇α E_valid(w, α). Second order, with w' = w − ξ·∇w E_train(w, α) over all trained
 * weights and w± = w ± ε·∇w' E_valid(w', α), ε = 0.01/‖∇w' E_valid‖₂:
 *
 * ∇α E_valid(w', α) − ξ·[∇α E_train(w⁺, α) − ∇α E_train(w⁻, α)]/(2ε).
 *
 * A limit on the norm of the weight gradient applies to the virtual step too: where gradients explode,
 * ξ times them would throw the weights out of all bounds. Virtual steps are not clamped. Afterwards θ is
 * the same to the last bit, even if a pass fails; the couplings are those given,
 * and `network.gradient` holds nothing of use.
 */
export async function architectureGradient(
  network: EngineNetwork,
  relaxed: readonly RelaxedLayer[],
  valid: readonly EventSample[],
  how: GradientOrder,
): Promise<ArchitectureGradient> {
  setArchitecture(network, relaxed);
  if (how.order === 1) {
    const result = await network.gradients(valid, gradientOptions(relaxed, false));
    return {
      gradients: logitGradients(network, relaxed),
      valid: result,
      train: null,
      epsilon: null,
    };
  }
  const saved = network.weights.slice();
  try {
    return await secondOrder(network, relaxed, valid, how);
  } finally {
    network.weights.set(saved);
  }
}
