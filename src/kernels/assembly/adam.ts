// Adam (Kingma and Ba, 2015) over a flat weight vector, and the limits that follow an update.

@unmanaged
export class AdamFactors {
  beta1: f32;
  beta2: f32;
  /** learning rate / (1 − β1^k) */
  rate: f32;
  /** 1 / (1 − β2^k) */
  secondScale: f32;
  epsilon: f32;
  /** Factor of the gradient: below 1 where its norm is clipped. */
  gradientScale: f32;
  /** Part of a weight that decay leaves: 1 without decay. */
  kept: f32;
}

/**
 * m ← β1 m + (1 − β1) g; v ← β2 v + (1 − β2) g²; w ← kept · w − rate · m / (√(v · secondScale) + ε).
 * Arrays of n floats, in whole vectors: the caller pads them to a multiple of 4.
 */
export function adam(
  weights: usize,
  gradient: usize,
  first: usize,
  second: usize,
  n: u32,
  factors: AdamFactors,
): void {
  const beta1 = f32x4.splat(factors.beta1);
  const beta2 = f32x4.splat(factors.beta2);
  const rest1 = f32x4.splat(1 - factors.beta1);
  const rest2 = f32x4.splat(1 - factors.beta2);
  const rate = f32x4.splat(factors.rate);
  const secondScale = f32x4.splat(factors.secondScale);
  const epsilon = f32x4.splat(factors.epsilon);
  const gradientScale = f32x4.splat(factors.gradientScale);
  const kept = f32x4.splat(factors.kept);
  for (let at: usize = 0, end = <usize>n << 2; at < end; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), gradientScale);
    const m = f32x4.add(f32x4.mul(beta1, v128.load(first + at)), f32x4.mul(rest1, g));
    const v = f32x4.add(
      f32x4.mul(beta2, v128.load(second + at)),
      f32x4.mul(rest2, f32x4.mul(g, g)),
    );
    v128.store(first + at, m);
    v128.store(second + at, v);
    const step = f32x4.div(
      f32x4.mul(rate, m),
      f32x4.add(f32x4.sqrt(f32x4.mul(v, secondScale)), epsilon),
    );
    v128.store(weights + at, f32x4.sub(f32x4.mul(kept, v128.load(weights + at)), step));
  }
}

/** Σ x², in float64. */
export function sumOfSquares(values: usize, n: u32): f64 {
  let sum: f64 = 0;
  for (let at = values, end = values + (<usize>n << 2); at < end; at += 4) {
    const x = <f64>load<f32>(at);
    sum += x * x;
  }
  return sum;
}

/** Keeps n floats within low … high; NaN passes. */
export function clamp(values: usize, n: u32, low: f32, high: f32): void {
  for (let at = values, end = values + (<usize>n << 2); at < end; at += 4) {
    const x = load<f32>(at);
    if (x < low) store<f32>(at, low);
    else if (x > high) store<f32>(at, high);
  }
}
