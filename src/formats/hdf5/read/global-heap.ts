/** Global heaps: where strings and sequences of variable length are, many in one collection. */
import type { Hdf5Source } from './source.ts';

/** Of a collection, and of an object in it. */
const HEAD_BYTES = 16;
/** Collections whose objects are remembered. */
const MOST_COLLECTIONS = 16;

/** The bytes [at, at + size) of the file. */
export interface HeapObject {
  readonly at: number;
  readonly size: number;
}
type Collection = ReadonlyMap<number, HeapObject>;

export class GlobalHeap {
  /** By address, the oldest first. */
  readonly #collections = new Map<number, Collection>();

  /**
   * Finds an object.
   * @param address of its collection
   * @throws MotifsmithError if it is not there
   */
  find(file: Hdf5Source, address: number, index: number): HeapObject {
    let collection = this.#collections.get(address);
    if (collection === undefined) {
      collection = readCollection(file, address);
      if (this.#collections.size >= MOST_COLLECTIONS) {
        this.#collections.delete(this.#collections.keys().next().value!);
      }
      this.#collections.set(address, collection);
    }
    const found = collection.get(index);
    return found ?? file.refuse(`the object ${index} of a heap is missing`, address);
  }
}

function readCollection(file: Hdf5Source, address: number): Collection {
  file.requireSignature(address, 'GCOL');
  const size = file.u64(address + 8);
  file.require(address, size);
  const end = address + size;
  const objects = new Map<number, HeapObject>();
  for (let at = address + HEAD_BYTES; at + HEAD_BYTES <= end; ) {
    file.step(at);
    const index = file.u16(at);
    // Object 0 is the space that is left.
    if (index === 0) break;
    const length = file.u64(at + 8);
    if (at + HEAD_BYTES + length > end) file.refuse('an object of a heap is cut short', at);
    objects.set(index, { at: at + HEAD_BYTES, size: length });
    at += HEAD_BYTES + 8 * Math.ceil(length / 8);
  }
  return objects;
}
