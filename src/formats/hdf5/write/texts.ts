/** Strings of variable length, in global heaps. */
import type { FileImage } from './image.ts';
import { Record } from './record.ts';

/** Bytes of a collection: libhdf5 takes none that is smaller. */
const LEAST_BYTES = 4096;
/** A collection is closed when it has reached this size, well before its 65,535 objects. */
const FULL_BYTES = 65536;
const HEAD_BYTES = 16;

/**
 * Places strings, in as few collections as they fit into.
 * @returns of each string the 16 bytes that refer to it: length, address of its heap, number in it
 */
export function placeTexts(image: FileImage, texts: readonly string[]): Uint8Array[] {
  const references: Uint8Array[] = [];
  let collection = new Record();
  let count = 0;
  const close = (): void => {
    const used = HEAD_BYTES + collection.size;
    const size = Math.max(LEAST_BYTES, used);
    const whole = new Record().text('GCOL').bytes([1, 0, 0, 0]).number(size, 8);
    whole.bytes(collection.done());
    // Object 0 is the space that is left.
    if (size - used >= HEAD_BYTES) whole.zeros(8).number(size - used, 8);
    image.place(whole.zeros(size - whole.size).done());
    collection = new Record();
    count = 0;
  };
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    const reference = new Record().number(bytes.length, 4);
    if (bytes.length === 0) {
      references.push(reference.zeros(12).done());
      continue;
    }
    count += 1;
    references.push(reference.address(image.size).number(count, 4).done());
    collection.number(count, 2).zeros(6).number(bytes.length, 8).bytes(bytes).pad();
    if (collection.size >= FULL_BYTES) close();
  }
  if (count > 0) close();
  return references;
}
