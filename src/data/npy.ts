/**
 * Decodes NumPy's .npy format from bytes. Our own, because the data come from strangers: every
 * malformed file must end in an error that names the place, and nothing may be allocated on the
 * word of a header alone. No file access here.
 *
 * Layout: `\x93NUMPY`, major and minor version, header length (2 bytes in version 1, 4 in 2 and 3),
 * a Python dict literal with `descr`, `fortran_order` and `shape`, then the raw elements.
 */
import { MotifsmithError } from '../core/errors.ts';

/** Element types: kind (unsigned, integer, float) and bytes. */
export type NumericType =
  | 'u1'
  | 'u2'
  | 'u4'
  | 'u8'
  | 'i1'
  | 'i2'
  | 'i4'
  | 'i8'
  | 'f2'
  | 'f4'
  | 'f8';

export type NumericArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

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

interface ElementReader {
  readonly create: (count: number) => NumericArray;
  /** Element at a byte offset. */
  readonly read: (view: DataView, offset: number) => number;
}

const ELEMENTS: Record<NumericType, ElementReader> = {
  u1: { create: (n) => new Uint8Array(n), read: (v, o) => v.getUint8(o) },
  u2: { create: (n) => new Uint16Array(n), read: (v, o) => v.getUint16(o, true) },
  u4: { create: (n) => new Uint32Array(n), read: (v, o) => v.getUint32(o, true) },
  u8: { create: (n) => new Float64Array(n), read: (v, o) => Number(v.getBigUint64(o, true)) },
  i1: { create: (n) => new Int8Array(n), read: (v, o) => v.getInt8(o) },
  i2: { create: (n) => new Int16Array(n), read: (v, o) => v.getInt16(o, true) },
  i4: { create: (n) => new Int32Array(n), read: (v, o) => v.getInt32(o, true) },
  i8: { create: (n) => new Float64Array(n), read: (v, o) => Number(v.getBigInt64(o, true)) },
  f2: { create: (n) => new Float32Array(n), read: (v, o) => halfToNumber(v.getUint16(o, true)) },
  f4: { create: (n) => new Float32Array(n), read: (v, o) => v.getFloat32(o, true) },
  f8: { create: (n) => new Float64Array(n), read: (v, o) => v.getFloat64(o, true) },
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses headers above 10,000 bytes; nothing we read comes near. */
const LONGEST_HEADER = 65_535;

interface Header {
  readonly descr: string;
  readonly shape: readonly number[];
  /** Offset of the first element in bytes. */
  readonly dataOffset: number;
}

/**
 * Decodes one .npy file (versions 1–3, little-endian, C order).
 * @param where names the file or member in errors
 * @throws MotifsmithError `data` if the bytes are not such a file, are cut short or have bytes left
 * over, or hold a 64-bit integer beyond ±(2^53 − 1)
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const { descr, shape, dataOffset } = parseHeader(bytes, where);
  const [, order, kind, digits] = /^([<>|=])([a-zA-Z])(\d{1,9})$/.exec(descr) ?? [];
  const width = Number(digits);
  const itemBytes = kind === 'U' ? 4 * width : width;
  const text = kind === 'U' || kind === 'S';
  if (!text && !Object.hasOwn(ELEMENTS, `${kind}${width}`)) {
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
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
  if (text) {
    const read = kind === 'U' ? readUnicode : readByteString;
    const data = Array.from({ length: count }, (_, i) =>
      read(view, i * itemBytes, width, `${where}, byte ${dataOffset + i * itemBytes}`),
    );
    return { dtype: kind, shape, data };
  }
  const dtype = `${kind}${width}` as NumericType;
  const { create, read } = ELEMENTS[dtype];
  const data = create(count);
  for (let i = 0; i < count; i++) data[i] = read(view, i * itemBytes);
  if (dtype === 'i8' || dtype === 'u8') requireSafeIntegers(data, where);
  return { dtype, shape, data };
}

function parseHeader(bytes: Uint8Array, where: string): Header {
  const notNpy = (offset: number, problem: string) =>
    new MotifsmithError('data', `This is not a readable .npy array: ${problem}.`, {
      where: `${where}, byte ${offset}`,
      remedy: 'Write it with numpy.save or numpy.savez.',
    });
  if (bytes.length < 10) throw notNpy(0, `it has only ${bytes.length} bytes`);
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw notNpy(0, 'it does not begin with \\x93NUMPY');
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw notNpy(6, `format version ${version} is unknown`);
  const lengthBytes = version === 1 ? 2 : 4;
  const begin = 8 + lengthBytes;
  if (bytes.length < begin) throw notNpy(8, 'it ends within the header length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) throw notNpy(8, `its header claims ${length} bytes`);
  if (begin + length > bytes.length)
    throw notNpy(8, `it ends within its header of ${length} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(begin, begin + length));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  if (descr === undefined) throw notNpy(begin, 'its header has no plain element type (descr)');
  const fortran = /'fortran_order': *(True|False)/.exec(header)?.[1];
  if (fortran === undefined) throw notNpy(begin, 'its header lacks fortran_order');
  const dimensions = /'shape': *\(((?:\d{1,15}, *)*\d{0,15})\)/.exec(header)?.[1];
  if (dimensions === undefined) throw notNpy(begin, 'its header lacks a shape');
  const shape = [...dimensions.matchAll(/\d+/g)].map(Number);
  if (fortran === 'True' && shape.length > 1) {
    throw new MotifsmithError('data', 'The array is in Fortran order; only C order is read.', {
      where: `${where}, header field fortran_order`,
      remedy: 'Save it again with numpy.ascontiguousarray(array).',
    });
  }
  return { descr, shape, dataOffset: begin + length };
}

function requireSafeIntegers(data: NumericArray, where: string): void {
  const unsafe = data.findIndex((value) => !Number.isSafeInteger(value));
  if (unsafe < 0) return;
  throw new MotifsmithError('data', `The 64-bit integer ${data[unsafe]} cannot be held exactly.`, {
    where: `${where}, element ${unsafe}`,
    remedy: 'Save the array with values within ±(2^53 − 1).',
  });
}

/** IEEE 754 binary16; every half is exact in double precision. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent >= 25
    ? sign * (1024 + fraction) * (1 << (exponent - 25))
    : (sign * (1024 + fraction)) / (1 << (25 - exponent));
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
