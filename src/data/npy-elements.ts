/**
 * The numeric element types of .npy files and how columns of them become typed arrays. Elements that
 * stand side by side are copied as a block; those of a record are picked one by one.
 */

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

type Constructor<T extends NumericArray> = {
  new (count: number): T;
  new (buffer: ArrayBuffer): T;
};

interface ElementReader {
  /** Elements side by side, from a buffer of their own. */
  readonly block: (buffer: ArrayBuffer) => NumericArray;
  /** Elements a stride apart. */
  readonly pick: (view: DataView, count: number, stride: number) => NumericArray;
}

/** A type that typed arrays know. */
function native<T extends NumericArray>(
  ArrayType: Constructor<T>,
  get: (view: DataView, offset: number) => number,
): ElementReader {
  return {
    block: (buffer) => new ArrayType(buffer),
    pick: (view, count, stride) => {
      const data = new ArrayType(count);
      for (let i = 0; i < count; i++) data[i] = get(view, i * stride);
      return data;
    },
  };
}

/** A type that is widened element by element: halves, and 64-bit integers. */
function widened<T extends NumericArray>(
  ArrayType: Constructor<T>,
  size: number,
  get: (view: DataView, offset: number) => number,
): ElementReader {
  const { pick } = native(ArrayType, get);
  return {
    block: (buffer) => pick(new DataView(buffer), buffer.byteLength / size, size),
    pick,
  };
}

const READERS: Record<NumericType, ElementReader> = {
  u1: native(Uint8Array, (view, offset) => view.getUint8(offset)),
  u2: native(Uint16Array, (view, offset) => view.getUint16(offset, true)),
  u4: native(Uint32Array, (view, offset) => view.getUint32(offset, true)),
  u8: widened(
    Float64Array,
    8,
    // Without BigInt, which would be an allocation each; rounds only beyond 2⁵³.
    (view, offset) => view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
  ),
  i1: native(Int8Array, (view, offset) => view.getInt8(offset)),
  i2: native(Int16Array, (view, offset) => view.getInt16(offset, true)),
  i4: native(Int32Array, (view, offset) => view.getInt32(offset, true)),
  i8: widened(
    Float64Array,
    8,
    (view, offset) => view.getInt32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
  ),
  f2: widened(Float32Array, 2, (view, offset) => halfToNumber(view.getUint16(offset, true))),
  f4: native(Float32Array, (view, offset) => view.getFloat32(offset, true)),
  f8: native(Float64Array, (view, offset) => view.getFloat64(offset, true)),
};

/** Whether a kind and width, e.g. `i8`, is one that is read. */
export function isNumericType(type: string): type is NumericType {
  return Object.hasOwn(READERS, type);
}

/**
 * Reads little-endian elements that lie `stride` bytes apart, the first at `offset`. The caller
 * guarantees that all of them lie within the bytes.
 * @returns [count] of the element type itself; 64-bit integers as Float64Array, f2 as Float32Array
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  stride: number,
  count: number,
  type: NumericType,
): NumericArray {
  const { block, pick } = READERS[type];
  const size = Number(type[1]);
  if (stride === size || count === 0) {
    const copy = new Uint8Array(count * size);
    copy.set(bytes.subarray(offset, offset + count * size));
    return block(copy.buffer);
  }
  const span = (count - 1) * stride + size;
  return pick(new DataView(bytes.buffer, bytes.byteOffset + offset, span), count, stride);
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
