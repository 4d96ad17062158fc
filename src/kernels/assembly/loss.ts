// Loss and decision (equations 18, 29, 30), in float64 because they are sums over many steps; and the
// error that is propagated back: first ∂E/∂a·T in place of the PSC tape, then its future effect.

import { exponential } from './exponential';
import { Constants, Layer, Network, Sample } from './records.generated';

// @ts-ignore: decorator
@inline
function add(scores: usize, o: u32, psc: f32): void {
  store<f64>(scores + (o << 3), load<f64>(scores + (o << 3)) + <f64>psc);
}

function clear(scores: usize, neurons: u32): void {
  for (let o: u32 = 0; o < neurons; o++) store<f64>(scores + (o << 3), 0);
}

/**
 * Scores Σ_t a_o[t] and E = (1/T) Σ_t ½ Σ_o (d_o[t] − a_o[t])², into the sample's results.
 * `targets` [T] f32 is the PSC of a neuron that fires at every step.
 */
export function score(layer: Layer, sample: Sample, targets: usize): void {
  const neurons = layer.neurons;
  const scores = sample.scores;
  clear(scores, neurons);
  let total: f64 = 0;
  for (let t: u32 = 0; t < sample.steps; t++) {
    const row = layer.pscTape + <usize>t * (layer.stride << 2);
    const target = load<f32>(targets + (t << 2));
    for (let o: u32 = 0; o < neurons; o++) {
      const psc = load<f32>(row + (o << 2));
      add(scores, o, psc);
      const error = psc - (o == sample.label ? target : 0);
      total += 0.5 * <f64>error * <f64>error;
    }
  }
  store<f64>(sample.loss, total / <f64>sample.steps);
}

/** The PSC tape a becomes a − d. */
export function comparePsc(layer: Layer, sample: Sample, targets: usize): void {
  for (let t: u32 = 0; t < sample.steps; t++) {
    const at = layer.pscTape + <usize>t * (layer.stride << 2) + (sample.label << 2);
    store<f32>(at, load<f32>(at) - load<f32>(targets + (t << 2)));
  }
}

/** Scores alone. */
export function addScores(layer: Layer, sample: Sample): void {
  const neurons = layer.neurons;
  const scores = sample.scores;
  clear(scores, neurons);
  for (let t: u32 = 0; t < sample.steps; t++) {
    const row = layer.pscTape + <usize>t * (layer.stride << 2);
    for (let o: u32 = 0; o < neurons; o++) add(scores, o, load<f32>(row + (o << 2)));
  }
}

/**
 * The PSC tape becomes sharpness·(p_o − y_o), the same at all steps: y is 1 for the label, else 0, and
 * p the softmax of sharpness·(1/T) Σ_t a_o[t] alongside a rival with a mean PSC of `reference`.
 */
export function compareLogits(layer: Layer, sample: Sample, network: Network): void {
  const neurons = layer.neurons;
  const steps = sample.steps;
  const scores = sample.scores;
  const sharpness = network.sharpness;
  const rival = <f64>network.reference * <f64>steps;
  let largest = rival;
  for (let o: u32 = 0; o < neurons; o++) {
    largest = max(largest, load<f64>(scores + (o << 3)));
  }
  const factor = <f64>sharpness / <f64>steps;
  let sum = <f64>power(rival, largest, factor);
  for (let o: u32 = 0; o < neurons; o++) {
    sum += <f64>power(load<f64>(scores + (o << 3)), largest, factor);
  }
  for (let o: u32 = 0; o < neurons; o++) {
    const probability = <f32>(<f64>power(load<f64>(scores + (o << 3)), largest, factor) / sum);
    const error = sharpness * (probability - (o == sample.label ? 1 : 0));
    for (let t: u32 = 0; t < steps; t++) {
      store<f32>(layer.pscTape + <usize>t * (layer.stride << 2) + (o << 2), error);
    }
  }
}

/** The PSC tape becomes (2/K)(mean PSC − y_o), the same at all steps, K the number of classes. */
export function compareRates(layer: Layer, sample: Sample): void {
  const neurons = layer.neurons;
  const steps = sample.steps;
  for (let o: u32 = 0; o < neurons; o++) {
    const mean = load<f64>(sample.scores + (o << 3)) / <f64>steps;
    const error = <f32>((2 * (mean - (o == sample.label ? 1 : 0))) / <f64>neurons);
    for (let t: u32 = 0; t < steps; t++) {
      store<f32>(layer.pscTape + <usize>t * (layer.stride << 2) + (o << 2), error);
    }
  }
}

/** e^(z_o − max z). */
// @ts-ignore: decorator
@inline
function power(score: f64, largest: f64, factor: f64): f32 {
  const logit = <f32>((score - largest) * factor);
  return f32x4.extract_lane(exponential(f32x4.splat(logit)), 0);
}

/** In place: the error of an integrator becomes ∂E/∂u[t] of all that follows, G[t] = (1 − 1/τ)·G[t+1] + scale·error[t]/T. */
export function accumulateErrors(layer: Layer, steps: u32, scale: f32): void {
  const stride = layer.stride << 2;
  const gain = f32x4.splat(scale / <f32>steps);
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += 16) {
    const retention = v128.load(layer.retention + at);
    let effect = f32x4.splat(0);
    for (let t = <i32>steps - 1; t >= 0; t--) {
      const cell = layer.pscTape + <usize>t * stride + at;
      effect = f32x4.add(f32x4.mul(retention, effect), f32x4.mul(gain, v128.load(cell)));
      v128.store(cell, effect);
    }
  }
}

/**
 * In place: the error becomes its future effect G[t] = decay·G[t+1] + scale·error[t]/(T·τs); `scale` is
 * the weight of the class over the batch size. Padding columns hold 0 and stay 0.
 */
export function filterErrors(layer: Layer, constants: Constants, steps: u32, scale: f32): void {
  const stride = layer.stride << 2;
  const decay = f32x4.splat(constants.decay);
  const gain = f32x4.splat((constants.synapseGain * scale) / <f32>steps);
  for (let at: usize = 0; at < stride; at += 16) {
    let effect = f32x4.splat(0);
    for (let t = <i32>steps - 1; t >= 0; t--) {
      const cell = layer.pscTape + <usize>t * stride + at;
      effect = f32x4.add(f32x4.mul(decay, effect), f32x4.mul(gain, v128.load(cell)));
      v128.store(cell, effect);
    }
  }
}
