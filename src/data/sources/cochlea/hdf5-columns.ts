/** Columns of an HDF5 file of recordings: data sets of one dimension, read in place. */
import { LIMITS } from '../../../core/limits.ts';
import { type FileStore, openBytes } from '../../../formats/file-store.ts';
import { type Hdf5Dataset, type Hdf5Group, openHdf5 } from '../../../formats/hdf5/reader.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import { damaged } from './cochlea-events.ts';

/** An open file, whose data sets may be read until it is closed. */
export class ColumnFile {
  /** Names the file in errors. */
  readonly name: string;
  /** Lets go of the file. */
  readonly close: () => void;
  readonly #root: Hdf5Group;

  private constructor(name: string, root: Hdf5Group, close: () => void) {
    this.name = name;
    this.#root = root;
    this.close = close;
  }

  /**
   * Opens a file in place where the store can, else reads all of it.
   * @throws MotifsmithError `data` if it is missing or not an HDF5 file
   */
  static async open(store: FileStore, path: string): Promise<ColumnFile> {
    const file = (await store.openFile?.(path)) ?? openBytes(await store.read(path));
    try {
      const mostBytes = LIMITS.hdf5Bytes;
      const options = { name: path, kind: 'data', mostBytes, limit: 'each' } as const;
      return new ColumnFile(path, openHdf5(file, options), () => file.close());
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** @throws MotifsmithError `data` if there is no data set of this path, or it is damaged */
  column(path: string): StoredColumn {
    const column = this.find(path);
    if (column !== null) return column;
    throw damaged('The file has no such data set.', `${this.name}, data set ${path}`);
  }

  /** Null if there is no data set of this path. @throws MotifsmithError `data` if it is damaged */
  find(path: string): StoredColumn | null {
    const member = this.#root.open(path);
    return member?.kind === 'dataset' ? new StoredColumn(member) : null;
  }
}

/** A data set of one dimension. Its methods throw MotifsmithErrors of kind `data`. */
export class StoredColumn {
  readonly #dataset: Hdf5Dataset;

  constructor(dataset: Hdf5Dataset) {
    this.#dataset = dataset;
  }

  /** What errors call it. */
  get where(): string {
    return this.#dataset.place;
  }

  /** Number of elements. */
  get length(): number {
    this.#requireOneDimension();
    return this.#dataset.shape[0]!;
  }

  /** [length] numbers. */
  numbers(): NumericArray {
    const data = this.#values();
    if (ArrayBuffer.isView(data)) return data;
    throw damaged('The data set does not hold numbers.', this.where);
  }

  /** [length] strings. */
  strings(): readonly string[] {
    const data = this.#values();
    if (!ArrayBuffer.isView(data)) return data;
    throw damaged('The data set does not hold strings.', this.where);
  }

  /** Row `index` of ragged rows of numbers. */
  row(index: number): NumericArray {
    return this.#dataset.sequence(index);
  }

  #values(): NumericArray | readonly string[] {
    this.#requireOneDimension();
    return this.#dataset.read().data;
  }

  #requireOneDimension(): void {
    const { shape } = this.#dataset;
    if (shape.length === 1) return;
    throw damaged(`The data set has the shape (${shape.join(', ')}).`, this.where);
  }
}
