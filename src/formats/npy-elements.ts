/**
 * The numeric element types of .npy files and how columns of them become typed arrays. Contiguous
 * elements are copied as a block; those of a record are picked one by one.
 */
import { halfToNumber } from './half.ts';

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

/** Numbers as a typed array. */
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
  readonly create: (count: number) => NumericArray;
  /** Contiguous elements, from a buffer of their own; absent for types that have to be widened. */
  readonly block?: (buffer: ArrayBuffer) => NumericArray;
  /** Elements a stride apart, into the first places of an array of `create`. */
  readonly pick: (view: DataView, count: number, stride: number, data: NumericArray) => void;
}

// A loop for each type: one loop with a function that reads an element is several times slower.
const READERS: Record<NumericType, ElementReader> = {
  u1: {
    create: (count) => new Uint8Array(count),
    block: (buffer) => new Uint8Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getUint8(i * stride);
    },
  },
  u2: {
    create: (count) => new Uint16Array(count),
    block: (buffer) => new Uint16Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getUint16(i * stride, true);
    },
  },
  u4: {
    create: (count) => new Uint32Array(count),
    block: (buffer) => new Uint32Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getUint32(i * stride, true);
    },
  },
  u8: {
    create: (count) => new Float64Array(count),
    pick: (view, count, stride, data) => {
      // Without BigInt, which would be an allocation each; rounds only beyond 2⁵³.
      for (let i = 0, at = 0; i < count; i++, at += stride) {
        data[i] = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      }
    },
  },
  i1: {
    create: (count) => new Int8Array(count),
    block: (buffer) => new Int8Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getInt8(i * stride);
    },
  },
  i2: {
    create: (count) => new Int16Array(count),
    block: (buffer) => new Int16Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getInt16(i * stride, true);
    },
  },
  i4: {
    create: (count) => new Int32Array(count),
    block: (buffer) => new Int32Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getInt32(i * stride, true);
    },
  },
  i8: {
    create: (count) => new Float64Array(count),
    pick: (view, count, stride, data) => {
      // Without BigInt, which would be an allocation each; rounds only beyond 2⁵³.
      for (let i = 0, at = 0; i < count; i++, at += stride) {
        data[i] = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      }
    },
  },
  f2: {
    create: (count) => new Float32Array(count),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = halfToNumber(view.getUint16(i * stride, true));
    },
  },
  f4: {
    create: (count) => new Float32Array(count),
    block: (buffer) => new Float32Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getFloat32(i * stride, true);
    },
  },
  f8: {
    create: (count) => new Float64Array(count),
    block: (buffer) => new Float64Array(buffer),
    pick: (view, count, stride, data) => {
      for (let i = 0; i < count; i++) data[i] = view.getFloat64(i * stride, true);
    },
  },
};

/** Whether a kind and width, e.g. `i8`, is one that is read. */
export function isNumericType(type: string): type is NumericType {
  return Object.hasOwn(READERS, type);
}

/** An array that `readElements` can fill: of the type itself, 64-bit integers as Float64Array. */
export function createElements(type: NumericType, count: number): NumericArray {
  return READERS[type].create(count);
}

/**
 * Reads elements `stride` bytes apart, the first at `offset`. The caller guarantees that
 * all of them are within the bytes.
 * @param into an array of `createElements` whose first places are filled; null for one of its own
 * @param swapped whether the bytes are big-endian after all
 * @returns [count] of the element type itself; 64-bit integers as Float64Array, which rounds those
 * beyond ±2⁵³, and f2 as Float32Array; or `into`
 */
export function readElements(
  bytes: Uint8Array,
  offset: number,
  stride: number,
  count: number,
  type: NumericType,
  into: NumericArray | null = null,
  swapped = false,
): NumericArray {
  const { create, block, pick } = READERS[type];
  const size = Number(type[1]);
  if (swapped) {
    const reversed = reversedElements(bytes, offset, stride, count, size);
    return readElements(reversed, 0, size, count, type, into);
  }
  if (into === null && block !== undefined && (stride === size || count === 0)) {
    const copy = new Uint8Array(count * size);
    copy.set(bytes.subarray(offset, offset + count * size));
    return block(copy.buffer);
  }
  const data = into ?? create(count);
  const span = count === 0 ? 0 : (count - 1) * stride + size;
  const begin = count === 0 ? 0 : bytes.byteOffset + offset;
  pick(new DataView(bytes.buffer, begin, span), count, stride, data);
  return data;
}

/** Contiguous elements with their bytes in the other order. */
function reversedElements(
  bytes: Uint8Array,
  offset: number,
  stride: number,
  count: number,
  size: number,
): Uint8Array {
  const reversed = new Uint8Array(count * size);
  for (let i = 0, at = 0; i < count; i++) {
    for (let from = offset + i * stride + size - 1, k = 0; k < size; k++) {
      reversed[at++] = bytes[from--]!;
    }
  }
  return reversed;
}
