/** From the bytes of an HDF5 data set to numbers, text or sequences. */
import { type NumericArray, readElements } from '../../npy-elements.ts';
import { type Hdf5Type, type NumberType, REFERENCE_BYTES } from './datatype.ts';
import type { GlobalHeap } from './global-heap.ts';
import type { Hdf5Source } from './source.ts';
import { decodeUtf8 } from './text.ts';

/** Roughly what a short string takes in memory. */
const STRING_BYTES = 64;

/**
 * Numbers of the type they are stored in; 64-bit integers as Float64Array, float16 as Float32Array.
 * @param bytes of the elements, which are changed
 * @param at where they come from, for errors
 * @throws MotifsmithError if a 64-bit integer is beyond ±(2^53 − 1)
 */
export function decodeNumbers(
  file: Hdf5Source,
  { bytes: width, type, littleEndian }: NumberType,
  bytes: Uint8Array,
  at: number,
): NumericArray {
  const count = bytes.length / width;
  file.allocate(count * (type === 'f2' ? 4 : width), at);
  if (!littleEndian && width > 1) {
    for (let k = 0; k < bytes.length; k += width) bytes.subarray(k, k + width).reverse();
  }
  const values = readElements(bytes, 0, width, count, type);
  if (type === 'i8' || type === 'u8') {
    const unsafe = values.findIndex((value) => !Number.isSafeInteger(value));
    if (unsafe >= 0) file.refuse(`the integer ${values[unsafe]} is too large`, at);
  }
  return values;
}

/**
 * Text, without what pads it.
 * @throws MotifsmithError if it is not UTF-8, or not in the heap
 */
export function decodeTexts(
  file: Hdf5Source,
  heap: GlobalHeap,
  type: Exclude<Hdf5Type, { kind: 'number' | 'sequence' | 'record' }>,
  bytes: Uint8Array,
  at: number,
): string[] {
  const count = bytes.length / type.bytes;
  file.allocate(count * STRING_BYTES, at);
  return Array.from({ length: count }, (_, k) => {
    const element = bytes.subarray(k * type.bytes, (k + 1) * type.bytes);
    if (type.kind === 'heap text') return untilNul(file, referred(file, heap, element, 1, at), at);
    const text = untilNul(file, element, at);
    return type.spaces ? text.trimEnd() : text;
  });
}

/**
 * One sequence of numbers.
 * @param reference its element in the data set
 * @throws MotifsmithError if it is not in the heap
 */
export function decodeSequence(
  file: Hdf5Source,
  heap: GlobalHeap,
  type: NumberType,
  reference: Uint8Array,
  at: number,
): NumericArray {
  return decodeNumbers(file, type, referred(file, heap, reference, type.bytes, at), at);
}

/** The bytes that a reference leads to: its length in elements, and a heap's address and object. */
function referred(
  file: Hdf5Source,
  heap: GlobalHeap,
  reference: Uint8Array,
  elementBytes: number,
  at: number,
): Uint8Array {
  const view = new DataView(reference.buffer, reference.byteOffset, REFERENCE_BYTES);
  const size = view.getUint32(0, true) * elementBytes;
  if (size === 0) return new Uint8Array(0);
  const address = view.getUint32(8, true) * 2 ** 32 + view.getUint32(4, true);
  if (!Number.isSafeInteger(address)) file.refuse('a heap is at an impossible place', at);
  const object = heap.find(file, address, view.getUint32(12, true));
  if (object.size < size) file.refuse('a sequence is longer than its place in the heap', object.at);
  return file.slice(object.at, size);
}

function untilNul(file: Hdf5Source, bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0);
  return decodeUtf8(file, end < 0 ? bytes : bytes.subarray(0, end), at);
}
