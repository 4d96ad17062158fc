/**
 * Fractal heaps: where large groups of HDF5 1.8 and later keep their links. The heap is one address
 * space, cut into blocks that double in size from row to row of a table; a row beyond the largest
 * direct blocks has tables of its own.
 */
import { lookup3 } from './checksums.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS, WRITE_PLAINLY } from './source.ts';

/** Kind of an object that is in a block, as its identifier tells. */
const MANAGED = 0;
const BLOCK_CHECKSUMS = 2;

/** An object of the heap: the bytes [at, at + size) of the file. */
interface HeapObject {
  readonly at: number;
  readonly size: number;
}

export class FractalHeap {
  readonly #file: Hdf5Source;
  /** Bytes of an offset into the heap, and of an object's size. */
  readonly #offsetBytes: number;
  readonly #sizeBytes: number;
  readonly #checksums: boolean;
  /** Blocks in a row, and bytes of a block in the first row and at most. */
  readonly #columns: number;
  readonly #firstBytes: number;
  readonly #directRows: number;
  readonly #root: number;
  /** Rows of the table at the root; 0 if the root is a block. */
  readonly #rootRows: number;

  /** @throws MotifsmithError if the header at the address is damaged */
  constructor(file: Hdf5Source, address: number) {
    file.requireSignature(address, 'FRHP');
    if (file.u16(address + 7) !== 0) file.refuse('a heap is compressed', address, WRITE_PLAINLY);
    file.requireChecksum(address, 142);
    this.#file = file;
    this.#checksums = (file.u8(address + 9) & BLOCK_CHECKSUMS) !== 0;
    this.#columns = file.u16(address + 110);
    this.#firstBytes = file.u64(address + 112);
    const mostBytes = file.u64(address + 120);
    const bits = file.u16(address + 128);
    const powers = [this.#columns, this.#firstBytes, mostBytes].every(
      (size) => size > 0 && Number.isInteger(Math.log2(size)),
    );
    if (!powers || mostBytes < this.#firstBytes || bits > 64) {
      file.refuse('a heap is damaged', address);
    }
    this.#offsetBytes = Math.ceil(bits / 8);
    const longest = Math.max(1, file.u32(address + 10));
    this.#sizeBytes = Math.min(
      Math.ceil(Math.log2(mostBytes) / 8),
      Math.floor(Math.log2(longest) / 8) + 1,
    );
    this.#directRows = Math.log2(mostBytes) - Math.log2(this.#firstBytes) + 2;
    this.#root = file.address(address + 132);
    this.#rootRows = file.u16(address + 140);
  }

  /**
   * Finds an object.
   * @param id offset of its identifier in the file
   * @throws MotifsmithError if it is not there
   */
  find(id: number): HeapObject {
    const file = this.#file;
    file.step(id);
    if (file.u8(id) >> 4 !== MANAGED) {
      file.refuse('a name is too long for a block of its heap', id, WRITE_PLAINLY);
    }
    const offset = file.unsigned(id + 1, this.#offsetBytes);
    const size = file.unsigned(id + 1 + this.#offsetBytes, this.#sizeBytes);
    const block = this.#block(offset, id);
    if (block.offset + size > block.size) file.refuse('an object of a heap is cut short', id);
    return { at: block.address + block.offset, size };
  }

  /** The block with an offset of the heap, and where in the block that is. */
  #block(offset: number, id: number): { address: number; size: number; offset: number } {
    const file = this.#file;
    let [address, rows, rest] = [this.#root, this.#rootRows, offset];
    if (rows === 0) return this.#direct(address, this.#firstBytes, rest);
    for (;;) {
      const row = this.#row(rest);
      if (row >= rows) file.refuse('an object of a heap is missing', id);
      const size = this.#blockBytes(row);
      const within = rest - this.#rowStart(row);
      const entry = row * this.#columns + Math.floor(within / size);
      const child = this.#child(address, rows, entry);
      if (child === UNDEFINED_ADDRESS) file.refuse('an object of a heap is missing', id);
      rest = within % size;
      if (row < this.#directRows) return this.#direct(child, size, rest);
      address = child;
      rows = Math.log2(size / (this.#firstBytes * this.#columns)) + 1;
    }
  }

  /** Row of a table that has an offset. */
  #row(offset: number): number {
    const first = this.#firstBytes * this.#columns;
    return offset < first ? 0 : Math.floor(Math.log2(offset / first)) + 1;
  }

  #rowStart(row: number): number {
    return row === 0 ? 0 : this.#firstBytes * this.#columns * 2 ** (row - 1);
  }

  #blockBytes(row: number): number {
    return this.#firstBytes * 2 ** Math.max(0, row - 1);
  }

  /** Address of a block in a table. */
  #child(table: number, rows: number, entry: number): number {
    const file = this.#file;
    file.step(table);
    file.requireSignature(table, 'FHIB');
    const first = table + 13 + this.#offsetBytes;
    file.requireChecksum(table, first - table + 8 * rows * this.#columns);
    return file.address(first + 8 * entry);
  }

  #direct(address: number, size: number, offset: number) {
    const file = this.#file;
    file.requireSignature(address, 'FHDB');
    file.require(address, size);
    if (this.#checksums) this.#verify(address, size);
    return { address, size, offset };
  }

  /** The checksum of a block is within it, and counts as zero for itself. */
  #verify(address: number, size: number): void {
    const at = 13 + this.#offsetBytes;
    this.#file.once(address, () => {
      const bytes = this.#file.slice(address, size);
      bytes.fill(0, at, at + 4);
      this.#file.compareChecksum(address + at, lookup3(bytes));
    });
  }
}
