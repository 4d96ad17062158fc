/**
 * Adam over plain vectors, used for the weights of the reference back end and for architecture
 * logits. The factors β^k are kept as running products: this needs no power function, whose last
 * bit differs between JavaScript engines, and nothing has to be recomputed when a run is resumed.
 */
import type { WeightLayout, WeightSegment } from '../model/shape.ts';
import type { AdamState, EngineNetwork, Vector } from './engine.ts';
import type { AdamSettings, WeightUpdateSettings } from './optimiser-settings.ts';

/** The state before the first update of P parameters, in float64. */
export function newAdamState(length: number): AdamState {
  return {
    firstMoment: new Float64Array(length),
    secondMoment: new Float64Array(length),
    beta1Power: 1,
    beta2Power: 1,
  };
}

/** Factor that brings the gradient down to a norm of at most `limit`; null: no limit. */
export function clipFactor(
  network: Pick<EngineNetwork, 'gradientNorm'>,
  limit: number | null,
): number {
  if (limit === null) return 1;
  const { gradientNorm } = network;
  return gradientNorm > limit ? limit / gradientNorm : 1;
}

/** What one update does to the gradient and the parameters apart from Adam's step. */
export interface UpdateOptions {
  /** Factor of the gradient, e.g. `clipFactor`; 1 if left out. */
  readonly gradientScale?: number;
  /** Added to the (scaled) gradient times x, as in torch.optim.Adam; 0 if left out. */
  readonly l2Penalty?: number;
  /** λ of AdamW; 0 if left out. */
  readonly decoupledWeightDecay?: number;
}

/**
 * One update, in place: g ← scale·g + l2Penalty·x; m ← β1·m + (1 − β1)·g; v ← β2·v + (1 − β2)·g²;
 * x ← (1 − lr · λ) · x − lr · (m/(1 − β1^k)) / (√(v/(1 − β2^k)) + ε).
 * @param parameters x [P]
 * @param gradient [P], not changed
 */
export function adamUpdate(
  parameters: Vector,
  gradient: ArrayLike<number>,
  state: AdamState,
  { learningRate, beta1, beta2, epsilon }: AdamSettings,
  { gradientScale = 1, l2Penalty = 0, decoupledWeightDecay = 0 }: UpdateOptions = {},
): void {
  const { firstMoment, secondMoment } = state;
  const kept = 1 - learningRate * decoupledWeightDecay;
  state.beta1Power *= beta1;
  state.beta2Power *= beta2;
  for (let k = 0; k < parameters.length; k++) {
    const g = gradientScale * gradient[k]! + l2Penalty * parameters[k]!;
    const m = beta1 * firstMoment[k]! + (1 - beta1) * g;
    const v = beta2 * secondMoment[k]! + (1 - beta2) * g * g;
    firstMoment[k] = m;
    secondMoment[k] = v;
    const meanGradient = m / (1 - state.beta1Power);
    const meanSquare = v / (1 - state.beta2Power);
    parameters[k] =
      kept * parameters[k]! - (learningRate * meanGradient) / (Math.sqrt(meanSquare) + epsilon);
  }
}

/**
 * The limits of a segment's weights after each update: excitatory ones are at least 0,
 * feedforward ones within ± `clipFeedforward` if that is set.
 * @returns lower and upper limit, infinite where there is none
 */
export function weightLimits(
  { kind, nonNegative }: WeightSegment,
  clipFeedforward: number | null,
): [low: number, high: number] {
  const limit = kind === 'feedforward' && clipFeedforward !== null ? clipFeedforward : Infinity;
  return [nonNegative ? 0 : -limit, limit];
}

/**
 * Brings weights within their limits.
 * @param weights θ [P], changed in place
 * @returns whether all of them are finite
 */
export function constrainWeights(
  weights: Vector,
  layout: WeightLayout,
  clipFeedforward: number | null,
): boolean {
  let finite = true;
  for (const segment of layout.segments) {
    const [low, high] = weightLimits(segment, clipFeedforward);
    for (let k = segment.offset; k < segment.offset + segment.length; k++) {
      weights[k] = Math.min(Math.max(weights[k]!, low), high);
      finite &&= Number.isFinite(weights[k]);
    }
  }
  return finite;
}

/**
 * One update of a network whose weights and moments are the host's, then its limits.
 * @returns whether all weights are finite
 */
export function adamStep(
  network: Pick<EngineNetwork, 'weights' | 'gradient' | 'gradientNorm' | 'adam' | 'layout'>,
  settings: WeightUpdateSettings,
): boolean {
  const { clipGradientNorm, clipFeedforward, decoupledWeightDecay } = settings;
  adamUpdate(network.weights, network.gradient, network.adam, settings, {
    gradientScale: clipFactor(network, clipGradientNorm),
    decoupledWeightDecay,
  });
  return constrainWeights(network.weights, network.layout, clipFeedforward);
}
