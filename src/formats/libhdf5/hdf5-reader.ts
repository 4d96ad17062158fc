/**
 * Reads numbers and strings out of an open HDF5 file. What a file declares is checked before
 * anything is asked of the library or allocated for it; what is left to go wrong inside the library
 * is `hdf5.ts`'s to catch.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { requireSafeIntegers } from '../npy.ts';
import {
  isNumericType,
  type NumericArray,
  type NumericType,
  readElements,
} from '../npy-elements.ts';
import { type Hdf5Session, LibraryFailure } from './hdf5-library.ts';

/** Most bytes that one read may give, and that a chunk may take: 16 MiB. */
const MOST_BYTES = 2 ** 24;
/** Length and address of a variable-length element in the library's memory (`hvl_t`), bytes. */
const RAGGED_BYTES = 8;
/** Address of a variable-length string, bytes. */
const POINTER_BYTES = 4;

/** HDF5's numbers of its type classes. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const RAGGED = 9;

interface ElementType {
  readonly type: number;
  /** Bytes of an element. */
  readonly size: number;
  readonly signed: boolean;
}

/** What a data set of one dimension declares of itself. */
interface Declared extends ElementType {
  readonly length: number;
  /** Strings of variable length. */
  readonly vlen: boolean;
  /** Type of the elements of ragged rows. */
  readonly vlen_type?: ElementType;
}

export class Hdf5Reader {
  readonly #session: Hdf5Session;
  readonly #file: string;
  /** What is being read, for errors. */
  place: string;

  constructor(session: Hdf5Session, file: string) {
    this.#session = session;
    this.#file = file;
    this.place = file;
  }

  /** Whether there is a data set of this path. */
  has(path: string): boolean {
    this.#at(path);
    return this.#has(path);
  }

  /**
   * Number of elements of a one-dimensional data set.
   * @throws MotifsmithError `data` if it is missing or of another shape
   */
  length(path: string): number {
    this.#at(path);
    return this.#declared(path).length;
  }

  /**
   * All elements of a one-dimensional numeric data set; 64-bit integers as float64.
   * @throws MotifsmithError `data` if it is missing, of another type or shape, or too large
   */
  numbers(path: string): NumericArray {
    this.#at(path);
    const declared = this.#declared(path);
    const type = this.#numericType(declared);
    const { length, size } = declared;
    return this.#load(path, 0, length, size, (heap, pointer) =>
      this.#decode(heap.subarray(pointer, pointer + length * size), type),
    );
  }

  /**
   * All elements of a one-dimensional data set of strings, of fixed or variable length.
   * @throws MotifsmithError `data` as `numbers`
   */
  strings(path: string): string[] {
    this.#at(path);
    const { type, length, size, vlen } = this.#declared(path);
    if (type !== STRING) throw this.#refuse('The data set does not hold strings.');
    if (vlen) {
      return this.#loadRagged(path, 0, length, POINTER_BYTES, (heap, pointers) =>
        Array.from({ length }, (_, i) => {
          const begin = pointers.getUint32(POINTER_BYTES * i, true);
          return begin === 0 ? '' : text(heap.subarray(begin, begin + MOST_BYTES));
        }),
      );
    }
    return this.#load(path, 0, length, size, (heap, pointer) =>
      Array.from({ length }, (_, i) => {
        const begin = pointer + i * size;
        return text(heap.subarray(begin, begin + size));
      }),
    );
  }

  /**
   * Row `index` of a data set of ragged rows of numbers (a variable-length type).
   * @throws MotifsmithError `data` as `numbers`, or if there is no such row
   */
  row(path: string, index: number): NumericArray {
    this.#at(path, index);
    const { type, length, vlen_type } = this.#declared(path);
    if (type !== RAGGED || vlen_type === undefined) {
      throw this.#refuse('The data set does not hold ragged rows (a variable-length type).');
    }
    if (index >= length) throw this.#refuse(`The data set has ${length} rows.`);
    const elements = this.#numericType(vlen_type);
    return this.#loadRagged(path, index, 1, RAGGED_BYTES, (heap, pointers) => {
      const bytes = pointers.getUint32(0, true) * vlen_type.size;
      const begin = pointers.getUint32(4, true);
      if (bytes > MOST_BYTES || begin + bytes > heap.length) {
        throw this.#refuse(`A row claims ${bytes} bytes.`);
      }
      return this.#decode(heap.subarray(begin, begin + bytes), elements);
    });
  }

  #at(path: string, row?: number): void {
    this.place = `${this.#file}, data set ${path}${row === undefined ? '' : `, row ${row}`}`;
  }

  #has(path: string): boolean {
    const { library, fileId } = this.#session;
    return library.get_type(fileId, path) === library.H5G_DATASET;
  }

  #refuse(message: string): MotifsmithError {
    return new MotifsmithError('data', message, {
      where: this.place,
      remedy: 'Fetch the file again from where the data set is published.',
    });
  }

  #declared(path: string): Declared {
    if (!this.#has(path)) throw this.#refuse('The file has no such data set.');
    const { library, fileId } = this.#session;
    const { shape, chunks, ...declared } = library.get_dataset_metadata(fileId, path);
    const [length] = shape ?? [];
    if (shape?.length !== 1 || length === undefined || !Number.isSafeInteger(length)) {
      throw this.#refuse(`The data set has the shape (${shape?.join(', ') ?? 'none'}).`);
    }
    const chunk = (chunks?.[0] ?? 0) * declared.size;
    if (chunk > MOST_BYTES) throw this.#refuse(`A chunk claims ${chunk} bytes.`);
    return { ...declared, length };
  }

  #numericType({ type, size, signed }: ElementType): NumericType {
    const kind = type === FLOAT ? 'f' : type !== INTEGER ? '?' : signed ? 'i' : 'u';
    const name = `${kind}${size}`;
    if (isNumericType(name)) return name;
    throw this.#refuse('The data set does not hold integers or floats of up to 8 bytes.');
  }

  #decode(bytes: Uint8Array, type: NumericType): NumericArray {
    const size = Number(type[1]);
    const numbers = readElements(bytes, 0, size, bytes.length / size, type);
    if (type === 'i8' || type === 'u8') requireSafeIntegers(numbers, this.place);
    return numbers;
  }

  /** Elements `first` to `first + count − 1`, as they lie in the library's memory at a pointer. */
  #load<Result>(
    path: string,
    first: number,
    count: number,
    size: number,
    take: (heap: Uint8Array, pointer: number) => Result,
  ): Result {
    const { library, fileId } = this.#session;
    const bytes = count * size;
    if (!(bytes <= MOST_BYTES)) throw this.#refuse(`The data set claims ${bytes} bytes.`);
    const pointer = library._malloc(Math.max(1, bytes));
    if (pointer === 0) throw new LibraryFailure();
    try {
      // An empty selection is not one that the library takes.
      if (count > 0) {
        library.HEAPU8.fill(0, pointer, pointer + bytes);
        const [counts, offsets, strides] = [[BigInt(count)], [BigInt(first)], [1n]];
        const at = BigInt(pointer);
        const status = library.get_dataset_data(fileId, path, counts, offsets, strides, at);
        if (status < 0) throw new LibraryFailure();
      }
      return take(library.HEAPU8, pointer);
    } finally {
      library._free(pointer);
    }
  }

  /** Gives `take` the pointers that were read and the memory into which they point. */
  #loadRagged<Result>(
    path: string,
    first: number,
    count: number,
    size: number,
    take: (heap: Uint8Array, pointers: DataView) => Result,
  ): Result {
    const { library, fileId } = this.#session;
    return this.#load(path, first, count, size, (heap, pointer) => {
      try {
        return take(heap, new DataView(heap.buffer, pointer, count * size));
      } finally {
        const counts = [BigInt(count)];
        library.reclaim_vlen_memory_count(fileId, path, '', BigInt(pointer), counts);
      }
    });
  }
}

/** A string that ends with its bytes, a NUL, or the spaces that pad it. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}
