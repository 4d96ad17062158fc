/** The chunks of a data set as a grid, whatever structure finds them. */
import type { Extent } from './dataspace.ts';
import type { ChunkLayout } from './layout.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

/** Where a chunk is in the file. */
export interface ChunkPlace {
  readonly address: number;
  /** Bytes in the file, as the filters left them. */
  readonly bytes: number;
  /** Bit k set: filter k was left out. */
  readonly mask: number;
}

/** A chunk that was written. */
export interface Chunk extends ChunkPlace {
  /** Its place in the grid. */
  readonly cell: readonly number[];
}

/**
 * The chunks whose first coordinate is from … to − 1, in row-major order.
 * @throws MotifsmithError if the index is damaged
 */
export type ChunkIndex = (from: number, to: number) => Iterable<Chunk>;

export interface ChunkGrid {
  readonly layout: ChunkLayout;
  /** Bytes of a chunk without filters. */
  readonly chunkBytes: number;
  /** Chunks in each dimension. */
  readonly counts: readonly number[];
  /** Chunks in each dimension once it is as long as it may become; Infinity without a limit. */
  readonly most: readonly number[];
}

export const product = (factors: readonly number[]): number =>
  factors.reduce((all, factor) => all * factor, 1);

export function chunkGrid(
  { shape, most }: Extent,
  layout: ChunkLayout,
  elementBytes: number,
): ChunkGrid {
  const inChunks = (length: number, d: number): number => Math.ceil(length / layout.chunk[d]!);
  return {
    layout,
    chunkBytes: product(layout.chunk) * elementBytes,
    counts: shape.map(inChunks),
    most: most.map(inChunks),
  };
}

/** The cells whose first coordinate is from … to − 1, in row-major order. */
export function* cells(counts: readonly number[], from: number, to: number): Generator<number[]> {
  const total = (to - from) * product(counts.slice(1));
  const cell = counts.map((_, d) => (d === 0 ? from : 0));
  for (let k = 0; k < total; k++) {
    yield cell.slice();
    for (let d = cell.length - 1; ++cell[d]! === counts[d] && d > 0; d--) cell[d] = 0;
  }
}

/** Position of a cell in row-major order; the first count does not matter. */
export function cellNumber(cell: readonly number[], counts: readonly number[]): number {
  return cell.reduce((sum, place, d) => sum * counts[d]! + place);
}

/**
 * Reads an element of a fixed or extensible array: an address, and for filtered chunks their size and
 * the mask of the filters.
 * @returns null if the chunk was never written
 */
export function readElement(
  file: Hdf5Source,
  at: number,
  elementBytes: number,
  { chunkBytes }: ChunkGrid,
): ChunkPlace | null {
  const address = file.address(at);
  if (address === UNDEFINED_ADDRESS) return null;
  if (elementBytes === 8) return { address, bytes: chunkBytes, mask: 0 };
  const sizeBytes = elementBytes - 12;
  const bytes = file.unsigned(at + 8, sizeBytes);
  return { address, bytes, mask: file.u32(at + 8 + sizeBytes) };
}

/** @throws MotifsmithError unless elements of an array have a size that `readElement` knows */
export function requireElementBytes(file: Hdf5Source, at: number, elementBytes: number): void {
  if (elementBytes === 8 || (elementBytes > 12 && elementBytes <= 20)) return;
  file.refuse('a chunk index is damaged', at);
}

/** Whether bit `k` is set in a bit map whose first bit is the highest of its first byte. */
export function isBitSet(file: Hdf5Source, at: number, k: number): boolean {
  return (file.u8(at + Math.floor(k / 8)) & (0x80 >> (k % 8))) !== 0;
}
