/** B-trees of version 1, built from the leaves up: of the members of a group, and of chunks. */
import type { FileImage } from './image.ts';
import { Record } from './record.ts';

/** What a tree holds, and how many children a node has room for. */
export interface TreeForm {
  readonly type: number;
  readonly capacity: number;
}

/**
 * Places a tree.
 * @param children addresses of what the leaves refer to, in order
 * @param keys one before, between and after the children, all of the same size
 * @returns address of the root
 */
export function placeTree(
  image: FileImage,
  form: TreeForm,
  children: readonly number[],
  keys: readonly Uint8Array[],
): number {
  let [below, bounds] = [children, keys];
  for (let level = 0; ; level++) {
    const nodes = placeLevel(image, form, level, below, bounds);
    if (nodes.length === 1) return nodes[0]!;
    bounds = [...nodes.map((_, n) => bounds[n * form.capacity]!), bounds.at(-1)!];
    below = nodes;
  }
}

/** Places the nodes of one level side by side. @returns their addresses */
function placeLevel(
  image: FileImage,
  { type, capacity }: TreeForm,
  level: number,
  children: readonly number[],
  keys: readonly Uint8Array[],
): number[] {
  const keyBytes = keys[0]!.length;
  const nodeBytes = 24 + capacity * (keyBytes + 8) + keyBytes;
  const count = Math.max(1, Math.ceil(children.length / capacity));
  const first = image.size;
  const addresses = Array.from({ length: count }, (_, n) => first + n * nodeBytes);
  for (const [n, address] of addresses.entries()) {
    const start = n * capacity;
    const mine = children.slice(start, start + capacity);
    const node = new Record().text('TREE').number(type, 1).number(level, 1).number(mine.length, 2);
    node.address(addresses[n - 1] ?? null).address(addresses[n + 1] ?? null);
    for (const [k, child] of mine.entries()) node.bytes(keys[start + k]!).address(child);
    node.bytes(keys[start + mine.length]!);
    image.fill(address, node.done());
    image.reserve(nodeBytes);
  }
  return addresses;
}
