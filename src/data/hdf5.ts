/**
 * Reads numbers and strings from HDF5 files that may be larger than the memory and may be hostile.
 * Everything is asked of the library in small pieces whose size is checked beforehand, and whatever
 * goes wrong inside it, up to an abort of its machine, becomes one typed error; the next read then
 * begins with a fresh instance. Loaded only when the first HDF5 file is opened.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { FileStore, OpenFile } from './file-store.ts';
import { type Hdf5Session, openSession } from './hdf5-library.ts';
import { requireSafeIntegers } from './npy.ts';
import {
  isNumericType,
  type NumericArray,
  type NumericType,
  readElements,
} from './npy-elements.ts';

/** Most bytes that one read may give, and that a chunk may take: 16 MiB. */
const MOST_BYTES = 2 ** 24;
/** Length and address of a variable-length element in the library's memory (`hvl_t`), bytes. */
const RAGGED_BYTES = 8;

/** HDF5's numbers of its type classes. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const RAGGED = 9;

/** What a data set declares of itself. One dimension; other shapes are refused. */
interface Declared {
  readonly length: number;
  readonly chunks: readonly number[] | null;
  readonly type: number;
  /** Bytes of an element. */
  readonly size: number;
  readonly signed: boolean;
  /** Strings of variable length. */
  readonly vlen: boolean;
  readonly vlen_type?: Pick<Declared, 'type' | 'size' | 'signed'>;
}

export class Hdf5File {
  /** Names the file in errors. */
  readonly name: string;
  readonly #file: OpenFile;
  #session: Promise<Hdf5Session> | null = null;

  private constructor(name: string, file: OpenFile) {
    this.name = name;
    this.#file = file;
  }

  /**
   * Opens a file in place where the store can, else reads all of it.
   * @throws MotifsmithError `data` if it is missing or no HDF5 file
   */
  static async open(store: FileStore, path: string): Promise<Hdf5File> {
    const file = (await store.openFile?.(path)) ?? openBytes(await store.read(path));
    const opened = new Hdf5File(path, file);
    try {
      await opened.#use(path, () => {});
    } catch (error) {
      file.close();
      throw error;
    }
    return opened;
  }

  /** Whether a data set of this path is there. @throws MotifsmithError `data` */
  has(path: string): Promise<boolean> {
    return this.#use(this.#at(path), ({ library, fileId }) => {
      return library.get_type(fileId, path) === library.H5G_DATASET;
    });
  }

  /** Number of elements of a one-dimensional data set. @throws MotifsmithError `data` */
  length(path: string): Promise<number> {
    return this.#use(this.#at(path), (session) => this.#declared(session, path).length);
  }

  /**
   * All elements of a one-dimensional numeric data set; 64-bit integers as float64.
   * @throws MotifsmithError `data` if it is missing, of another type or shape, damaged or too large
   */
  numbers(path: string): Promise<NumericArray> {
    const where = this.#at(path);
    return this.#use(where, (session) => {
      const declared = this.#declared(session, path);
      const type = numericType(declared, where);
      const bytes = this.#bytes(session, path, 0, declared.length, declared.size);
      return decode(bytes, type, where);
    });
  }

  /**
   * All elements of a one-dimensional data set of strings, of fixed or variable length.
   * @throws MotifsmithError `data` as `numbers`
   */
  strings(path: string): Promise<string[]> {
    const where = this.#at(path);
    return this.#use(where, (session) => {
      const { type, length, size, vlen } = this.#declared(session, path);
      if (type !== STRING) throw refuse('The data set does not hold strings.', where);
      if (!vlen) {
        const bytes = this.#bytes(session, path, 0, length, size);
        return Array.from({ length }, (_, i) => text(bytes.subarray(i * size, (i + 1) * size)));
      }
      return this.#ragged(session, path, 0, length, 4, (heap, pointers) =>
        Array.from({ length }, (_, i) => {
          const begin = pointers.getUint32(4 * i, true);
          return begin === 0 ? '' : text(heap.subarray(begin, begin + MOST_BYTES));
        }),
      );
    });
  }

  /**
   * Row `index` of a data set of ragged rows of numbers (a variable-length type).
   * @throws MotifsmithError `data` as `numbers`, or if there is no such row
   */
  row(path: string, index: number): Promise<NumericArray> {
    const where = this.#at(path, index);
    return this.#use(where, (session) => {
      const declared = this.#declared(session, path);
      if (declared.type !== RAGGED || declared.vlen_type === undefined) {
        throw refuse('The data set does not hold ragged rows (a variable-length type).', where);
      }
      const type = numericType(declared.vlen_type, where);
      const { size } = declared.vlen_type;
      if (index >= declared.length) {
        throw refuse(`The data set has ${declared.length} rows.`, where);
      }
      return this.#ragged(session, path, index, 1, RAGGED_BYTES, (heap, pointers) => {
        const length = pointers.getUint32(0, true) * size;
        const begin = pointers.getUint32(4, true);
        if (length > MOST_BYTES || begin + length > heap.length) {
          throw refuse(`A row claims ${length} bytes.`, where);
        }
        return decode(heap.subarray(begin, begin + length), type, where);
      });
    });
  }

  close(): void {
    this.#session = null;
    this.#file.close();
  }

  #at(path: string, row?: number): string {
    return `${this.name}, data set ${path}${row === undefined ? '' : `, row ${row}`}`;
  }

  /**
   * Runs an action on the library. If it ends otherwise than by returning, something within was
   * torn apart, and the instance is not used again.
   */
  async #use<Result>(where: string, action: (session: Hdf5Session) => Result): Promise<Result> {
    let session: Hdf5Session | null = null;
    try {
      this.#session ??= openSession(this.#file);
      session = await this.#session;
      return action(session);
    } catch (cause) {
      if (cause instanceof MotifsmithError) throw cause;
      this.#session = null;
      throw unreadable(session, where, cause);
    }
  }

  #declared({ library, fileId }: Hdf5Session, path: string): Declared {
    const where = this.#at(path);
    if (library.get_type(fileId, path) !== library.H5G_DATASET) {
      throw refuse('The file has no such data set.', where);
    }
    const { shape, ...declared } = library.get_dataset_metadata(fileId, path);
    const [length] = shape ?? [];
    if (shape?.length !== 1 || length === undefined || !Number.isSafeInteger(length)) {
      throw refuse(`The data set has the shape (${shape?.join(', ') ?? 'none'}).`, where);
    }
    const chunk = (declared.chunks?.[0] ?? 0) * declared.size;
    if (chunk > MOST_BYTES) throw refuse(`A chunk claims ${chunk} bytes.`, where);
    return { ...declared, length };
  }

  /** Elements `first` to `first + count − 1` as they lie in the library's memory. */
  #bytes(session: Hdf5Session, path: string, first: number, count: number, size: number) {
    return this.#loaded(session, path, first, count, size, (heap, pointer) =>
      heap.slice(pointer, pointer + count * size),
    );
  }

  /** Gives `take` the pointers that were read and the memory into which they point. */
  #ragged<Result>(
    session: Hdf5Session,
    path: string,
    first: number,
    count: number,
    size: number,
    take: (heap: Uint8Array, pointers: DataView) => Result,
  ): Result {
    const { library, fileId } = session;
    return this.#loaded(session, path, first, count, size, (heap, pointer) => {
      try {
        return take(heap, new DataView(heap.buffer, pointer, count * size));
      } finally {
        const counts = [BigInt(count)];
        library.reclaim_vlen_memory_count(fileId, path, '', BigInt(pointer), counts);
      }
    });
  }

  #loaded<Result>(
    session: Hdf5Session,
    path: string,
    first: number,
    count: number,
    size: number,
    take: (heap: Uint8Array, pointer: number) => Result,
  ): Result {
    const { library, fileId } = session;
    const bytes = count * size;
    const where = this.#at(path);
    if (!(bytes <= MOST_BYTES)) {
      throw refuse(`The data set claims ${bytes} bytes, over ${MOST_BYTES}.`, where);
    }
    const pointer = library._malloc(Math.max(1, bytes));
    if (pointer === 0) throw unreadable(session, where);
    try {
      // An empty selection is not one that the library takes.
      if (count > 0) {
        library.HEAPU8.fill(0, pointer, pointer + bytes);
        const [counts, offsets, strides] = [[BigInt(count)], [BigInt(first)], [1n]];
        const at = BigInt(pointer);
        const status = library.get_dataset_data(fileId, path, counts, offsets, strides, at);
        if (status < 0) throw unreadable(session, where);
      }
      return take(library.HEAPU8, pointer);
    } finally {
      library._free(pointer);
    }
  }
}

function unreadable(session: Hdf5Session | null, where: string, cause?: unknown): MotifsmithError {
  const thrown = cause instanceof Error ? cause.message : 'the library gives no reason';
  const reason = session?.complaint() ?? thrown;
  return new MotifsmithError('data', `The HDF5 file cannot be read: ${reason}.`, {
    where,
    remedy: 'It is cut short, damaged or in a form of HDF5 that is not read: copy it again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function refuse(message: string, where: string): MotifsmithError {
  return new MotifsmithError('data', message, {
    where,
    remedy: 'Fetch the file again from where the data set is published.',
  });
}

/** The name of a numeric type. @throws MotifsmithError `data` for any other */
function numericType(
  { type, size, signed }: Pick<Declared, 'type' | 'size' | 'signed'>,
  where: string,
): NumericType {
  const kind = type === FLOAT ? 'f' : type !== INTEGER ? '?' : signed ? 'i' : 'u';
  const name = `${kind}${size}`;
  if (!isNumericType(name)) {
    throw refuse('The data set does not hold integers or floats of up to 8 bytes.', where);
  }
  return name;
}

function decode(bytes: Uint8Array, type: NumericType, where: string): NumericArray {
  const size = Number(type[1]);
  const numbers = readElements(bytes, 0, size, bytes.length / size, type);
  if (type === 'i8' || type === 'u8') requireSafeIntegers(numbers, where);
  return numbers;
}

/** A string that ends with its bytes, a NUL, or the spaces that pad it. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

/** A file that is in memory. */
function openBytes(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read(position, target) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
  };
}
