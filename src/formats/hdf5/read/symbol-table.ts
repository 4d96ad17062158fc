/**
 * Members of a group in the form that h5py writes by default: a B-tree of symbol table nodes, with the
 * names in a local heap.
 */
import { TREE, treeEntries } from './btree-v1.ts';
import type { Link } from './links.ts';
import type { Hdf5Source } from './source.ts';
import { decodeUtf8 } from './text.ts';

const SYMBOL_BYTES = 40;
/** Kind of an entry whose object is not in the file: a soft link. */
const SOFT_LINK = 2;

/**
 * @param at of a symbol table message
 * @throws MotifsmithError if the group is damaged
 */
export function* symbolTableLinks(file: Hdf5Source, at: number): Generator<Link> {
  const nameAt = localHeap(file, file.u64(at + 8));
  for (const { child } of treeEntries(file, file.u64(at), TREE.group, 8)) {
    file.requireSignature(child, 'SNOD');
    const count = file.u16(child + 6);
    for (let k = 0; k < count; k++) {
      const entry = child + 8 + SYMBOL_BYTES * k;
      file.step(entry);
      const soft = file.u32(entry + 16) === SOFT_LINK;
      const name = nameAt(file.u64(entry));
      yield { name, at: entry, address: soft ? null : file.u64(entry + 8) };
    }
  }
}

/** Reads names from a local heap. */
function localHeap(file: Hdf5Source, address: number): (offset: number) => string {
  file.requireSignature(address, 'HEAP');
  const size = file.u64(address + 8);
  const segment = file.slice(file.u64(address + 24), size);
  return (offset) => {
    const end = offset < size ? segment.indexOf(0, offset) : -1;
    if (end < 0) file.refuse('a name is cut short', address);
    return decodeUtf8(file, segment.subarray(offset, end), address);
  };
}
