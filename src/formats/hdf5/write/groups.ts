/** Groups in the form that h5py writes by default: a symbol table, found by a B-tree. */
import type { FileImage } from './image.ts';
import { objectHeader } from './object-header.ts';
import { Record } from './record.ts';
import { placeTree } from './tree.ts';

/** Half of the members in a node of the symbol table, and of the nodes in a node of the tree. */
export const GROUP_K = { leaf: 4, internal: 16 } as const;
const SYMBOLS = 2 * GROUP_K.leaf;
const SYMBOL_BYTES = 40;
const GROUP_TREE = { type: 0, capacity: 2 * GROUP_K.internal } as const;
const SYMBOL_TABLE = 0x11;
/** "No free space" of a local heap. */
const NO_FREE_SPACE = 1;

/** A group that was placed. */
export interface PlacedGroup {
  /** Of its object header. */
  readonly address: number;
  readonly tree: number;
  readonly heap: number;
}

/** A member that was placed: a group or a data set at an address. */
export interface PlacedMember {
  readonly name: string;
  readonly object: PlacedGroup | { readonly address: number };
}

/** Places a group whose members are in place. */
export function placeGroup(image: FileImage, members: readonly PlacedMember[]): PlacedGroup {
  const sorted = members
    .map(({ name, object }) => ({ name: new TextEncoder().encode(name), object }))
    .sort((a, b) => compareBytes(a.name, b.name));
  const { heap, offsets } = placeNames(
    image,
    sorted.map(({ name }) => name),
  );
  const nodes: number[] = [];
  // A key is the last name before it: nothing before the first.
  const keys = [new Record().number(0, 8).done()];
  for (let start = 0; start < sorted.length; start += SYMBOLS) {
    const mine = sorted.slice(start, start + SYMBOLS);
    const node = new Record().text('SNOD').bytes([1, 0]).number(mine.length, 2);
    for (const [k, { object }] of mine.entries()) addSymbol(node, offsets[start + k]!, object);
    node.zeros((SYMBOLS - mine.length) * SYMBOL_BYTES);
    nodes.push(image.place(node.done()));
    keys.push(new Record().number(offsets[start + mine.length - 1]!, 8).done());
  }
  const tree = placeTree(image, GROUP_TREE, nodes, keys);
  const table = new Record().address(tree).address(heap).done();
  const address = image.place(objectHeader([{ type: SYMBOL_TABLE, content: table }]));
  return { address, tree, heap };
}

/** A symbol table entry; that of a group repeats where its members are. */
export function addSymbol(record: Record, name: number, object: PlacedMember['object']): void {
  const isGroup = 'tree' in object;
  record
    .number(name, 8)
    .address(object.address)
    .number(isGroup ? 1 : 0, 4)
    .zeros(4);
  if (isGroup) record.address(object.tree).address(object.heap);
  else record.zeros(16);
}

/** Places a local heap. @returns its address, and where in it each name is */
function placeNames(
  image: FileImage,
  names: readonly Uint8Array[],
): { heap: number; offsets: number[] } {
  // The empty name comes first, as keys need it.
  const segment = new Record().zeros(8);
  const offsets = names.map((name) => {
    const offset = segment.size;
    segment.bytes(name).zeros(1).pad();
    return offset;
  });
  const data = image.place(segment.done());
  const head = new Record().text('HEAP').zeros(4).number(segment.size, 8);
  const heap = image.place(head.number(NO_FREE_SPACE, 8).address(data).done());
  return { heap, offsets };
}

/** In the order of `strcmp`, by which libhdf5 searches. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const differs = a.findIndex((byte, k) => byte !== b[k]);
  return differs < 0 ? a.length - b.length : a[differs]! - (b[differs] ?? 0);
}
