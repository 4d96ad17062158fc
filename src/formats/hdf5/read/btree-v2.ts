/**
 * B-trees of version 2 (HDF5 1.8 and later): they order the links of large groups, and the chunks of
 * data sets that can grow in several dimensions. Nodes hold records of a fixed size; an internal node
 * has a child before, between and after its records.
 */
import type { Hdf5Source } from './source.ts';

/** What the records of a tree are. */
export const RECORD = { linkName: 5, chunk: 10, filteredChunk: 11 } as const;

/** Signature, version, type and checksum of a node. */
const NODE_BYTES = 10;
const FIRST_RECORD = 6;
/** A tree of more levels would have more records than a file has bytes. */
const MOST_LEVELS = 50;

export interface Records {
  /** Of RECORD, or another. */
  readonly type: number;
  readonly recordBytes: number;
  /**
   * Offsets of the records in the file, in order.
   * @param before whether a record and all before it can be left out
   * @param after whether a record and all after it can be left out
   * @throws MotifsmithError if the tree is damaged
   */
  visit(
    before?: (record: number) => boolean,
    after?: (record: number) => boolean,
  ): Generator<number>;
}

/** Opens the tree whose header is at an address. @throws MotifsmithError if it is damaged */
export function openRecords(file: Hdf5Source, address: number): Records {
  file.requireSignature(address, 'BTHD');
  file.requireChecksum(address, 34);
  const type = file.u8(address + 5);
  const nodeBytes = file.u32(address + 6);
  const recordBytes = file.u16(address + 10);
  const depth = file.u16(address + 12);
  const levels = nodeLevels(file, address, nodeBytes, recordBytes, depth);
  const root = file.address(address + 16);
  const count = file.u16(address + 24);

  function* visit(
    node: number,
    records: number,
    level: number,
    before: (record: number) => boolean,
    after: (record: number) => boolean,
  ): Generator<number> {
    file.step(node);
    const { capacity, countBytes, pointerBytes } = levels[level]!;
    if (records > capacity) file.refuse('a node of a B-tree is too full', node);
    file.requireSignature(node, level > 0 ? 'BTIN' : 'BTLF');
    const pointers = node + FIRST_RECORD + records * recordBytes;
    const used = pointers - node + (level > 0 ? (records + 1) * pointerBytes : 0);
    file.requireChecksum(node, used);
    for (let k = 0; k <= records; k++) {
      const record = node + FIRST_RECORD + k * recordBytes;
      const previous = record - recordBytes;
      if (k > 0 && after(previous)) return;
      const last = k === records;
      if (level > 0 && (last || !before(record))) {
        const child = pointers + k * pointerBytes;
        const childRecords = file.unsigned(child + 8, countBytes);
        yield* visit(file.u64(child), childRecords, level - 1, before, after);
      }
      if (last || before(record) || after(record)) continue;
      file.step(record);
      yield record;
    }
  }

  return {
    type,
    recordBytes,
    *visit(before = () => false, after = () => false) {
      if (count > 0) yield* visit(root, count, depth, before, after);
    },
  };
}

interface Level {
  /** Records that fit into a node. */
  readonly capacity: number;
  /** Bytes of the number of records in a child. */
  readonly countBytes: number;
  /** Bytes of a pointer to a child: its address, its records, and in upper levels all below it. */
  readonly pointerBytes: number;
}

/** From the leaves up: what fits into a node follows from its size. */
function nodeLevels(
  file: Hdf5Source,
  address: number,
  nodeBytes: number,
  recordBytes: number,
  depth: number,
): Level[] {
  const leaf = Math.floor((nodeBytes - NODE_BYTES) / recordBytes);
  if (recordBytes === 0 || leaf < 1 || depth > MOST_LEVELS) {
    file.refuse('a B-tree is damaged', address);
  }
  const countBytes = bytesOf(leaf);
  const levels = [{ capacity: leaf, countBytes, pointerBytes: 0 }];
  let below = leaf;
  for (let level = 1; level <= depth; level++) {
    const pointerBytes = 8 + countBytes + (level > 1 ? bytesOf(below) : 0);
    const room = nodeBytes - NODE_BYTES - pointerBytes;
    const capacity = Math.floor(room / (recordBytes + pointerBytes));
    if (capacity < 1) file.refuse('a B-tree is damaged', address);
    levels.push({ capacity, countBytes, pointerBytes });
    below = (capacity + 1) * below + capacity;
  }
  return levels;
}

/** Bytes that hold numbers up to `limit`. */
function bytesOf(limit: number): number {
  return Math.min(8, Math.floor(Math.log2(limit) / 8) + 1);
}
