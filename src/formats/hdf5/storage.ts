/**
 * The raw bytes of an HDF5 data set, wherever they are kept: in the object header, in one piece, or in
 * chunks that may be shuffled and deflated, as h5py does with `compression='gzip'`.
 */
import { unzlibSync } from 'fflate';
import { type Hdf5Bytes, UNDEFINED_ADDRESS } from './bytes.ts';

const CHUNK_NODE = 1;
const FILTER = { deflate: 1, shuffle: 2 } as const;
const SINGLE_CHUNK = 1;

const PLAIN = "Write it with h5py's default, h5py.File(name, 'w'), without filters or with gzip.";

/** What a data set's bytes are made of. */
export interface Extent {
  readonly shape: readonly number[];
  readonly elementBytes: number;
}

const product = (factors: readonly number[]): number => factors.reduce((all, n) => all * n, 1);

/**
 * Reads all bytes in row-major order.
 * @param layoutAt where the layout message begins
 * @param filterAt where the filter message begins, or null
 * @throws MotifsmithError `artifact` if they are not there or are kept in a form that is not read
 */
export function readStorage(
  file: Hdf5Bytes,
  extent: Extent,
  layoutAt: number,
  filterAt: number | null,
): Uint8Array {
  const total = product(extent.shape) * extent.elementBytes;
  file.allocate(total, layoutAt);
  const version = file.u8(layoutAt);
  const kind = file.u8(layoutAt + 1);
  if (version !== 3 && version !== 4) {
    file.refuse(`a data set has a layout of version ${version}`, layoutAt, PLAIN);
  }
  if (kind === 0) return whole(file, layoutAt + 4, file.u16(layoutAt + 2), total);
  if (kind === 1) {
    const address = file.address(layoutAt + 2);
    if (address === UNDEFINED_ADDRESS) {
      if (total > 0) file.refuse('a data set was never written', layoutAt);
      return new Uint8Array(0);
    }
    return whole(file, address, file.u64(layoutAt + 10), total);
  }
  if (kind !== 2) file.refuse('a data set is kept outside the file', layoutAt);
  const filters = filterAt === null ? [] : readFilters(file, filterAt);
  const chunks =
    version === 3 ? chunkTree(file, extent, layoutAt) : oneChunk(file, extent, layoutAt);
  return gather(file, extent, chunks, filters, layoutAt);
}

function whole(file: Hdf5Bytes, at: number, size: number, total: number): Uint8Array {
  if (size !== total) file.refuse(`a data set has ${size} bytes where it needs ${total}`, at);
  return file.slice(at, total);
}

interface Filter {
  readonly id: number;
  /** Bytes of an element, for the shuffle filter. */
  readonly width: number;
}

function readFilters(file: Hdf5Bytes, at: number): Filter[] {
  const version = file.u8(at);
  const count = file.u8(at + 1);
  const filters: Filter[] = [];
  let cursor = at + (version === 1 ? 8 : 2);
  for (let k = 0; k < count; k++) {
    const id = file.u16(cursor);
    if (id !== FILTER.deflate && id !== FILTER.shuffle) {
      file.refuse(`a data set is packed by filter ${id}`, cursor, PLAIN);
    }
    // The second version has no names for the filters that everybody has.
    const nameBytes = version === 1 ? file.u16(cursor + 2) : 0;
    const valuesAt = cursor + (version === 1 ? 4 : 2);
    const values = file.u16(valuesAt + 2);
    const valueAt = valuesAt + 4 + nameBytes;
    filters.push({ id, width: values > 0 ? file.u32(valueAt) : 1 });
    cursor = valueAt + 4 * (version === 1 ? values + (values % 2) : values);
  }
  return filters;
}

interface Chunk {
  readonly address: number;
  readonly packedBytes: number;
  /** Bit k set: filter k was left out. */
  readonly mask: number;
  /** Index of the first element in each dimension. */
  readonly origin: readonly number[];
}

interface ChunkList {
  /** Elements of a chunk in each dimension. */
  readonly shape: readonly number[];
  readonly chunks: readonly Chunk[];
}

/** Chunks found by a B-tree of version 1. */
function chunkTree(file: Hdf5Bytes, { shape }: Extent, at: number): ChunkList {
  const rank = shape.length;
  if (file.u8(at + 2) !== rank + 1) file.refuse('chunks and data set differ in dimensions', at);
  const chunkShape = shape.map((_, d) => file.u32(at + 11 + 4 * d));
  const chunks: Chunk[] = [];
  const keyBytes = 8 + 8 * (rank + 1);
  const visit = (address: number, above: number): void => {
    file.step(address);
    file.requireSignature(address, 'TREE');
    const level = file.u8(address + 5);
    if (file.u8(address + 4) !== CHUNK_NODE || level >= above) {
      file.refuse('the tree of a data set is damaged', address);
    }
    const entries = file.u16(address + 6);
    for (let k = 0; k < entries; k++) {
      const key = address + 24 + (keyBytes + 8) * k;
      const child = file.u64(key + keyBytes);
      if (level > 0) {
        visit(child, level);
        continue;
      }
      file.step(key);
      const origin = shape.map((_, d) => file.u64(key + 8 + 8 * d));
      chunks.push({ address: child, packedBytes: file.u32(key), mask: file.u32(key + 4), origin });
    }
  };
  const root = file.address(at + 3);
  if (root !== UNDEFINED_ADDRESS) visit(root, 255);
  return { shape: chunkShape, chunks };
}

/** The index of HDF5 1.10 for a data set that is one chunk. */
function oneChunk(file: Hdf5Bytes, { shape, elementBytes }: Extent, at: number): ChunkList {
  const rank = shape.length;
  if (file.u8(at + 3) !== rank + 1) file.refuse('chunks and data set differ in dimensions', at);
  const flags = file.u8(at + 2);
  const width = file.u8(at + 4);
  if (![1, 2, 4, 8].includes(width)) file.refuse('the size of a chunk is damaged', at);
  const chunkShape = shape.map((_, d) => file.unsigned(at + 5 + width * d, width));
  const indexAt = at + 5 + width * (rank + 1);
  if (file.u8(indexAt) !== SINGLE_CHUNK) {
    file.refuse('a data set has a chunk index of HDF5 1.10', indexAt, PLAIN);
  }
  const filtered = (flags & 2) !== 0;
  const address = file.address(indexAt + (filtered ? 13 : 1));
  if (address === UNDEFINED_ADDRESS) return { shape: chunkShape, chunks: [] };
  const packedBytes = filtered ? file.u64(indexAt + 1) : product(chunkShape) * elementBytes;
  const mask = filtered ? file.u32(indexAt + 9) : 0;
  return {
    shape: chunkShape,
    chunks: [{ address, packedBytes, mask, origin: shape.map(() => 0) }],
  };
}

/** Unpacks every chunk to its place. */
function gather(
  file: Hdf5Bytes,
  { shape, elementBytes }: Extent,
  { shape: chunkShape, chunks }: ChunkList,
  filters: readonly Filter[],
  at: number,
): Uint8Array {
  if (chunkShape.some((length) => length < 1)) file.refuse('a chunk has no elements', at);
  const counts = shape.map((length, d) => Math.ceil(length / chunkShape[d]!));
  const expected = product(counts);
  const chunkBytes = product(chunkShape) * elementBytes;
  // Chunks reach over the edge of the data set: together they may be much larger than it.
  file.allocate(expected * chunkBytes, at);
  const out = new Uint8Array(product(shape) * elementBytes);
  const seen = new Set<number>();
  for (const { address, packedBytes, mask, origin } of chunks) {
    const place = origin.map((first, d) => first / chunkShape[d]!);
    const index = place.reduce((sum, p, d) => sum * counts[d]! + p, 0);
    if (place.some((p, d) => !Number.isInteger(p) || p >= counts[d]!) || seen.has(index)) {
      file.refuse('a chunk is at an impossible place', address);
    }
    seen.add(index);
    const packed = file.slice(address, packedBytes);
    const chunk = unpack(file, packed, filters, mask, chunkBytes, address);
    copyChunk(out, shape, chunk, chunkShape, origin, elementBytes);
  }
  if (seen.size !== expected) {
    file.refuse(`a data set has ${seen.size} of its ${expected} chunks`, at);
  }
  return out;
}

function unpack(
  file: Hdf5Bytes,
  packed: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  size: number,
  at: number,
): Uint8Array {
  let data = packed;
  for (let k = filters.length - 1; k >= 0; k--) {
    if ((mask >> k) & 1) continue;
    const { id, width } = filters[k]!;
    data = id === FILTER.deflate ? inflate(file, data, size, at) : unshuffle(data, width);
  }
  if (data.length !== size) {
    file.refuse(`a chunk has ${data.length} bytes where it needs ${size}`, at);
  }
  return data;
}

function inflate(file: Hdf5Bytes, data: Uint8Array, size: number, at: number): Uint8Array {
  try {
    // With `out` given, fflate never grows the buffer, whatever the stream contains.
    return unzlibSync(data, { out: new Uint8Array(size) });
  } catch {
    return file.refuse('a chunk cannot be decompressed', at);
  }
}

/** Inverse of the shuffle filter, which puts the first bytes of all elements first, and so on. */
function unshuffle(data: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(data.length / Math.max(width, 1));
  if (width < 2 || count < 2) return data;
  const out = data.slice();
  for (let b = 0; b < width; b++) {
    for (let k = 0; k < count; k++) out[k * width + b] = data[b * count + k]!;
  }
  return out;
}

/** Copies the part of a chunk that lies within the data set, row by row. */
function copyChunk(
  out: Uint8Array,
  shape: readonly number[],
  chunk: Uint8Array,
  chunkShape: readonly number[],
  origin: readonly number[],
  elementBytes: number,
): void {
  const copy = (d: number, from: number, to: number): void => {
    const length = Math.min(chunkShape[d]!, shape[d]! - origin[d]!);
    if (d === shape.length - 1) {
      const begin = from * chunkShape[d]! * elementBytes;
      const target = (to * shape[d]! + origin[d]!) * elementBytes;
      out.set(chunk.subarray(begin, begin + length * elementBytes), target);
      return;
    }
    for (let i = 0; i < length; i++) {
      copy(d + 1, from * chunkShape[d]! + i, to * shape[d]! + origin[d]! + i);
    }
  };
  if (shape.length > 0) copy(0, 0, 0);
  else out.set(chunk);
}
