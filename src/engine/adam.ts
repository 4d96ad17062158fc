/**
 * Adam over plain vectors, used for the weights of the reference back end and for architecture
 * logits. The factors β^k are carried as running products: no power function, whose last bit
 * differs between JavaScript engines, and nothing to recompute when a run is resumed.
 */
import { norm } from '../core/math.ts';
import type { WeightLayout } from '../model/shape.ts';
import type { AdamState, Vector } from './engine.ts';
import type { AdamSettings } from './optimiser-settings.ts';

/** The state before the first update of P parameters, in float64. */
export function newAdamState(length: number): AdamState {
  return {
    firstMoment: new Float64Array(length),
    secondMoment: new Float64Array(length),
    beta1Power: 1,
    beta2Power: 1,
  };
}

/** Factor that brings a gradient down to a Euclidean norm of at most `limit`; 1 if it is below. */
export function normScale(gradient: ArrayLike<number>, limit: number | null): number {
  if (limit === null) return 1;
  const size = norm(gradient);
  return size > limit ? limit / size : 1;
}

/** What one update does to the gradient and the parameters besides Adam's step. */
export interface UpdateOptions {
  /** Factor of the gradient, e.g. `normScale`; 1 if left out. */
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
 * @param gradient [P], left as it is
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
 * What weights must satisfy after each update: excitatory ones at least 0, feedforward ones within
 * ± `clipFeedforward` unless it is null.
 * @param weights θ [P], changed in place
 */
export function constrainWeights(
  weights: Vector,
  layout: WeightLayout,
  clipFeedforward: number | null,
): void {
  for (const { kind, offset, length, nonNegative } of layout.segments) {
    const limit = kind === 'feedforward' && clipFeedforward !== null ? clipFeedforward : Infinity;
    const low = nonNegative ? 0 : -limit;
    for (let k = offset; k < offset + length; k++) {
      weights[k] = Math.min(Math.max(weights[k]!, low), limit);
    }
  }
}
