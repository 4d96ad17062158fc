/** The members of an HDF5 group: names and where their objects are. */
import { openRecords, RECORD } from './btree-v2.ts';
import { FractalHeap } from './fractal-heap.ts';
import { type Link, readLink } from './links.ts';
import { type Hdf5Message, MESSAGE } from './object-header.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';
import { symbolTableLinks } from './symbol-table.ts';

/**
 * The members by name: old groups in the order of their names, small new ones in the order of the
 * header, large new ones in an order of hashes.
 * @param messages of the group's object header
 * @throws MotifsmithError if the group is damaged
 */
export function readMembers(
  file: Hdf5Source,
  messages: readonly Hdf5Message[],
): ReadonlyMap<string, Link> {
  const members = new Map<string, Link>();
  const add = (link: Link): void => {
    if (members.has(link.name)) {
      file.refuse(`it has two members ${JSON.stringify(link.name)}`, link.at);
    }
    members.set(link.name, link);
  };
  for (const { type, at } of messages) {
    if (type === MESSAGE.symbolTable) for (const link of symbolTableLinks(file, at)) add(link);
    else if (type === MESSAGE.linkInfo) for (const link of heapLinks(file, at)) add(link);
    else if (type === MESSAGE.link) add(readLink(file, at));
  }
  return members;
}

/** The links of a group with too many of them for its object header, in an order of hashes. */
function* heapLinks(file: Hdf5Source, at: number): Generator<Link> {
  const heapAt = at + 2 + (file.u8(at + 1) & 1 ? 8 : 0);
  const address = file.address(heapAt);
  if (address === UNDEFINED_ADDRESS) return;
  const heap = new FractalHeap(file, address);
  const index = openRecords(file, file.u64(heapAt + 8));
  if (index.type !== RECORD.linkName) file.refuse('the B-tree of a group is another', heapAt + 8);
  for (const record of index.visit()) {
    // After the hash of the name.
    const link = heap.find(record + 4);
    yield readLink(file, link.at);
  }
}
