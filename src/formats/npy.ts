/**
 * Decodes NumPy's .npy format from bytes. Our own, because the data come from strangers: every
 * malformed file must end in an error that names the place, and nothing may be allocated on the
 * word of a header alone. No file access here.
 */
import { MotifsmithError } from '../core/errors.ts';
import {
  isNumericType,
  type NumericArray,
  type NumericType,
  readElements,
} from './npy-elements.ts';
import { readNpyHeader } from './npy-header.ts';

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
  const { descr, fortran, shape, dataOffset } = readNpyHeader(bytes, where);
  if (typeof descr !== 'string') {
    throw new MotifsmithError('data', 'The array holds records, not plain elements (descr).', {
      where: `${where}, byte 10`,
      remedy: 'Save each field as an array of its own.',
    });
  }
  if (fortran) {
    throw new MotifsmithError('data', 'The array is in Fortran order; only C order is read.', {
      where: `${where}, header field fortran_order`,
      remedy: 'Save it again with numpy.ascontiguousarray(array).',
    });
  }
  const [, order, kind, digits] = /^([<>|=])([a-zA-Z])(\d{1,9})$/.exec(descr) ?? [];
  const width = Number(digits);
  const itemBytes = kind === 'U' ? 4 * width : width;
  const text = kind === 'U' || kind === 'S';
  const type = `${kind}${width}`;
  if (!text && !isNumericType(type)) {
    throw new MotifsmithError('data', `The array has the unsupported element type ${descr}.`, {
      where: `${where}, header field descr`,
      remedy:
        'Save it as integers, floats (at most 8 bytes) or strings, not as objects or records.',
    });
  }
  if (order === '>' && itemBytes > 1 && kind !== 'S') {
    throw new MotifsmithError('data', 'The array is big-endian; only little-endian is read.', {
      where: `${where}, header field descr`,
      remedy: "Save it again with array.astype(array.dtype.newbyteorder('<')).",
    });
  }
  const count = shape.reduce((product, length) => product * length, 1);
  const expected = count * itemBytes;
  const present = bytes.length - dataOffset;
  // A zero-width string takes no bytes, so that the file's length would not bound the count.
  if (!Number.isSafeInteger(expected) || expected !== present || (itemBytes === 0 && count > 0)) {
    throw new MotifsmithError(
      'data',
      `The array should have ${expected} bytes of data (${count} × ${itemBytes}), but ${present} follow its header.`,
      {
        where: `${where}, byte ${dataOffset}`,
        remedy: 'The file is cut short or damaged: copy or save it again.',
      },
    );
  }
  if (text) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
    const read = kind === 'U' ? readUnicode : readByteString;
    const data = Array.from({ length: count }, (_, i) =>
      read(view, i * itemBytes, width, `${where}, byte ${dataOffset + i * itemBytes}`),
    );
    return { dtype: kind, shape, data };
  }
  const dtype = type as NumericType;
  const data = readElements(bytes, dataOffset, itemBytes, count, dtype);
  if (dtype === 'i8' || dtype === 'u8') requireSafeIntegers(data, where);
  return { dtype, shape, data };
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
function readUnicode(view: DataView, offset: number, width: number, where: string): string {
  let end = width;
  while (end > 0 && view.getUint32(offset + 4 * (end - 1), true) === 0) end--;
  let text = '';
  for (let i = 0; i < end; i++) {
    const point = view.getUint32(offset + 4 * i, true);
    if (point > 0x10ffff) {
      throw new MotifsmithError('data', `A string holds the invalid character code ${point}.`, {
        where,
        remedy: 'The file is damaged: copy or save it again.',
      });
    }
    text += String.fromCodePoint(point);
  }
  return text;
}

/** `width` bytes, one character each (Latin-1), as NumPy byte strings carry no encoding. */
function readByteString(view: DataView, offset: number, width: number): string {
  let end = width;
  while (end > 0 && view.getUint8(offset + end - 1) === 0) end--;
  let text = '';
  for (let i = 0; i < end; i++) text += String.fromCharCode(view.getUint8(offset + i));
  return text;
}
