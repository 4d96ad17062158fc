/**
 * Writes a tree of groups and arrays as an HDF5 file in memory, in the form that h5py writes by
 * default, which every version of libhdf5 reads. The same tree gives the same bytes.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { type NumericData, placeNumbers, placeReferences } from './write/datasets.ts';
import { addSymbol, GROUP_K, type PlacedGroup, placeGroup } from './write/groups.ts';
import { FileImage } from './write/image.ts';
import { Record } from './write/record.ts';
import { placeTexts } from './write/texts.ts';

/** An array in row-major order, or text: one string for a scalar, a list with a shape otherwise. */
export type Hdf5Leaf =
  | { readonly shape: readonly number[]; readonly data: NumericData }
  | { readonly shape: readonly number[]; readonly data: readonly string[] }
  | string;

/** Groups by name; what is not a leaf is a group. */
export interface Hdf5Tree {
  readonly [name: string]: Hdf5Tree | Hdf5Leaf;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SUPERBLOCK_BYTES = 96;

/**
 * Encodes a tree; equal trees give equal bytes.
 * @throws MotifsmithError `inputOutput` if memory cannot hold so much
 */
export function encodeHdf5(tree: Hdf5Tree): Uint8Array {
  try {
    const image = new FileImage();
    image.reserve(SUPERBLOCK_BYTES);
    const references = placeTexts(image, [...textsOf(tree)]).values();
    const root = placeMembers(image, tree, references);
    image.fill(0, superblock(root, image.size));
    return image.done();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MotifsmithError('inputOutput', 'The HDF5 file is too large for memory.', {
      where: cause.message,
      remedy: 'Export the network as safetensors.',
      cause,
    });
  }
}

function isLeaf(entry: Hdf5Tree | Hdf5Leaf): entry is Hdf5Leaf {
  return typeof entry === 'string' || ArrayBuffer.isView(entry.data) || Array.isArray(entry.data);
}

/** All strings, in the order of the tree. */
function* textsOf(tree: Hdf5Tree): Generator<string> {
  for (const entry of Object.values(tree)) {
    if (!isLeaf(entry)) yield* textsOf(entry);
    else if (typeof entry === 'string') yield entry;
    else if (!ArrayBuffer.isView(entry.data)) yield* entry.data;
  }
}

/** @param references to all strings, in the order of `textsOf` */
function placeMembers(
  image: FileImage,
  tree: Hdf5Tree,
  references: IterableIterator<Uint8Array>,
): PlacedGroup {
  const next = (): Uint8Array => references.next().value!;
  const members = Object.entries(tree).map(([name, entry]) => {
    if (!isLeaf(entry)) return { name, object: placeMembers(image, entry, references) };
    if (typeof entry === 'string') {
      return { name, object: { address: placeReferences(image, [], [next()]) } };
    }
    const { shape, data } = entry;
    const address = ArrayBuffer.isView(data)
      ? placeNumbers(image, shape, data)
      : placeReferences(image, shape, data.map(next));
    return { name, object: { address } };
  });
  return placeGroup(image, members);
}

/** Version 0. */
function superblock(root: PlacedGroup, size: number): Uint8Array {
  const block = new Record().bytes(SIGNATURE).zeros(5);
  // Bytes of addresses and lengths.
  block.bytes([8, 8, 0]).number(GROUP_K.leaf, 2).number(GROUP_K.internal, 2).zeros(4);
  // Where the file starts, its list of free space, where it ends, and its driver.
  block.address(0).address(null).address(size).address(null);
  addSymbol(block, 0, root);
  return block.done();
}
