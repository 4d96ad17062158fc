/**
 * How shorten numbers the codes of µ-law: from −128 to 127, in the order of their values, so that they can
 * be predicted. With `shift` lowest bits unused, only the codes of multiples of 2^shift are expected: they come
 * first, counted from 0 both ways, and then the others.
 */
import { muLawCode, muLawValue } from './waveform.ts';

/** The sample of a number, at a shift; NaN if there is none. */
export type MuLawOrder = (place: number, shift: number) => number;

const MOST_SHIFT = 12;
/** µ-law has 14 bits with the sign, and its values here 16; one more shift makes steps of 8. */
const STEP = 8;

/** @param hasMinusZero whether −1 stands for the code of −0, and other negative numbers for the next code */
export function muLawOfShorten(hasMinusZero: boolean): MuLawOrder {
  const orders: Int16Array[] = [];
  return (place, shift) => {
    if (shift > MOST_SHIFT || place < -128 || place > 127) return Number.NaN;
    if (hasMinusZero && place === -1) return 0;
    orders[shift] ??= orderOf(shift);
    return orders[shift]![place + (hasMinusZero && place < 0 ? 129 : 128)]!;
  };
}

/** [256] values from the place of −128 on. */
function orderOf(shift: number): Int16Array {
  const step = STEP * 2 ** shift;
  // Codes from 0 upwards; from −0 downwards, where the usual place of −0 is among the others.
  const positive = sideOf(step, 32767, 0x80, 0xff);
  const negative = sideOf(-step, -32768, 0x00, 0x7f);
  return Int16Array.from([...negative.reverse(), ...positive], muLawValue);
}

/** The codes from `highest` down to `lowest`, those of multiples of `step` first. */
function sideOf(step: number, limit: number, lowest: number, highest: number): number[] {
  const first = new Set<number>(step > 0 ? [highest] : []);
  for (let value = step; Math.abs(value) <= Math.abs(limit); value += step) {
    first.add(muLawCode(value));
  }
  const all = Array.from({ length: 128 }, (_, k) => highest - k).filter((code) => code >= lowest);
  return [...first, ...all.filter((code) => !first.has(code))];
}
