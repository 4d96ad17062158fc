// SpiKL intrinsic plasticity (equations 24 to 26), four neurons at a time.

import { exponential } from './exponential';
import { Plasticity } from './records.generated';

/**
 * Adds to the sums those of steps 0 … steps − 1 of one sample, R and τ frozen. Spikes of step t are
 * entries offsets[t] … offsets[t + 1].
 *
 * With W = Vth/(e − 1) and e = exp(1/(τ y)), Vth and the divisions cancel out of equation 25:
 * ΔR = γ/R · ((2 y τ − 1 − τ y²/μ)(e − 1) − 1), and Δτ = γ/τ · (y/μ − 1). The factors γ/R and γ/τ
 * do not change within the sums, so `applyPlasticity` multiplies by them.
 */
export function accumulatePlasticity(
  p: Plasticity,
  offsets: usize,
  neurons: usize,
  steps: u32,
): void {
  const one = f32x4.splat(1);
  const inverseTarget = f32x4.splat(p.inverseTarget);
  const calciumDecay = f32x4.splat(p.calciumDecay);
  const inverseDivisor = f32x4.splat(p.inverseDivisor);
  const minimumRate = f32x4.splat(p.minimumRate);
  const taus = p.tau;
  const resistances = p.resistance;
  const calcium = p.calcium;
  const resistanceChange = p.resistanceChange;
  const tauChange = p.tauChange;
  const end = (<usize>p.stride) << 2;
  for (let t: u32 = 0; t < steps; t++) {
    for (let at: usize = 0; at < end; at += 16) {
      v128.store(calcium + at, f32x4.mul(calciumDecay, v128.load(calcium + at)));
    }
    const last = load<u32>(offsets + ((t + 1) << 2));
    for (let s = load<u32>(offsets + (t << 2)); s < last; s++) {
      const cell = calcium + (load<u32>(neurons + (s << 2)) << 2);
      store<f32>(cell, load<f32>(cell) + 1);
    }
    for (let at: usize = 0; at < end; at += 16) {
      const y = f32x4.mul(v128.load(calcium + at), inverseDivisor);
      const active = f32x4.gt(y, minimumRate);
      const tau = v128.load(taus + at);
      // A silent neuron's R grows by 0.1 γ, and its τ falls by as much.
      let resistanceStep = f32x4.mul(f32x4.splat(0.1), v128.load(resistances + at));
      let tauStep = f32x4.mul(f32x4.splat(-0.1), tau);
      if (v128.any_true(active)) {
        const product = f32x4.mul(tau, y);
        const growth = f32x4.sub(exponential(f32x4.div(one, product)), one);
        const relative = f32x4.mul(y, inverseTarget);
        // 2 y τ − 1 − τ y²/μ = y τ (2 − y/μ) − 1
        const drift = f32x4.sub(f32x4.mul(product, f32x4.sub(f32x4.splat(2), relative)), one);
        resistanceStep = v128.bitselect(
          f32x4.sub(f32x4.mul(drift, growth), one),
          resistanceStep,
          active,
        );
        tauStep = v128.bitselect(f32x4.sub(relative, one), tauStep, active);
      }
      v128.store(
        resistanceChange + at,
        f32x4.add(v128.load(resistanceChange + at), resistanceStep),
      );
      v128.store(tauChange + at, f32x4.add(v128.load(tauChange + at), tauStep));
    }
  }
}

// @ts-ignore: decorator
@inline
function applyChange(values: usize, changes: usize, scale: v128, low: v128, high: v128): void {
  const value = v128.load(values);
  const change = f32x4.div(f32x4.mul(scale, v128.load(changes)), value);
  const updated = f32x4.add(value, change);
  v128.store(values, f32x4.min(high, f32x4.max(low, updated)));
  v128.store(changes, f32x4.splat(0));
}

/** Adds `scale` times the updates to R and τ, clamps both to their bounds, clears the sums. */
export function applyPlasticity(p: Plasticity, scale: f32): void {
  const factor = f32x4.splat(scale * p.learningRate);
  for (let at: usize = 0, end = (<usize>p.stride) << 2; at < end; at += 16) {
    applyChange(
      p.resistance + at,
      p.resistanceChange + at,
      factor,
      f32x4.splat(p.resistanceLow),
      f32x4.splat(p.resistanceHigh),
    );
    applyChange(
      p.tau + at,
      p.tauChange + at,
      factor,
      f32x4.splat(p.tauLow),
      f32x4.splat(p.tauHigh),
    );
  }
}
