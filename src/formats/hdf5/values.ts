/** From the bytes of an HDF5 data set to numbers or text. */
import type { Hdf5Bytes } from './bytes.ts';
import { readStorage } from './storage.ts';
import type { Hdf5Type } from './types.ts';

/** 32-bit floats as Float32Array, all other numbers as Float64Array. */
export type Hdf5Values = Float32Array | Float64Array | readonly string[];

/** Roughly what a short string takes in memory. */
const STRING_BYTES = 64;

/**
 * @param place where the messages of layout and filters begin
 * @throws MotifsmithError `artifact` if the elements are not there, or a 64-bit integer is beyond
 * ±(2^53 − 1)
 */
export function decodeValues(
  file: Hdf5Bytes,
  type: Hdf5Type,
  shape: readonly number[],
  { layoutAt, filterAt }: { readonly layoutAt: number; readonly filterAt: number | null },
): Hdf5Values {
  const bytes = readStorage(file, { shape, elementBytes: type.bytes }, layoutAt, filterAt);
  const count = bytes.length / type.bytes;
  if (type.kind === 'text' || type.kind === 'heap text') {
    file.allocate(count * STRING_BYTES, layoutAt);
    return decodeTexts(file, type, bytes, layoutAt);
  }
  const single = type.kind === 'float' && type.bytes === 4;
  file.allocate(count * (single ? 4 : 8), layoutAt);
  const values = single ? new Float32Array(count) : new Float64Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = type.kind === 'float' ? readFloat : type.signed ? readSigned : readUnsigned;
  for (let i = 0; i < count; i++) values[i] = read(view, i * type.bytes, type.bytes, type.little);
  if (type.kind === 'integer' && type.bytes === 8) {
    const unsafe = values.findIndex((value: number) => !Number.isSafeInteger(value));
    if (unsafe >= 0) file.refuse(`the integer ${values[unsafe]} is too large`, layoutAt);
  }
  return values;
}

type ReadNumber = (view: DataView, at: number, bytes: number, little: boolean) => number;

const readFloat: ReadNumber = (view, at, bytes, little) =>
  bytes === 4 ? view.getFloat32(at, little) : view.getFloat64(at, little);

const readSigned: ReadNumber = (view, at, bytes, little) => {
  if (bytes === 1) return view.getInt8(at);
  if (bytes === 2) return view.getInt16(at, little);
  return bytes === 4 ? view.getInt32(at, little) : Number(view.getBigInt64(at, little));
};

const readUnsigned: ReadNumber = (view, at, bytes, little) => {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, little);
  return bytes === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
};

function decodeTexts(
  file: Hdf5Bytes,
  { kind, bytes: width }: Hdf5Type,
  bytes: Uint8Array,
  at: number,
): string[] {
  const count = bytes.length / width;
  if (kind === 'text') {
    return Array.from({ length: count }, (_, i) =>
      decodeText(file, bytes.subarray(i * width, (i + 1) * width), at),
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const heaps = new Map<number, GlobalHeap>();
  return Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(16 * i, true);
    const address = Number(view.getBigUint64(16 * i + 4, true));
    if (length === 0) return '';
    let heap = heaps.get(address);
    if (heap === undefined) {
      heap = readGlobalHeap(file, address);
      heaps.set(address, heap);
    }
    const index = view.getUint32(16 * i + 12, true);
    const place = heap.get(index);
    if (place === undefined || place.size < length) {
      return file.refuse(`the text ${index} of a heap is missing`, address);
    }
    file.allocate(length, at);
    return decodeText(file, file.slice(place.at, length), place.at);
  });
}

/** Up to the first NUL. */
function decodeText(file: Hdf5Bytes, bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      end < 0 ? bytes : bytes.subarray(0, end),
    );
  } catch {
    return file.refuse('a text is not UTF-8', at);
  }
}

/** Objects of a global heap collection by number. */
type GlobalHeap = ReadonlyMap<number, { readonly at: number; readonly size: number }>;

function readGlobalHeap(file: Hdf5Bytes, address: number): GlobalHeap {
  file.requireSignature(address, 'GCOL');
  const size = file.u64(address + 8);
  file.require(address, size);
  const objects = new Map<number, { at: number; size: number }>();
  let at = address + 16;
  while (at + 16 <= address + size) {
    file.step(at);
    const index = file.u16(at);
    // Object 0 is the space that is left.
    if (index === 0) break;
    const length = file.u64(at + 8);
    if (at + 16 + length > address + size) file.refuse('a text is cut short', at);
    objects.set(index, { at: at + 16, size: length });
    at += 16 + 8 * Math.ceil(length / 8);
  }
  return objects;
}
