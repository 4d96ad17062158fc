/** Floats of 16 bits, both kinds. Every one of them is exact in single precision. */

/** IEEE 754 binary16. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent >= 25
    ? sign * (1024 + fraction) * (1 << (exponent - 25))
    : (sign * (1024 + fraction)) / (1 << (25 - exponent));
}

/** bfloat16: the upper half of a binary32. */
export function brainFloatToNumber(upper: number): number {
  return new Float32Array(Uint32Array.of(upper << 16).buffer)[0]!;
}
