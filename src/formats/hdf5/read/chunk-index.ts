/** The structures that find the chunks of a data set, each as a `ChunkIndex`. */
import { TREE, treeEntries } from './btree-v1.ts';
import { openRecords, RECORD } from './btree-v2.ts';
import {
  type Chunk,
  type ChunkGrid,
  type ChunkIndex,
  type ChunkPlace,
  cellNumber,
  cells,
} from './chunk-grid.ts';
import { openExtensibleArray } from './extensible-array.ts';
import { openFixedArray } from './fixed-array.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

/** Opens the index of a data set. @throws MotifsmithError if it is damaged */
export function openChunkIndex(file: Hdf5Source, grid: ChunkGrid): ChunkIndex {
  const { address, index } = grid.layout;
  if (address === UNDEFINED_ADDRESS) return () => [];
  switch (index.kind) {
    case 'B-tree 1':
      return tree1(file, grid);
    case 'B-tree 2':
      return tree2(file, grid);
    case 'single': {
      const { bytes, mask } = index.packed ?? { bytes: grid.chunkBytes, mask: 0 };
      return byPosition(grid, () => ({ address, bytes, mask }), grid.most);
    }
    case 'implicit':
      return byPosition(grid, (position) => implicit(grid, position), grid.most);
    case 'fixed array':
      return byPosition(grid, openFixedArray(file, grid), grid.most);
    case 'extensible array': {
      const unlimited = grid.most.indexOf(Number.POSITIVE_INFINITY);
      return byPosition(grid, openExtensibleArray(file, grid), grid.most, Math.max(0, unlimited));
    }
  }
}

/** Without an index: all chunks one after another. */
function implicit({ layout, chunkBytes }: ChunkGrid, position: number): ChunkPlace {
  return { address: layout.address + position * chunkBytes, bytes: chunkBytes, mask: 0 };
}

/**
 * An index that counts the chunks of the largest possible grid in row-major order.
 * @param slowest the dimension that comes first in that order
 */
function byPosition(
  { counts }: ChunkGrid,
  find: (position: number) => ChunkPlace | null,
  most: readonly number[],
  slowest = 0,
): ChunkIndex {
  const reorder = (values: readonly number[]): number[] => [
    values[slowest]!,
    ...values.filter((_, d) => d !== slowest),
  ];
  const ordered = reorder(most);
  return function* chunks(from, to) {
    for (const cell of cells(counts, from, to)) {
      const place = find(cellNumber(reorder(cell), ordered));
      if (place !== null) yield { ...place, cell };
    }
  };
}

/** Keys: bytes, mask, first element in each dimension, and 0 for the bytes of an element. */
function tree1(file: Hdf5Source, { layout }: ChunkGrid): ChunkIndex {
  const { address, chunk } = layout;
  const rank = chunk.length;
  const coordinate = (key: number, d: number): number => file.u64(key + 8 + 8 * d) / chunk[d]!;
  return function* chunks(from, to) {
    const enter = (key: number, next: number): boolean =>
      coordinate(key, 0) < to && coordinate(next, 0) >= from;
    for (const { key, child } of treeEntries(file, address, TREE.chunks, 16 + 8 * rank, enter)) {
      const cell = chunk.map((_, d) => coordinate(key, d));
      if (cell[0]! < from) continue;
      yield { address: child, bytes: file.u32(key), mask: file.u32(key + 4), cell };
    }
  };
}

/** Records: address, for filtered chunks bytes and mask, and the cell. */
function tree2(file: Hdf5Source, { layout, chunkBytes }: ChunkGrid): ChunkIndex {
  const { address, chunk } = layout;
  const { type, recordBytes, visit } = openRecords(file, address);
  const filtered = type === RECORD.filteredChunk;
  const cellAt = recordBytes - 8 * chunk.length;
  const sizeBytes = cellAt - 12;
  if (filtered ? sizeBytes < 1 || sizeBytes > 8 : type !== RECORD.chunk || cellAt !== 8) {
    file.refuse('a chunk index is damaged', address);
  }
  const coordinate = (record: number, d: number): number => file.u64(record + cellAt + 8 * d);
  const toChunk = (record: number): Chunk => ({
    address: file.u64(record),
    bytes: filtered ? file.unsigned(record + 8, sizeBytes) : chunkBytes,
    mask: filtered ? file.u32(record + 8 + sizeBytes) : 0,
    cell: chunk.map((_, d) => coordinate(record, d)),
  });
  return function* chunks(from, to) {
    const before = (record: number): boolean => coordinate(record, 0) < from;
    const after = (record: number): boolean => coordinate(record, 0) >= to;
    for (const record of visit(before, after)) yield toChunk(record);
  };
}
