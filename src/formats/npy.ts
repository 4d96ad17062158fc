/**
 * Decodes NumPy's .npy format. Our own, because files cannot be trusted: every malformed one must end
 * in an error that names the place, and nothing may be allocated just because a header claims it.
 */
import { MotifsmithError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import type { Complain } from './complain.ts';
import { type NumericArray, type NumericType, readElements } from './npy-elements.ts';
import { complainAboutNpy, readNpyHeader, requireElements } from './npy-header.ts';
import { parseElementType } from './npy-type.ts';

/** Letters that are put together at a time. */
const TEXT_PIECE = 4096;

export type { NumericArray, NumericType } from './npy-elements.ts';

/** A decoded array in C order: the last index of `shape` runs fastest in `data`. */
export type NpyArray =
  | {
      readonly dtype: NumericType;
      readonly shape: readonly number[];
      /** Of the element type itself; 64-bit integers as Float64Array, f2 as Float32Array. */
      readonly data: NumericArray;
    }
  | {
      /** Unicode or byte strings; trailing NULs are padding and are dropped. */
      readonly dtype: 'U' | 'S';
      readonly shape: readonly number[];
      readonly data: readonly string[];
    };

/**
 * Decodes one .npy file (versions 1–3, little-endian, C order).
 * @param where names the file or member in errors
 * @throws MotifsmithError `data` if the bytes are not such a file, are cut short or have bytes left
 * over, or hold a 64-bit integer beyond ±(2^53 − 1)
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const header = readNpyHeader(bytes, where);
  const complain = complainAboutNpy(where);
  const { descr, fortran, shape, dataOffset } = header;
  if (typeof descr !== 'string') {
    throw complain(
      'The array holds records, not plain elements (descr).',
      10,
      'Save each field as an array of its own.',
    );
  }
  if (fortran) {
    throw complain(
      'The array is in Fortran order; only C order is read.',
      'header field fortran_order',
      'Save it again with numpy.ascontiguousarray(array).',
    );
  }
  const { kind, type, size, swapped } = parseElementType(descr, 'header field descr', complain);
  if (kind === 'other') {
    throw complain(
      `The array has the unsupported element type ${descr}.`,
      'header field descr',
      'Save it as integers, floats (at most 8 bytes) or strings.',
    );
  }
  const count = shape.reduce((product, length) => product * length, 1);
  requireElements(bytes, header, count, size, complain);
  if (type !== null) {
    const data = readElements(bytes, dataOffset, size, count, type, null, swapped);
    if (type === 'i8' || type === 'u8') requireSafeIntegers(data, where);
    return { dtype: type, shape, data };
  }
  if (count > LIMITS.recordings) {
    const problem = `The array holds ${count} texts, over ${LIMITS.recordings}.`;
    throw complain(problem, 'header field shape', 'Give one for each class or recording.');
  }
  const dtype = kind as 'U' | 'S';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = (i: number) =>
    dtype === 'U'
      ? readUnicode(view, dataOffset + i * size, size / 4, complain)
      : readByteString(view, dataOffset + i * size, size);
  return { dtype, shape, data: Array.from({ length: count }, (_, i) => read(i)) };
}

/** @throws MotifsmithError `data` if a 64-bit integer was rounded */
export function requireSafeIntegers(data: NumericArray, where: string): void {
  const unsafe = data.findIndex((value) => !Number.isSafeInteger(value));
  if (unsafe < 0) return;
  throw new MotifsmithError('data', `The 64-bit integer ${data[unsafe]} cannot be held exactly.`, {
    where: `${where}, element ${unsafe}`,
    remedy: 'Save the array with values within ±(2^53 − 1).',
  });
}

/** `width` UCS-4 characters. */
function readUnicode(view: DataView, offset: number, width: number, complain: Complain): string {
  let end = width;
  while (end > 0 && view.getUint32(offset + 4 * (end - 1), true) === 0) end--;
  const points: number[] = [];
  for (let i = 0; i < end; i++) {
    const point = view.getUint32(offset + 4 * i, true);
    if (point > 0x10ffff) {
      throw complain(
        `A string holds the invalid character code ${point}.`,
        offset,
        'The file is damaged: copy or save it again.',
      );
    }
    points.push(point);
  }
  return textOf(points);
}

/** `width` bytes, one character each (Latin-1), as NumPy byte strings carry no encoding. */
function readByteString(view: DataView, offset: number, width: number): string {
  let end = width;
  while (end > 0 && view.getUint8(offset + end - 1) === 0) end--;
  return textOf(new Uint8Array(view.buffer, view.byteOffset + offset, end));
}

/** In pieces: letter by letter, a text takes 32 bytes for each until something reads it. */
function textOf(points: ArrayLike<number>): string {
  let text = '';
  for (let begin = 0; begin < points.length; begin += TEXT_PIECE) {
    const piece = Array.prototype.slice.call(points, begin, begin + TEXT_PIECE) as number[];
    text += String.fromCodePoint(...piece);
  }
  return text;
}
