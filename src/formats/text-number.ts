/**
 * Numbers in text, to the nearest double. Nearly all have few digits and are computed exactly in place; making a
 * string of each for `Number` would take several times as long.
 */

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Powers of ten that doubles hold exactly. */
const TENS = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
/** With one more digit, a whole number is still exact. */
const LARGEST = (Number.MAX_SAFE_INTEGER - 9) / 10;
/** No number that a program prints is longer. */
const LONGEST = 400;

const TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** How programs print truth values and polarities, in lower case. */
const TRUTHS: Readonly<Record<string, number>> = { true: 1, false: 0, on: 1, off: 0 };

/**
 * The value of the bytes from `begin` up to `end`: a decimal number, perhaps with fraction and exponent, or a truth
 * value (`true`, `off`, in any case). NaN for anything else, so also for `inf`.
 */
export function parseValue(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  let digits = 0;
  let decimals = 0;
  let value = 0;
  let point = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      if (value > LARGEST) return slowly(bytes, begin, end);
      value = 10 * value + (byte - ZERO);
      digits++;
      if (point) decimals++;
    } else if (byte === POINT && !point) {
      point = true;
    } else {
      return slowly(bytes, begin, end);
    }
  }
  if (digits === 0) return Number.NaN;
  if (decimals >= TENS.length) return slowly(bytes, begin, end);
  const size = value / TENS[decimals]!;
  return sign === MINUS ? -size : size;
}

function slowly(bytes: Uint8Array, begin: number, end: number): number {
  if (end - begin > LONGEST) return Number.NaN;
  let text = '';
  for (let at = begin; at < end; at++) text += String.fromCharCode(bytes[at]!);
  const word = text.toLowerCase();
  if (Object.hasOwn(TRUTHS, word)) return TRUTHS[word]!;
  if (!TEXT.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
