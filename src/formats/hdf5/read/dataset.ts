/** A data set of an HDF5 file: what it declares, and its values as they are asked for. */
import { type NumericArray, readElements } from '../../npy-elements.ts';
import { type Extent, readExtent } from './dataspace.ts';
import { type Hdf5Type, readType } from './datatype.ts';
import { readFillValue } from './fill-value.ts';
import { readFilters } from './filters.ts';
import { GlobalHeap } from './global-heap.ts';
import { readLayout } from './layout.ts';
import { type Hdf5Message, MESSAGE } from './object-header.ts';
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';
import { openStorage, type Storage } from './storage.ts';
import { decodeNumbers, decodeSequence, decodeTexts } from './values.ts';

/** An array in row-major order; the product of `shape` is `data.length`. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  /** Numbers of the type they are stored in; 64-bit integers as float64, float16 as float32. */
  readonly data: NumericArray | readonly string[];
}

/** Everything about a data set but its values. */
interface Declared {
  readonly extent: Extent;
  readonly type: Hdf5Type;
  readonly storage: Storage;
}

/** Bytes of rows that were read together. */
interface Block {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/**
 * Nothing is read before it is asked for, so a data set that nobody asks for may be of any kind. All
 * errors are MotifsmithErrors of the kind given with the file: the data set is damaged, or in a form
 * that is not read.
 */
export class Hdf5Dataset {
  readonly kind = 'dataset';
  readonly #file: Hdf5Source;
  readonly #address: number;
  readonly #messages: readonly Hdf5Message[];
  readonly #heap = new GlobalHeap();
  #opened: Declared | null = null;
  /** The rows around the last sequence that was read. */
  #block: Block | null = null;

  constructor(file: Hdf5Source, address: number, messages: readonly Hdf5Message[]) {
    this.#file = file;
    this.#address = address;
    this.#messages = messages;
  }

  /** What errors call it: the file and the data set. */
  get place(): string {
    return this.#file.place;
  }

  /** Length of each dimension; none for a scalar. */
  get shape(): readonly number[] {
    this.#file.start();
    return this.#declared().extent.shape;
  }

  /**
   * Numbers or strings: all, or those of some rows.
   * @param first row to start with, along the first dimension
   * @param count rows, up to the end unless given
   */
  read(first = 0, count?: number): Hdf5Array {
    const file: Hdf5Source = this.#file;
    file.start();
    const { extent, type, storage } = this.#declared();
    if (type.kind === 'sequence') {
      return file.refuse('its sequences can only be read one by one', this.#address);
    }
    if (type.kind === 'record') {
      return file.refuse('its records can only be read by fields', this.#address);
    }
    const [length = 1, ...others] = extent.shape;
    const rows = count ?? length - first;
    if (!(first >= 0 && rows >= 0 && first + rows <= length)) {
      file.refuse(`there are no rows ${first} to ${first + rows - 1}`, this.#address);
    }
    const bytes = storage.read(first, rows);
    const data =
      type.kind === 'number'
        ? decodeNumbers(file, type, bytes, this.#address)
        : decodeTexts(file, this.#heap, type, bytes, this.#address);
    return { shape: extent.shape.length === 0 ? [] : [rows, ...others], data };
  }

  /** Names of the numbers in its records; null if it has none. */
  get fields(): readonly string[] | null {
    this.#file.start();
    const { type } = this.#declared();
    return type.kind === 'record' ? type.fields.map(({ name }) => name) : null;
  }

  /** [rows] the numbers of all records, field by field, in the order of `fields`. */
  readFields(): readonly NumericArray[] {
    const file: Hdf5Source = this.#file;
    file.start();
    const { extent, type, storage } = this.#declared();
    if (type.kind !== 'record' || extent.shape.length !== 1) {
      return file.refuse('a data set does not hold records', this.#address, WRITE_PLAINLY);
    }
    const rows = extent.shape[0]!;
    const bytes = storage.read(0, rows);
    return type.fields.map((field) => {
      file.allocate(rows * 8, this.#address);
      const { bytes: width, littleEndian } = field.type;
      const swapped = !littleEndian && width > 1;
      return readElements(bytes, field.offset, type.bytes, rows, field.type.type, null, swapped);
    });
  }

  /**
   * One of the sequences of numbers that a one-dimensional data set of a variable-length type holds.
   * @param index 0 … shape[0] − 1
   */
  sequence(index: number): NumericArray {
    const file: Hdf5Source = this.#file;
    file.start();
    const { extent, type } = this.#declared();
    if (type.kind !== 'sequence' || extent.shape.length !== 1) {
      return file.refuse('a data set does not hold sequences', this.#address, WRITE_PLAINLY);
    }
    if (!(index >= 0 && index < extent.shape[0]!)) {
      file.refuse(`there is no sequence ${index}`, this.#address);
    }
    const row = file.within(`row ${index}`);
    const { first, bytes } = this.#blockAt(index);
    const start = (index - first) * type.bytes;
    const reference = bytes.subarray(start, start + type.bytes);
    return decodeSequence(row, this.#heap, type.element, reference, this.#address);
  }

  #blockAt(index: number): Block {
    const { extent, type, storage } = this.#declared();
    const block = this.#block;
    if (
      block !== null &&
      index >= block.first &&
      (index - block.first) * type.bytes < block.bytes.length
    ) {
      return block;
    }
    const rows = storage.rowsTogether;
    const first = index - (index % rows);
    const count = Math.min(rows, extent.shape[0]! - first);
    this.#block = { first, bytes: storage.read(first, count) };
    return this.#block;
  }

  #declared(): Declared {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open(): Declared {
    const file: Hdf5Source = this.#file;
    const find = (wanted: number): number | null =>
      this.#messages.find(({ type }) => type === wanted)?.at ?? null;
    const need = (wanted: number, name: string): number =>
      find(wanted) ?? file.refuse(`a data set has no ${name}`, this.#address);
    const external = find(MESSAGE.externalFiles);
    if (external !== null) file.refuse('a data set is in another file', external, WRITE_PLAINLY);
    const extent = readExtent(file, need(MESSAGE.dataspace, 'shape'));
    const type = readType(file, need(MESSAGE.datatype, 'element type'));
    const layout = readLayout(file, need(MESSAGE.layout, 'layout'), extent.shape.length);
    const filtersAt = find(MESSAGE.filters);
    const filters = filtersAt === null ? [] : readFilters(file, filtersAt);
    const fill = readFillValue(file, find(MESSAGE.fillValue), type.bytes);
    const stored = { extent, elementBytes: type.bytes, layout, filters, fill };
    return { extent, type, storage: openStorage(file, stored) };
  }
}
