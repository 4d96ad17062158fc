/**
 * B-trees of version 1: they order the members of old groups and the chunks of old data sets. A node
 * has its children between keys; the keys differ in form, so their readers are given.
 */
import type { Hdf5Source } from './source.ts';

/** What the trees hold. */
export const TREE = { group: 0, chunks: 1 } as const;

/** An entry of a leaf: its key, and the address of what it stands for. */
export interface TreeEntry {
  /** Offset of the key in the file. */
  readonly key: number;
  readonly child: number;
}

/**
 * The entries of all leaves, in order.
 * @param type of TREE
 * @param keyBytes size of a key
 * @param enter whether to visit the child between the keys at two offsets
 * @throws MotifsmithError if the tree is damaged
 */
export function* treeEntries(
  file: Hdf5Source,
  root: number,
  type: number,
  keyBytes: number,
  enter: (key: number, next: number) => boolean = () => true,
): Generator<TreeEntry> {
  yield* visit(root, 256);

  function* visit(address: number, above: number): Generator<TreeEntry> {
    file.step(address);
    file.requireSignature(address, 'TREE');
    const level = file.u8(address + 5);
    if (file.u8(address + 4) !== type || level >= above) {
      file.refuse('a B-tree is damaged', address);
    }
    const entries = file.u16(address + 6);
    const stride = keyBytes + 8;
    file.require(address + 24, entries * stride + keyBytes);
    for (let k = 0; k < entries; k++) {
      const key = address + 24 + k * stride;
      if (!enter(key, key + stride)) continue;
      file.step(key);
      const child = file.u64(key + keyBytes);
      if (level > 0) yield* visit(child, level);
      else yield { key, child };
    }
  }
}
