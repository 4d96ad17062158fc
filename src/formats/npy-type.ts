/** Reads the element types of .npy files, e.g. `<f4`: kind, bytes and byte order. */
import type { Complain } from './complain.ts';
import { isNumericType, type NumericType } from './npy-elements.ts';

/** What a `descr` such as `<f4` says of an element. */
export interface ElementType {
  /** Number, Unicode text, byte string, or bytes that are none of these, e.g. padding. */
  readonly kind: 'number' | 'U' | 'S' | 'other';
  /** Of numbers; null otherwise. Truth values count as `u1`. */
  readonly type: NumericType | null;
  /** Bytes of an element. */
  readonly size: number;
  /** Whether the bytes of numbers come in the other order than on this machine. */
  readonly swapped: boolean;
}

/**
 * @param place names the element type in errors
 * @throws MotifsmithError `data` if it is not an element type, holds objects or is big-endian text
 */
export function parseElementType(descr: string, place: string, complain: Complain): ElementType {
  const [, order, letter, digits] = /^([<>|=])([a-zA-Z])(\d{1,9})$/.exec(descr) ?? [];
  if (letter === undefined || letter === 'O') {
    throw complain(
      `The element type ${descr} is not supported.`,
      place,
      'Save integers, floats or truth values of at most 8 bytes, or strings, not objects.',
    );
  }
  const size = letter === 'U' ? 4 * Number(digits) : Number(digits);
  const name = letter === 'b' && size === 1 ? 'u1' : `${letter}${digits}`;
  const type = isNumericType(name) ? name : null;
  if (order === '>' && letter === 'U') {
    throw complain(
      'The texts are big-endian; only little-endian ones are read.',
      place,
      "Save it again with array.astype(array.dtype.newbyteorder('<')).",
    );
  }
  if (type !== null) return { kind: 'number', type, size, swapped: order === '>' && size > 1 };
  return { kind: letter === 'U' || letter === 'S' ? letter : 'other', type, size, swapped: false };
}
