/**
 * The raw bytes of an HDF5 data set, wherever they are: in the object header, in one piece, or in
 * chunks. Data sets may be larger than memory, so a range of rows is read, not the whole.
 */
import { type Chunk, type ChunkGrid, type ChunkIndex, chunkGrid, product } from './chunk-grid.ts';
import { openChunkIndex } from './chunk-index.ts';
import type { Extent } from './dataspace.ts';
import { type Filter, mostPacked, undoFilters } from './filters.ts';
import type { Layout } from './layout.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

/** What reading a chunk costs at least, counted in bytes. */
const LEAST_CHUNK_COST = 256;

/** What the bytes of a data set are made of. */
export interface Stored {
  readonly extent: Extent;
  readonly elementBytes: number;
  readonly layout: Layout;
  readonly filters: readonly Filter[];
  /** Of elements that were never written; null for zeros. */
  readonly fill: Uint8Array | null;
}

/** Reads rows `first` to `first + count − 1`: elements along the first dimension, in row-major order. */
type ReadRows = (first: number, count: number) => Uint8Array;

/** Rows that are cheap to read together: those of a row of chunks. */
export interface Storage {
  readonly read: ReadRows;
  readonly rowsTogether: number;
}

/** @throws MotifsmithError if the index of the chunks is damaged, and `read` if the bytes are */
export function openStorage(file: Hdf5Source, stored: Stored): Storage {
  const { extent, elementBytes, layout } = stored;
  const rowBytes = product(extent.shape.slice(1)) * elementBytes;
  const blank = (count: number): Uint8Array => {
    file.allocate(count * rowBytes, layout.at);
    return filled(new Uint8Array(count * rowBytes), stored.fill);
  };
  if (layout.kind === 'whole') {
    const { address, bytes, at } = layout;
    if (address === UNDEFINED_ADDRESS) return { read: (_, count) => blank(count), rowsTogether: 1 };
    const total = product(extent.shape) * elementBytes;
    if (bytes !== total) file.refuse(`a data set has ${bytes} bytes where it needs ${total}`, at);
    const read: ReadRows = (first, count) =>
      file.slice(address + first * rowBytes, count * rowBytes);
    return { read, rowsTogether: 1 };
  }
  const grid = chunkGrid(extent, layout, elementBytes);
  const index = openChunkIndex(file, grid);
  const read: ReadRows = (first, count) => {
    const out = blank(count);
    if (out.length > 0) gather(file, stored, grid, index, { first, count, out });
    return out;
  };
  return { read, rowsTogether: layout.chunk[0]! };
}

function filled(bytes: Uint8Array, fill: Uint8Array | null): Uint8Array {
  if (fill !== null) for (let at = 0; at < bytes.length; at += fill.length) bytes.set(fill, at);
  return bytes;
}

/** Rows to be read, and their bytes. */
interface Rows {
  readonly first: number;
  readonly count: number;
  readonly out: Uint8Array;
}

function gather(
  file: Hdf5Source,
  stored: Stored,
  grid: ChunkGrid,
  index: ChunkIndex,
  rows: Rows,
): void {
  const { layout, counts, chunkBytes } = grid;
  const [length] = layout.chunk as [number];
  const from = Math.floor(rows.first / length);
  const to = Math.ceil((rows.first + rows.count) / length);
  // Chunks reach over the edges, so they may be much larger than what is read of them.
  const expected = (to - from) * product(counts.slice(1));
  file.allocate(expected * Math.max(chunkBytes, LEAST_CHUNK_COST), layout.at);
  let previous: readonly number[] | null = null;
  for (const chunk of index(from, to)) {
    const { cell } = chunk;
    const outside = cell.some((place, d) => !Number.isInteger(place) || place >= counts[d]!);
    if (outside || cell[0]! >= to || (previous !== null && !isAfter(cell, previous))) {
      file.refuse('a chunk is at an impossible place', chunk.address);
    }
    previous = cell;
    copyChunk(rows, stored, grid, cell, readChunk(file, stored, grid, chunk));
  }
}

function isAfter(cell: readonly number[], previous: readonly number[]): boolean {
  const d = cell.findIndex((place, k) => place !== previous[k]);
  return d >= 0 && cell[d]! > previous[d]!;
}

function readChunk(
  file: Hdf5Source,
  { extent, filters }: Stored,
  { layout, chunkBytes }: ChunkGrid,
  { address, bytes, mask, cell }: Chunk,
): Uint8Array {
  const { chunk, plainEdges } = layout;
  const plain = plainEdges && cell.some((k, d) => (k + 1) * chunk[d]! > extent.shape[d]!);
  if (bytes > mostPacked(chunkBytes)) {
    file.refuse(`a chunk has ${bytes} bytes where it needs ${chunkBytes}`, address);
  }
  const packed = file.slice(address, bytes);
  return undoFilters(file, packed, plain ? [] : filters, mask, chunkBytes, address);
}

/** Copies the part of a chunk that is in the data set and among the rows, in runs as long as possible. */
function copyChunk(
  { first, count, out }: Rows,
  { extent, elementBytes }: Stored,
  { layout }: ChunkGrid,
  cell: readonly number[],
  chunk: Uint8Array,
): void {
  const shape = extent.shape.with(0, count);
  const lengths = layout.chunk;
  // Before the first row the origin of the chunk is negative.
  const origin = cell.map((place, d) => place * lengths[d]! - (d === 0 ? first : 0));
  // From this dimension on, the chunk is as wide as the data set.
  let whole = shape.length;
  while (whole > 1 && lengths[whole - 1] === shape[whole - 1]) whole -= 1;
  const runBytes = product(shape.slice(whole)) * elementBytes;
  const copy = (d: number, from: number, to: number): void => {
    const start = Math.max(0, -origin[d]!);
    const end = Math.min(lengths[d]!, shape[d]! - origin[d]!);
    const source = from * lengths[d]!;
    const target = to * shape[d]! + origin[d]!;
    if (d === whole - 1) {
      const run = chunk.subarray((source + start) * runBytes, (source + end) * runBytes);
      out.set(run, (target + start) * runBytes);
      return;
    }
    for (let i = start; i < end; i++) copy(d + 1, source + i, target + i);
  };
  copy(0, 0, 0);
}
