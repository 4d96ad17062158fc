/** Element types and shapes of HDF5 data sets: numbers and text, which is all that graphs hold. */
import type { Hdf5Bytes } from './bytes.ts';

export type Hdf5Type =
  | {
      readonly kind: 'integer';
      readonly bytes: number;
      readonly signed: boolean;
      readonly little: boolean;
    }
  | { readonly kind: 'float'; readonly bytes: number; readonly little: boolean }
  | { readonly kind: 'text'; readonly bytes: number }
  /** Text of any length, kept in a global heap; an element is 16 bytes that say where. */
  | { readonly kind: 'heap text'; readonly bytes: 16 };

const CLASS = { integer: 0, float: 1, text: 3, variable: 9 } as const;
const VARIABLE_TEXT = 1;

/** Sign position, exponent position and size, mantissa position and size, exponent bias. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  4: [31, 23, 8, 0, 23, 127],
  8: [63, 52, 11, 0, 52, 1023],
};

/** @param at where the datatype message begins */
export function readType(file: Hdf5Bytes, at: number): Hdf5Type {
  const kind = file.u8(at) & 15;
  const flags = file.u8(at + 1);
  const bytes = file.u32(at + 4);
  const little = (flags & 1) === 0;
  if (kind === CLASS.integer && [1, 2, 4, 8].includes(bytes)) {
    const whole = file.u16(at + 8) === 0 && file.u16(at + 10) === 8 * bytes;
    if (whole) return { kind: 'integer', bytes, signed: (flags & 8) !== 0, little };
  } else if (kind === CLASS.float && IEEE[bytes] !== undefined) {
    const found = [
      file.u8(at + 2),
      file.u8(at + 12),
      file.u8(at + 13),
      file.u8(at + 14),
      file.u8(at + 15),
      file.u32(at + 16),
    ];
    if ((flags & 0x40) === 0 && found.join() === IEEE[bytes].join()) {
      return { kind: 'float', bytes, little };
    }
  } else if (kind === CLASS.text && bytes > 0) return { kind: 'text', bytes };
  else if (kind === CLASS.variable && (flags & 15) === VARIABLE_TEXT && bytes === 16) {
    return { kind: 'heap text', bytes };
  }
  return file.refuse(
    `a data set has elements of class ${kind} and ${bytes} bytes, neither numbers nor text`,
    at,
    'Store integers, floats of 4 or 8 bytes, or strings.',
  );
}

/** Lengths of the dimensions; none for a scalar. @param at where the dataspace message begins */
export function readShape(file: Hdf5Bytes, at: number): number[] {
  const version = file.u8(at);
  const rank = file.u8(at + 1);
  if (version !== 1 && version !== 2) file.refuse('a shape is of no known version', at);
  if (version === 2 && file.u8(at + 3) === 2) file.refuse('a data set is empty', at);
  if (rank > 8) file.refuse(`a data set has ${rank} dimensions`, at);
  const begin = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, d) => file.u64(begin + 8 * d));
}
