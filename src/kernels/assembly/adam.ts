// Adam (Kingma and Ba, 2015) over a flat weight vector, the limits that follow an update, and the
// norm of the gradient.

import { Adam, Limits } from './records.generated';

/** A factor in all lanes. */
// @ts-ignore: decorator
@inline
function factor(adam: Adam, offset: usize): v128 {
  return v128.load32_splat(changetype<usize>(adam) + offset);
}

/** β x + (1 − β) y, for four weights. */
// @ts-ignore: decorator
@inline
function mixed(beta: v128, x: v128, rest: v128, y: v128): v128 {
  return f32x4.add(f32x4.mul(beta, x), f32x4.mul(rest, y));
}

/** rate · m / (√(v · secondScale) + ε), for four weights. */
// @ts-ignore: decorator
@inline
function stepOf(rate: v128, m: v128, v: v128, secondScale: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, secondScale)), epsilon));
}

/**
 * m ← β1 m + (1 − β1) g; v ← β2 v + (1 − β2) g²; w ← kept · w − rate · m / (√(v · secondScale) + ε),
 * for weights from … to − 1, both multiples of 4. Two vectors at a time, loaded before any is stored, so that V8 may join
 * them.
 */
function update(adam: Adam, from: u32, to: u32): void {
  const weights = adam.weights;
  const gradient = adam.gradient;
  const first = adam.firstMoment;
  const second = adam.secondMoment;
  const beta1 = factor(adam, offsetof<Adam>('beta1'));
  const beta2 = factor(adam, offsetof<Adam>('beta2'));
  const rest1 = f32x4.splat(1 - adam.beta1);
  const rest2 = f32x4.splat(1 - adam.beta2);
  const rate = factor(adam, offsetof<Adam>('rate'));
  const secondScale = factor(adam, offsetof<Adam>('secondScale'));
  const epsilon = factor(adam, offsetof<Adam>('epsilon'));
  const gradientScale = factor(adam, offsetof<Adam>('gradientScale'));
  const kept = factor(adam, offsetof<Adam>('kept'));
  let at = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  for (; at + 32 <= end; at += 32) {
    const g0 = f32x4.mul(v128.load(gradient + at), gradientScale);
    const g1 = f32x4.mul(v128.load(gradient + at, 16), gradientScale);
    const m0 = mixed(beta1, v128.load(first + at), rest1, g0);
    const m1 = mixed(beta1, v128.load(first + at, 16), rest1, g1);
    const v0 = mixed(beta2, v128.load(second + at), rest2, f32x4.mul(g0, g0));
    const v1 = mixed(beta2, v128.load(second + at, 16), rest2, f32x4.mul(g1, g1));
    v128.store(first + at, m0);
    v128.store(first + at, m1, 16);
    v128.store(second + at, v0);
    v128.store(second + at, v1, 16);
    const d0 = stepOf(rate, m0, v0, secondScale, epsilon);
    const d1 = stepOf(rate, m1, v1, secondScale, epsilon);
    const w0 = f32x4.sub(f32x4.mul(kept, v128.load(weights + at)), d0);
    const w1 = f32x4.sub(f32x4.mul(kept, v128.load(weights + at, 16)), d1);
    v128.store(weights + at, w0);
    v128.store(weights + at, w1, 16);
  }
  if (at == end) return;
  const g = f32x4.mul(v128.load(gradient + at), gradientScale);
  const m = mixed(beta1, v128.load(first + at), rest1, g);
  const v = mixed(beta2, v128.load(second + at), rest2, f32x4.mul(g, g));
  v128.store(first + at, m);
  v128.store(second + at, v);
  const d = stepOf(rate, m, v, secondScale, epsilon);
  v128.store(weights + at, f32x4.sub(f32x4.mul(kept, v128.load(weights + at)), d));
}

/** Brings n floats within low … high, NaN excepted, and returns whether all are finite then. */
function constrain(values: usize, n: u32, low: f32, high: f32): bool {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  // x − x is 0 unless x is infinite or NaN, and NaN then.
  let residue = f32x4.splat(0);
  let at = values;
  for (const end = values + ((<usize>(n & ~3)) << 2); at < end; at += 16) {
    const x = f32x4.pmin(f32x4.pmax(v128.load(at), lows), highs);
    v128.store(at, x);
    residue = f32x4.add(residue, f32x4.sub(x, x));
  }
  let rest: f32 = 0;
  for (const end = values + ((<usize>n) << 2); at < end; at += 4) {
    let x = load<f32>(at);
    if (x < low) x = low;
    else if (x > high) x = high;
    store<f32>(at, x);
    rest += x - x;
  }
  return rest == 0 && v128.all_true<u32>(f32x4.eq(residue, residue));
}

/** One task: an update of `portion` weights, and the limits of those while they are in cache. */
export function adamTask(adam: Adam, task: u32): void {
  const from = task * adam.portion;
  const to = min(from + adam.portion, adam.length);
  update(adam, from, to);
  for (let k: u32 = 0; k < adam.limitCount; k++) {
    const limits = changetype<Limits>(adam.limits + k * offsetof<Limits>());
    const first = max(from, limits.first);
    const last = min(to, limits.first + limits.count);
    if (first >= last) continue;
    const values = adam.weights + ((<usize>first) << 2);
    // Threads only ever write the same 0.
    if (!constrain(values, last - first, limits.low, limits.high)) adam.finite = 0;
  }
}

/** √Σ x² of n floats, in float64 and in order: the order decides the last bits. */
export function norm(values: usize, n: u32): f64 {
  let sum: f64 = 0;
  for (let at = values, end = values + ((<usize>n) << 2); at < end; at += 4) {
    const x = <f64>load<f32>(at);
    sum += x * x;
  }
  return sqrt(sum);
}
