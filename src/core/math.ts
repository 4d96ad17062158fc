/**
 * Elementary functions that give the same bits on every machine.
 *
 * ECMAScript leaves Math.exp, Math.log and their kin to the implementation, and engines differ in
 * the last bit. These use only +, −, ×, ÷ and exact bit operations, which IEEE 754 fixes: argument
 * reduction by powers of two, then the plain power series, carried far enough for double precision.
 */

/** ln 2 in two parts; k·LN2_HIGH is exact for every exponent k that occurs. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E;

/** 1/k! for k = 0 … 13; with |r| ≤ ln 2/2 the first term left out is below 5e-18. */
const INVERSE_FACTORIALS = [1];
for (let k = 1; k <= 13; k++) INVERSE_FACTORIALS.push(INVERSE_FACTORIALS[k - 1]! / k);

const bits = new DataView(new ArrayBuffer(8));

/** 2^k, exactly, for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

/** e^x. Relative error below 1e-15; 0 below −708, Infinity above 709.78. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -708) return 0;
  const k = Math.round(x * INVERSE_LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = INVERSE_FACTORIALS[13]!;
  for (let i = 12; i >= 0; i--) sum = sum * r + INVERSE_FACTORIALS[i]!;
  // Two factors, because 2^1024 itself is not representable.
  const half = k >> 1;
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm. Relative error below 1e-15; −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : Number.NaN;
  // A subnormal is first lifted into the normal range.
  const lifted = x < 2 ** -1022 ? 54 : 0;
  bits.setFloat64(0, lifted === 0 ? x : x * 2 ** 54);
  let exponent = ((bits.getInt32(0) >> 20) & 0x7ff) - 1023 - lifted;
  bits.setInt32(0, (bits.getInt32(0) & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  // log m = 2·artanh(s), s = (m − 1)/(m + 1), |s| ≤ 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const squared = s * s;
  let series = 0;
  for (let k = 25; k >= 3; k -= 2) series = (series + 1 / k) * squared;
  return exponent * LN2_HIGH + (2 * s * (1 + series) + exponent * LN2_LOW);
}

const INVERSE_SQRT_PI = 0.5641895835477563;
/** Below this, erf's series has all digits of erfc; above, the continued fraction converges fast. */
const ERFC_SPLIT = 2;

/**
 * Complementary error function 2/√π ∫_x^∞ e^(−t²) dt, which keeps its digits far out in the tail: relative error
 * below 1e-12 where the result is above 1e-300.
 */
export function erfc(x: number): number {
  if (!(x >= 0)) return 2 - (Number.isNaN(x) ? x : erfc(-x));
  const squared = x * x;
  if (x < ERFC_SPLIT) {
    // erf x = 2/√π · e^(−x²) · Σ 2^k x^(2k+1) / (2k + 1)!!, all terms positive.
    let term = x;
    let sum = x;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (2 * squared) / (2 * k + 1);
      sum += term;
    }
    return 1 - 2 * INVERSE_SQRT_PI * exp(-squared) * sum;
  }
  let fraction = x;
  for (let k = 100; k >= 1; k--) fraction = x + k / 2 / fraction;
  return (INVERSE_SQRT_PI * exp(-squared)) / fraction;
}

/** softmax(x)_c = e^(x_c − max x) / Σ. Shape [n] → [n]; the sum is 1 up to rounding. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  let largest = -Infinity;
  for (let c = 0; c < logits.length; c++) largest = Math.max(largest, logits[c]!);
  const result = new Float64Array(logits.length);
  let total = 0;
  for (let c = 0; c < logits.length; c++) {
    result[c] = exp(logits[c]! - largest);
    total += result[c]!;
  }
  for (let c = 0; c < result.length; c++) result[c] = result[c]! / total;
  return result;
}

/** Euclidean norm ‖x‖₂, summed in order. */
export function norm(values: ArrayLike<number>): number {
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += values[k]! * values[k]!;
  return Math.sqrt(squares);
}

/** Arithmetic mean, summed in order; NaN of no values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}

/** Sample standard deviation, with n − 1; NaN of a single value. @param mean of the values */
export function deviationOf(values: ArrayLike<number>, mean: number): number {
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k]! - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
