/** Data sets: small ones in one piece, others in chunks of whole rows, compressed with gzip. */
import { zlibSync } from 'fflate';
import type { FileImage } from './image.ts';
import { type Message, objectHeader } from './object-header.ts';
import { Record } from './record.ts';
import { placeTree } from './tree.ts';

/** Numbers in row-major order. */
export type NumericData = Float32Array | Float64Array | BigInt64Array | Uint8Array;

/** Arrays below this size are kept in one piece. */
const SMALL_BYTES = 1024;
/** Chunks are made of whole rows of about this size. */
const CHUNK_BYTES = 1_048_576;
const COMPRESSION_LEVEL = 4;
/** As the format fixes it for files with a superblock of version 0. */
const CHUNK_TREE = { type: 1, capacity: 64 } as const;

const MESSAGE = { dataspace: 1, datatype: 3, fillValue: 5, layout: 8, filters: 11 } as const;

/** Elements are numbers, or references to strings. */
interface Elements {
  readonly shape: readonly number[];
  readonly type: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Places numbers. @returns address of the data set */
export function placeNumbers(
  image: FileImage,
  shape: readonly number[],
  data: NumericData,
): number {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const elements = { shape, type: numberType(data), bytes };
  return bytes.length < SMALL_BYTES || shape.length === 0
    ? placeWhole(image, elements)
    : placeChunks(image, elements, data.BYTES_PER_ELEMENT);
}

/** Places strings that are in a heap. @returns address of the data set */
export function placeReferences(
  image: FileImage,
  shape: readonly number[],
  references: readonly Uint8Array[],
): number {
  const bytes = new Record();
  for (const reference of references) bytes.bytes(reference);
  return placeWhole(image, { shape, type: textType(), bytes: bytes.done() });
}

function numberType(data: NumericData): Uint8Array {
  const type = new Record();
  if (data instanceof Float32Array) {
    // Version and class, flags, bytes; then where the bits of the parts are, and the bias.
    type.bytes([0x11, 0x20, 31, 0]).number(4, 4).bytes([0, 0, 32, 0, 23, 8, 0, 23]).number(127, 4);
  } else if (data instanceof Float64Array) {
    type
      .bytes([0x11, 0x20, 63, 0])
      .number(8, 4)
      .bytes([0, 0, 64, 0, 52, 11, 0, 52])
      .number(1023, 4);
  } else if (data instanceof BigInt64Array) {
    type.bytes([0x10, 8, 0, 0]).number(8, 4).bytes([0, 0, 64, 0]);
  } else type.bytes([0x10, 0, 0, 0]).number(1, 4).bytes([0, 0, 8, 0]);
  return type.done();
}

/** Strings of variable length in UTF-8. */
function textType(): Uint8Array {
  const type = new Record().bytes([0x19, 0x21, 1, 0]).number(16, 4);
  return type.bytes([0x10, 0, 0, 0]).number(1, 4).bytes([0, 0, 8, 0]).done();
}

/** What all data sets say of themselves. */
function declare({ shape, type }: Elements, layout: Record, more: readonly Message[]): Uint8Array {
  const dataspace = new Record().bytes([1, shape.length, 0, 0]).zeros(4);
  for (const length of shape) dataspace.number(length, 8);
  return objectHeader([
    { type: MESSAGE.dataspace, content: dataspace.done() },
    { type: MESSAGE.datatype, content: type },
    // Version 2, space is allocated late, written if it is set, which it is not: zeros.
    { type: MESSAGE.fillValue, content: new Record().bytes([2, 2, 2, 1]).zeros(4).done() },
    ...more,
    { type: MESSAGE.layout, content: layout.done() },
  ]);
}

function placeWhole(image: FileImage, elements: Elements): number {
  const { bytes } = elements;
  const data = bytes.length > 0 ? image.place(bytes) : null;
  const layout = new Record().bytes([3, 1]).address(data).number(bytes.length, 8);
  return image.place(declare(elements, layout, []));
}

function placeChunks(image: FileImage, elements: Elements, elementBytes: number): number {
  const { shape, bytes } = elements;
  const [length, ...others] = shape as [number, ...number[]];
  const rowBytes = bytes.length / length;
  const rows = Math.min(length, Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)));
  const addresses: number[] = [];
  const keys: Uint8Array[] = [];
  const key = (packed: number, row: number): Uint8Array =>
    new Record()
      .number(packed, 4)
      .zeros(4)
      .number(row, 8)
      .zeros(8 * shape.length)
      .done();
  for (let row = 0; row < length; row += rows) {
    let chunk = bytes.subarray(row * rowBytes, (row + rows) * rowBytes);
    if (row + rows > length) {
      const part = chunk;
      chunk = new Uint8Array(rows * rowBytes);
      chunk.set(part);
    }
    const packed = zlibSync(chunk, { level: COMPRESSION_LEVEL });
    addresses.push(image.place(packed));
    keys.push(key(packed.length, row));
  }
  keys.push(key(0, addresses.length * rows));
  const tree = placeTree(image, CHUNK_TREE, addresses, keys);
  const layout = new Record()
    .bytes([3, 2, shape.length + 1])
    .address(tree)
    .number(rows, 4);
  for (const other of others) layout.number(other, 4);
  layout.number(elementBytes, 4);
  return image.place(declare(elements, layout, [{ type: MESSAGE.filters, content: gzip() }]));
}

/** One filter: deflate, with its level. */
function gzip(): Uint8Array {
  const name = 'deflate\0';
  const filter = new Record().number(1, 2).number(name.length, 2).number(1, 2).number(1, 2);
  filter.text(name).number(COMPRESSION_LEVEL, 4).zeros(4);
  return new Record().bytes([1, 1]).zeros(6).bytes(filter.done()).done();
}
