/**
 * Loss (equations 18, 29 and 30) and TSSL-BP (equations 19 to 23) or STBP: from one sample's trajectory to
 * the gradient of its loss. The names G, P, δ, θ and D are those of the specification.
 *
 * δ[t] = ∂E/∂u[t] is all that a rule lets through a neuron, so whatever u[t] depends on has its gradient from
 * it, step by step: with u[t] = u'[t−1] + Δu[t] and Δu[t] = (R I[t] − u'[t−1])/τ, weights by ∂u[t]/∂I[t] = R/τ, and
 *
 *   ∂E/∂R = Σ_t δ[t] I[t]/τ,   ∂E/∂τ = −Σ_t δ[t] Δu[t]/τ,
 *
 * for ∂Δu/∂τ = −Δu/τ at given u'[t−1]; how u'[t−1] depends on R and τ is in δ[t−1]. The recursion of δ holds at
 * given R and τ, so it adds nothing. If R and τ grow in proportion, as the membrane slows down at the same R/τ, the
 * two together are R ∂E/∂R + τ ∂E/∂τ = Σ_t δ[t] u'[t−1]/τ.
 *
 * Where output neurons are leaky integrators, u_o[t] stands in place of a_o[t] and nothing is approximated:
 * δ[t] = ∂E/∂u_o[t] + (1 − 1/τ) δ[t+1], by either rule.
 */
import { exp } from '../../core/math.ts';
import { visitEdges } from '../../model/edges.ts';
import { classWeight, crossEntropy, type Loss, rateError } from '../loss.ts';
import type { Rule } from '../rule.ts';
import type { LayerStep, Trajectory } from './forward.ts';
import { effectiveWeight, type ReferenceLayer, type ReferenceModel } from './model.ts';

/** Largest value of 1/Δu: a spike that barely crosses the threshold must not blow up the gradient. */
export const MAXIMUM_INVERSE_INCREMENT = 8;
/** Width of the surrogate of a quiet neuron, in units of potential. */
export const SURROGATE_WIDTH = 0.2;
export const SURROGATE_LIMIT = 8;

const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** d_o[t]: PSC of a train that fires at every step. Shape [T]. */
function targetPsc(steps: number, tauSynapse: number): Float64Array {
  const target = new Float64Array(steps);
  let psc = 0;
  for (let t = 0; t < steps; t++) {
    psc = (1 - 1 / tauSynapse) * psc + 1 / tauSynapse;
    target[t] = psc;
  }
  return target;
}

/** @returns the loss of one sample, times the weight of its class, and ∂E/∂a_o[t] (or ∂E/∂u_o[t]) as [T][classes] */
export function lossOf(
  kind: Loss,
  model: ReferenceModel,
  { steps, scores }: Trajectory,
  label: number,
): { loss: number; gradient: Float64Array[] } {
  const weight = classWeight(kind, label);
  if (kind.kind === 'cross-entropy') {
    const { loss, errors } = crossEntropy(scores, steps.length, label, kind);
    // z_o = sharpness · (1/T) Σ_t a_o[t]: every step contributes equally.
    const gradient = errors.map((error) => (weight * kind.sharpness * error) / steps.length);
    return { loss: weight * loss, gradient: steps.map(() => gradient) };
  }
  if (kind.kind === 'rate-mse') {
    const { loss, errors } = rateError(scores, steps.length, label);
    const gradient = errors.map((error) => (weight * error) / steps.length);
    return { loss: weight * loss, gradient: steps.map(() => gradient) };
  }
  const target = targetPsc(steps.length, model.tauSynapse);
  let loss = 0;
  const gradient = steps.map((step, t) =>
    step.layers.at(-1)!.psc.map((psc, o) => {
      const error = psc - (o === label ? target[t]! : 0);
      loss += (error * error) / 2;
      return (weight * error) / steps.length;
    }),
  );
  return { loss: weight * (loss / steps.length), gradient };
}

/** σ'((Vth − u)/0.2)/0.2, σ the logistic function. */
function surrogate(membrane: number, threshold: number): number {
  const x = clip((threshold - membrane) / SURROGATE_WIDTH, -SURROGATE_LIMIT, SURROGATE_LIMIT);
  const sigma = 1 / (1 + exp(-x));
  return (sigma * (1 - sigma)) / SURROGATE_WIDTH;
}

/** Adds Σ_k W_ki D_k[t+1] to g_i[t]: the error through the layer's own connections. */
function addRecurrentError(layer: ReferenceLayer, errorAfter: Float64Array, g: Float64Array): void {
  const { recurrence } = layer;
  if (!recurrence) return;
  visitEdges(recurrence.edges, (e, target, source) => {
    g[source]! += effectiveWeight(recurrence, e) * errorAfter[target]!;
  });
}

/** What a rule makes of one neuron's step: δ, and θ for the step before it. */
interface StepError {
  readonly δ: number;
  readonly θ: number;
}

/**
 * The recursion of section 5.
 * @param after θ of the step after
 */
function tsslError(
  { threshold }: ReferenceModel,
  { tau, tauSynapse }: ReferenceLayer,
  { increment, membrane, spiked, psc }: LayerStep,
  i: number,
  G: number,
  after: number,
): StepError {
  const s = spiked[i]!;
  const u = membrane[i]!;
  const leak = 1 - 1 / tau[i]!;
  const P = s === 1 ? clip(1 / increment[i]!, 0, MAXIMUM_INVERSE_INCREMENT) : 0;
  const δ = P * G + (after * u * P) / tau[i]! + after * leak * (1 - s);
  const θ = s * δ + (1 - s) * after * leak;
  return { δ: psc[i]! < 1 / (4 * tauSynapse) ? G * surrogate(u, threshold) : δ, θ };
}

/** ∂E/∂u[t] of STBP, which is all that the step before it needs. */
function stbpError(
  { threshold }: ReferenceModel,
  { tau }: ReferenceLayer,
  { membrane, spiked }: LayerStep,
  i: number,
  G: number,
  after: number,
  halfWidth: number,
): StepError {
  const u = membrane[i]!;
  const kept = (1 - 1 / tau[i]!) * after;
  const slope = Math.abs(u - threshold) < halfWidth ? 1 / (2 * halfWidth) : 0;
  const δ = (G - u * kept) * slope + (1 - spiked[i]!) * kept;
  return { δ, θ: δ };
}

/** Adds what δ[t] of neuron i means for its R and τ. */
function addNeuronGradient(
  { resistance, tau }: NeuronGradient,
  { tau: constants }: ReferenceLayer,
  { current, increment }: LayerStep,
  i: number,
  δ: number,
): void {
  resistance[i]! += (δ * current[i]!) / constants[i]!;
  tau[i]! -= (δ * increment[i]!) / constants[i]!;
}

/** D_i[t] of leaky integrators, as `layerErrors`. @param fromAbove [T][N] ∂E/∂u_i[t] of the loss */
function integratorErrors(
  layer: ReferenceLayer,
  steps: readonly LayerStep[],
  fromAbove: readonly Float64Array[],
  neuronGradient: NeuronGradient | null,
): Float64Array[] {
  const { resistance, tau } = layer;
  const δ = new Float64Array(layer.neurons);
  const D = steps.map(() => new Float64Array(layer.neurons));
  for (let t = steps.length - 1; t >= 0; t--) {
    for (let i = 0; i < layer.neurons; i++) {
      δ[i] = fromAbove[t]![i]! + (1 - 1 / tau[i]!) * δ[i]!;
      D[t]![i] = (resistance[i]! / tau[i]!) * δ[i]!;
      if (neuronGradient) addNeuronGradient(neuronGradient, layer, steps[t]!, i, δ[i]!);
    }
  }
  return D;
}

/**
 * The recursion of the rule for one layer, t = T−1 … 0.
 * @param steps [T] what the layer computed
 * @param fromAbove [T][N] the part of ∂E/∂a_i[t] that comes from the next layer (or the loss)
 * @param tauAbove τs of that part: the next layer's, since its filter is what the spikes go through there
 * @param neurons where ∂E/∂R and ∂E/∂τ are added; null if they are not wanted
 * @returns D_i[t] = ∂E/∂I_i[t] as [T][N]
 */
function layerErrors(
  model: ReferenceModel,
  rule: Rule,
  layer: ReferenceLayer,
  steps: readonly LayerStep[],
  fromAbove: readonly Float64Array[],
  tauAbove: number,
  neuronGradient: NeuronGradient | null,
): Float64Array[] {
  const { neurons, resistance, tau, tauSynapse } = layer;
  const D = steps.map(() => new Float64Array(neurons));
  // Equal filters are one filter: the sum of what they filter is filtered once, as equation 19 is printed.
  const apart = tauAbove !== tauSynapse;
  const GAbove = new Float64Array(neurons);
  const GOwn = new Float64Array(neurons);
  const θ = new Float64Array(neurons);
  for (let t = steps.length - 1; t >= 0; t--) {
    const step = steps[t]!;
    const g = apart ? new Float64Array(neurons) : fromAbove[t]!.slice();
    if (t + 1 < steps.length) addRecurrentError(layer, D[t + 1]!, g);
    for (let i = 0; i < neurons; i++) {
      GOwn[i] = (1 - 1 / tauSynapse) * GOwn[i]! + g[i]! / tauSynapse;
      let G = GOwn[i]!;
      if (apart) {
        GAbove[i] = (1 - 1 / tauAbove) * GAbove[i]! + fromAbove[t]![i]! / tauAbove;
        G += GAbove[i]!;
      }
      const error =
        rule.kind === 'stbp'
          ? stbpError(model, layer, step, i, G, θ[i]!, rule.halfWidth)
          : tsslError(model, layer, step, i, G, θ[i]!);
      const { δ } = error;
      θ[i] = error.θ;
      D[t]![i] = (resistance[i]! / tau[i]!) * δ;
      if (neuronGradient) addNeuronGradient(neuronGradient, layer, step, i, δ);
    }
  }
  return D;
}

/** Σ_p w_pi D_p[t]: what the layer `above` hands down to its inputs. [T][N] → [T][M]. */
function errorsBelow(above: ReferenceLayer, D: readonly Float64Array[]): Float64Array[] {
  return D.map((error) => {
    const g = new Float64Array(above.inputs);
    for (let i = 0; i < above.inputs; i++) {
      for (let p = 0; p < above.neurons; p++) {
        g[i]! += above.feedforward[i * above.neurons + p]! * error[p]!;
      }
    }
    return g;
  });
}

/** Gradient of the R and τ of one layer, [N] each. */
interface NeuronGradient {
  readonly resistance: Float64Array;
  readonly tau: Float64Array;
}

/**
 * Gradient of one layer: of its feedforward weights [M][N], its effective recurrent ones [E], and its bias where that
 * is trained, else [0].
 */
export interface LayerGradient {
  readonly feedforward: Float64Array;
  readonly bias: Float64Array;
  readonly edges: Float64Array;
  readonly neurons: NeuronGradient;
}

/** Adds ∂E/∂w_ij = Σ_t D_i[t] a_j[t], ∂E/∂W_ir = Σ_t D_i[t] a_r[t−1] and ∂E/∂b_i = Σ_t D_i[t] β[t]. */
function addWeightGradient(
  layer: ReferenceLayer,
  D: readonly Float64Array[],
  steps: readonly LayerStep[],
  gradient: LayerGradient,
): void {
  const { neurons, inputs, recurrence } = layer;
  D.forEach((error, t) => {
    const { inputPsc: below, biasPsc } = steps[t]!;
    for (let i = 0; i < gradient.bias.length; i++) gradient.bias[i]! += error[i]! * biasPsc;
    for (let j = 0; j < inputs; j++) {
      for (let i = 0; i < neurons; i++) {
        gradient.feedforward[j * neurons + i]! += error[i]! * below[j]!;
      }
    }
    if (!recurrence || t === 0) return;
    const before = steps[t - 1]!.psc;
    visitEdges(recurrence.edges, (e, target, source) => {
      gradient.edges[e]! += error[target]! * before[source]!;
    });
  });
}

/**
 * Adds the gradient of one sample's loss.
 * @param lossGradient [T][classes] ∂E/∂a_o[t]
 * @param gradients [layers] added to
 * @param differentiateNeurons whether ∂E/∂R and ∂E/∂τ are wanted
 */
export function backward(
  model: ReferenceModel,
  rule: Rule,
  { steps }: Trajectory,
  lossGradient: readonly Float64Array[],
  gradients: readonly LayerGradient[],
  differentiateNeurons: boolean,
): void {
  let fromAbove = lossGradient;
  let tauAbove = model.tauSynapse;
  for (let l = model.layers.length - 1; l >= 0; l--) {
    const layer = model.layers[l]!;
    const own = steps.map((step) => step.layers[l]!);
    const neurons = differentiateNeurons ? gradients[l]!.neurons : null;
    const D = layer.integrator
      ? integratorErrors(layer, own, fromAbove, neurons)
      : layerErrors(model, rule, layer, own, fromAbove, tauAbove, neurons);
    addWeightGradient(layer, D, own, gradients[l]!);
    if (l > 0) fromAbove = errorsBelow(layer, D);
    tauAbove = layer.tauSynapse;
  }
}
