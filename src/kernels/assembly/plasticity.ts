// SpiKL intrinsic plasticity (equations 24 to 26), four neurons at a time.

import { exponential } from './exponential';

@unmanaged
export class Plasticity {
  /** Floats in a padded row over neurons. */
  stride: u32;
  // [stride] each.
  resistance: usize;
  tau: usize;
  /** φ, calcium concentration of the sample under way. */
  calcium: usize;
  /** Sums of the updates. */
  resistanceChange: usize;
  tauChange: usize;

  threshold: f32;
  /** 1/μ. */
  inverseTarget: f32;
  /** γ. */
  learningRate: f32;
  /** 1 − 1/τcal and 1/τcal. */
  calciumDecay: f32;
  inverseTauCalcium: f32;
  minimumRate: f32;
  resistanceLow: f32;
  resistanceHigh: f32;
  tauLow: f32;
  tauHigh: f32;
}

/**
 * Adds to the sums of updates those of steps 0 … steps − 1 of one sample, R and τ frozen. Spikes of
 * step t are entries offsets[t] … offsets[t + 1].
 */
export function accumulatePlasticity(
  p: Plasticity,
  offsets: usize,
  neurons: usize,
  steps: u32,
): void {
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const threshold = f32x4.splat(p.threshold);
  const inverseTarget = f32x4.splat(p.inverseTarget);
  const learningRate = f32x4.splat(p.learningRate);
  const silentRate = f32x4.splat(p.learningRate * <f32>0.1);
  const calciumDecay = f32x4.splat(p.calciumDecay);
  const inverseTauCalcium = f32x4.splat(p.inverseTauCalcium);
  const minimumRate = f32x4.splat(p.minimumRate);
  const end = <usize>p.stride << 2;
  for (let t: u32 = 0; t < steps; t++) {
    for (let at: usize = 0; at < end; at += 16) {
      v128.store(p.calcium + at, f32x4.mul(calciumDecay, v128.load(p.calcium + at)));
    }
    const last = load<u32>(offsets + ((t + 1) << 2));
    for (let s = load<u32>(offsets + (t << 2)); s < last; s++) {
      const cell = p.calcium + (load<u32>(neurons + (s << 2)) << 2);
      store<f32>(cell, load<f32>(cell) + 1);
    }
    for (let at: usize = 0; at < end; at += 16) {
      const y = f32x4.mul(v128.load(p.calcium + at), inverseTauCalcium);
      const active = f32x4.gt(y, minimumRate);
      let resistanceStep = silentRate;
      let tauStep = f32x4.neg(silentRate);
      if (v128.any_true(active)) {
        const tau = v128.load(p.tau + at);
        const product = f32x4.mul(tau, y);
        const w = f32x4.div(
          threshold,
          f32x4.sub(exponential(f32x4.div(one, product)), one),
        );
        // 2 y τ Vth − W − Vth − τ Vth y²/μ
        let numerator = f32x4.mul(f32x4.mul(two, product), threshold);
        numerator = f32x4.sub(f32x4.sub(numerator, w), threshold);
        numerator = f32x4.sub(
          numerator,
          f32x4.mul(f32x4.mul(product, threshold), f32x4.mul(y, inverseTarget)),
        );
        const denominator = f32x4.mul(v128.load(p.resistance + at), w);
        resistanceStep = v128.bitselect(
          f32x4.div(f32x4.mul(learningRate, numerator), denominator),
          resistanceStep,
          active,
        );
        tauStep = v128.bitselect(
          f32x4.div(f32x4.mul(learningRate, f32x4.sub(f32x4.mul(y, inverseTarget), one)), tau),
          tauStep,
          active,
        );
      }
      v128.store(
        p.resistanceChange + at,
        f32x4.add(v128.load(p.resistanceChange + at), resistanceStep),
      );
      v128.store(p.tauChange + at, f32x4.add(v128.load(p.tauChange + at), tauStep));
    }
  }
}

// @ts-ignore: decorator
@inline
function applyChange(values: usize, changes: usize, scale: v128, low: v128, high: v128): void {
  const updated = f32x4.add(v128.load(values), f32x4.mul(scale, v128.load(changes)));
  v128.store(values, f32x4.min(high, f32x4.max(low, updated)));
  v128.store(changes, f32x4.splat(0));
}

/** Adds `scale` times the summed updates to R and τ, clamps both to their bounds, clears the sums. */
export function applyPlasticity(p: Plasticity, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (let at: usize = 0, end = <usize>p.stride << 2; at < end; at += 16) {
    applyChange(
      p.resistance + at, p.resistanceChange + at, factor,
      f32x4.splat(p.resistanceLow), f32x4.splat(p.resistanceHigh),
    );
    applyChange(
      p.tau + at, p.tauChange + at, factor,
      f32x4.splat(p.tauLow), f32x4.splat(p.tauHigh),
    );
  }
}
