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

interface ElementReader {
  /** Elements side by side, from a buffer of their own. */
  readonly block: (buffer: ArrayBuffer) => NumericArray;
  /** Elements a stride apart. */
  readonly pick: (view: DataView, count: number, stride: number) => NumericArray;
}

// A loop for each type: one loop that is handed the reading of an element is several times slower.
const READERS: Record<NumericType, ElementReader> = {
  u1: {
    block: (buffer) => new Uint8Array(buffer),
    pick: (view, count, stride) => {
      const data = new Uint8Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getUint8(i * stride);
      return data;
    },
  },
  u2: {
    block: (buffer) => new Uint16Array(buffer),
    pick: (view, count, stride) => {
      const data = new Uint16Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getUint16(i * stride, true);
      return data;
    },
  },
  u4: {
    block: (buffer) => new Uint32Array(buffer),
    pick: (view, count, stride) => {
      const data = new Uint32Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getUint32(i * stride, true);
      return data;
    },
  },
  u8: {
    block: (buffer) => pickUnsigned64(new DataView(buffer), buffer.byteLength / 8, 8),
    pick: pickUnsigned64,
  },
  i1: {
    block: (buffer) => new Int8Array(buffer),
    pick: (view, count, stride) => {
      const data = new Int8Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getInt8(i * stride);
      return data;
    },
  },
  i2: {
    block: (buffer) => new Int16Array(buffer),
    pick: (view, count, stride) => {
      const data = new Int16Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getInt16(i * stride, true);
      return data;
    },
  },
  i4: {
    block: (buffer) => new Int32Array(buffer),
    pick: (view, count, stride) => {
      const data = new Int32Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getInt32(i * stride, true);
      return data;
    },
  },
  i8: {
    block: (buffer) => pickSigned64(new DataView(buffer), buffer.byteLength / 8, 8),
    pick: pickSigned64,
  },
  f2: {
    block: (buffer) => pickHalves(new DataView(buffer), buffer.byteLength / 2, 2),
    pick: pickHalves,
  },
  f4: {
    block: (buffer) => new Float32Array(buffer),
    pick: (view, count, stride) => {
      const data = new Float32Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getFloat32(i * stride, true);
      return data;
    },
  },
  f8: {
    block: (buffer) => new Float64Array(buffer),
    pick: (view, count, stride) => {
      const data = new Float64Array(count);
      for (let i = 0; i < count; i++) data[i] = view.getFloat64(i * stride, true);
      return data;
    },
  },
};

// 64-bit integers without BigInt, which would be an allocation each; they round only beyond 2⁵³.

function pickUnsigned64(view: DataView, count: number, stride: number): Float64Array {
  const data = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    data[i] = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  }
  return data;
}

function pickSigned64(view: DataView, count: number, stride: number): Float64Array {
  const data = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    data[i] = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  }
  return data;
}

function pickHalves(view: DataView, count: number, stride: number): Float32Array {
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = halfToNumber(view.getUint16(i * stride, true));
  return data;
}

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
