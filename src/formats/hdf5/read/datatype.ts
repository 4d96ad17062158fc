/** Element types of HDF5 data sets: numbers, text, and sequences of numbers of any length. */
import { isNumericType, type NumericType } from '../../npy-elements.ts';
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';

export interface NumberType {
  readonly kind: 'number';
  readonly bytes: number;
  readonly type: NumericType;
  readonly littleEndian: boolean;
}

export type Hdf5Type =
  | NumberType
  /** Text of up to `bytes` bytes; what follows it is NUL, or spaces. */
  | { readonly kind: 'text'; readonly bytes: number; readonly spaces: boolean }
  /** Text of any length; its element says where in a global heap it is. */
  | { readonly kind: 'heap text'; readonly bytes: number }
  /** Numbers, any number of them; its element says where in a global heap they are. */
  | { readonly kind: 'sequence'; readonly bytes: number; readonly element: NumberType };

/** Classes of types. */
const CLASS = { integer: 0, float: 1, text: 3, variable: 9 } as const;
/** How a text of fixed length is padded: bits 0 to 3 of its flags. */
const SPACE_PADDED = 2;
/** What a type of variable length holds: bits 0 to 3 of its flags. */
const SEQUENCE = 0;
const TEXT = 1;
/** Length, address of the heap, number in the heap. */
export const REFERENCE_BYTES = 16;

/** Sign position; exponent position and size, mantissa position and size, exponent bias. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  2: [15, 10, 5, 0, 10, 15],
  4: [31, 23, 8, 0, 23, 127],
  8: [63, 52, 11, 0, 52, 1023],
};

/**
 * @param at of a datatype message
 * @throws MotifsmithError if it is of another kind
 */
export function readType(file: Hdf5Source, at: number): Hdf5Type {
  const kind = file.u8(at) & 15;
  const flags = file.u8(at + 1) & 15;
  const bytes = file.u32(at + 4);
  if (kind === CLASS.text && bytes > 0)
    return { kind: 'text', bytes, spaces: flags === SPACE_PADDED };
  if (kind !== CLASS.variable) return readNumberType(file, at);
  if (bytes !== REFERENCE_BYTES) file.refuse('a sequence is not kept as a reference', at);
  if (flags === TEXT) return { kind: 'heap text', bytes };
  if (flags !== SEQUENCE) file.refuse('a data set has elements of an unknown kind', at);
  return { kind: 'sequence', bytes, element: readNumberType(file, at + 8) };
}

function readNumberType(file: Hdf5Source, at: number): NumberType {
  const kind = file.u8(at) & 15;
  const flags = file.u8(at + 1);
  const bytes = file.u32(at + 4);
  const integer = kind === CLASS.integer && isWholeInteger(file, at, bytes);
  if (integer || (kind === CLASS.float && isIeee(file, at, bytes))) {
    const type = `${!integer ? 'f' : flags & 8 ? 'i' : 'u'}${bytes}`;
    const littleEndian = (flags & 1) === 0;
    if (isNumericType(type)) return { kind: 'number', bytes, type, littleEndian };
  }
  return file.refuse(
    `a data set has elements of class ${kind} and ${bytes} bytes, neither numbers nor text`,
    at,
    `${WRITE_PLAINLY} Numbers are integers of up to 8 bytes and floats of 2, 4 or 8.`,
  );
}

/** Whether all bits of the bytes belong to the integer. */
function isWholeInteger(file: Hdf5Source, at: number, bytes: number): boolean {
  return file.u16(at + 8) === 0 && file.u16(at + 10) === 8 * bytes;
}

function isIeee(file: Hdf5Source, at: number, bytes: number): boolean {
  const sign = file.u8(at + 2);
  const parts = [12, 13, 14, 15].map((offset) => file.u8(at + offset));
  const found = [sign, ...parts, file.u32(at + 16)];
  const vaxOrder = (file.u8(at + 1) & 0x40) !== 0;
  return !vaxOrder && IEEE[bytes]?.every((value, k) => value === found[k]) === true;
}
