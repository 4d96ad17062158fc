/**
 * Sine, cosine and their hyperbolic kin with the same bits on every machine, for the same reason and
 * in the same way as the functions of `math.ts`: argument reduction, then the plain power series,
 * from operations that IEEE 754 fixes.
 */
import { MotifsmithError } from './errors.ts';
import { exp, log } from './math.ts';

/** π/2 in three parts; k times either of the first two is exact for every k that occurs. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const INVERSE_HALF_PI = 0.6366197723675814;

/** Beyond this, k·π/2 would no longer be exact; nothing here needs angles of that many turns. */
const LARGEST_ANGLE = 2 ** 20;

/** 1/k! for k = 0 … 17; with |r| ≤ π/4 the first terms left out are below 1e-17. */
const INVERSE_FACTORIALS = [1];
for (let k = 1; k <= 17; k++) INVERSE_FACTORIALS.push(INVERSE_FACTORIALS[k - 1]! / k);

/** sin r = r − r³/3! + … for |r| ≤ π/4. */
function sineSeries(r: number): number {
  const squared = r * r;
  let sum = 0;
  for (let k = 17; k >= 3; k -= 2) sum = (INVERSE_FACTORIALS[k]! - sum) * squared;
  return r - r * sum;
}

/** cos r = 1 − r²/2! + … for |r| ≤ π/4. */
function cosineSeries(r: number): number {
  const squared = r * r;
  let sum = 0;
  for (let k = 16; k >= 2; k -= 2) sum = (INVERSE_FACTORIALS[k]! - sum) * squared;
  return 1 - sum;
}

/** sin(x + quarters · π/2). */
function turned(x: number, quarters: number): number {
  if (Number.isNaN(x)) return x;
  if (!(Math.abs(x) <= LARGEST_ANGLE)) {
    throw new MotifsmithError('internal', `An angle of ${x} is beyond ±2^20.`, {
      where: 'core/trigonometry.ts',
      remedy: 'Report this as a defect.',
    });
  }
  const k = Math.round(x * INVERSE_HALF_PI);
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_MIDDLE - k * HALF_PI_LOW;
  const quadrant = (k + quarters) & 3;
  const value = quadrant & 1 ? cosineSeries(r) : sineSeries(r);
  return quadrant & 2 ? -value : value;
}

/**
 * Sine of x radians, |x| ≤ 2^20. Error below 2e-16 absolute.
 * @throws MotifsmithError (`internal`) beyond that
 */
export function sin(x: number): number {
  return turned(x, 0);
}

/**
 * Cosine of x radians, |x| ≤ 2^20. Error below 2e-16 absolute.
 * @throws MotifsmithError (`internal`) beyond that
 */
export function cos(x: number): number {
  return turned(x, 1);
}

/** sinh x = (e^x − e^−x)/2, for |x| above 1e-2: next to 0 the difference would lose its digits. */
export function sinh(x: number): number {
  return (exp(x) - exp(-x)) / 2;
}

/** arsinh x = ln(x + √(x² + 1)), for x ≥ 0. */
export function asinh(x: number): number {
  return log(x + Math.sqrt(x * x + 1));
}
