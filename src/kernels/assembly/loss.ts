// Loss and decision (equations 18, 29, 30), in float64 since they are sums over many steps.

import { Constants, Layer } from './layer';

/**
 * Scores Σ_t a_o[t] into `scores` [N] f64, and returns E = (1/T) Σ_t ½ Σ_o (d_o[t] − a_o[t])².
 * `targets` [T] f32 is the PSC of a neuron that fires at every step. If `errors`, the PSC tape is
 * replaced by G: the future effect of a spike, G[t] = decay·G[t+1] + scale·(a[t] − d[t])/(T·τs);
 * `scale` is 1 over the batch size.
 */
export function score(
  layer: Layer,
  constants: Constants,
  steps: u32,
  label: u32,
  targets: usize,
  scores: usize,
  errors: bool,
  scale: f32,
): f64 {
  const neurons = layer.neurons;
  const stride = layer.stride << 2;
  for (let o: u32 = 0; o < neurons; o++) store<f64>(scores + (o << 3), 0);
  let total: f64 = 0;
  for (let t: u32 = 0; t < steps; t++) {
    const row = layer.pscTape + <usize>t * stride;
    const target = load<f32>(targets + (t << 2));
    for (let o: u32 = 0; o < neurons; o++) {
      const psc = load<f32>(row + (o << 2));
      store<f64>(scores + (o << 3), load<f64>(scores + (o << 3)) + <f64>psc);
      const error = psc - (o == label ? target : 0);
      total += 0.5 * <f64>error * <f64>error;
    }
    if (errors) {
      const at = row + (label << 2);
      store<f32>(at, load<f32>(at) - target);
    }
  }
  if (errors) filterErrors(layer, constants, steps, scale);
  return total / <f64>steps;
}

/** In place: a − d becomes its future effect G. Padding columns hold 0 and stay 0. */
function filterErrors(layer: Layer, constants: Constants, steps: u32, scale: f32): void {
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
