/**
 * Writes a tree of groups and arrays as an HDF5 file in memory, by libhdf5 itself (h5wasm), in the form
 * that h5py writes by default. The library is loaded when the first file is written. The same tree
 * gives the same bytes: the time of writing, which HDF5 stamps on every data set, is taken out again.
 */
import type { Group } from 'h5wasm';
import { MotifsmithError } from '../../core/errors.ts';
import { Hdf5Bytes } from './bytes.ts';
import { MESSAGE, readMessages } from './headers.ts';
import { type Hdf5Group, openHdf5 } from './reader.ts';

/** An array in row-major order, or text: one string for a scalar, a list with a shape otherwise. */
export type Hdf5Leaf =
  | { readonly shape: readonly number[]; readonly data: NumericData }
  | { readonly shape: readonly number[]; readonly data: readonly string[] }
  | string;
export type NumericData = Float32Array | Float64Array | BigInt64Array | Uint8Array;

/** Groups by name; what is not a leaf is a group. */
export interface Hdf5Tree {
  readonly [name: string]: Hdf5Tree | Hdf5Leaf;
}

/** Arrays below this size are kept in one piece. */
const SMALL_BYTES = 1024;
/** Chunks are made of whole rows of about this size. */
const CHUNK_BYTES = 1_048_576;
const COMPRESSION_LEVEL = 4;
/** Where the file stands in the library's own file system. */
const SCRATCH = '/motifsmith-writing.h5';

/**
 * Encodes a tree; equal trees give equal bytes.
 * @throws MotifsmithError `inputOutput` if the library cannot hold so much
 */
export async function encodeHdf5(tree: Hdf5Tree): Promise<Uint8Array> {
  const { default: library } = await import('h5wasm');
  const { FS } = await library.ready;
  try {
    const file = new library.File(SCRATCH, 'w', { libver: ['earliest', 'latest'] });
    try {
      writeGroup(file, tree);
    } finally {
      file.close();
    }
    const bytes = FS.readFile(SCRATCH);
    clearTimes(bytes);
    return bytes;
  } catch (cause) {
    throw new MotifsmithError('inputOutput', 'The HDF5 file cannot be put together.', {
      where: cause instanceof Error ? cause.message : String(cause),
      remedy: 'If the network is very large, export it as safetensors.',
      cause,
    });
  } finally {
    FS.unlink(SCRATCH);
  }
}

function isLeaf(entry: Hdf5Tree | Hdf5Leaf): entry is Hdf5Leaf {
  return typeof entry === 'string' || ArrayBuffer.isView(entry.data) || Array.isArray(entry.data);
}

function writeGroup(group: Group, tree: Hdf5Tree): void {
  for (const [name, entry] of Object.entries(tree)) {
    if (!isLeaf(entry)) writeGroup(group.create_group(name), entry);
    else if (typeof entry === 'string') group.create_dataset({ name, data: entry, shape: [] });
    else writeArray(group, name, entry);
  }
}

function writeArray(group: Group, name: string, { shape, data }: Exclude<Hdf5Leaf, string>): void {
  const whole = { name, shape: [...shape] };
  if (!ArrayBuffer.isView(data)) {
    group.create_dataset({ ...whole, data: [...data] });
  } else if (data.byteLength < SMALL_BYTES || shape.length === 0) {
    group.create_dataset({ ...whole, data });
  } else {
    const rowBytes = data.byteLength / shape[0]!;
    const rows = Math.min(shape[0]!, Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)));
    const chunks = [rows, ...shape.slice(1)];
    group.create_dataset({
      ...whole,
      data,
      chunks,
      compression: 'gzip',
      compression_opts: COMPRESSION_LEVEL,
    });
  }
}

/** Sets the modification time of every data set to 0. */
function clearTimes(bytes: Uint8Array): void {
  const limits = { unpackedBytes: 0 };
  const file = new Hdf5Bytes(bytes, SCRATCH, limits);
  const visit = (group: Hdf5Group): void => {
    for (const name of group.names) {
      const member = group.open(name)!;
      if (member.kind === 'group') visit(member);
      else {
        for (const { type, at } of readMessages(file, member.at)) {
          if (type === MESSAGE.modificationTime) bytes.fill(0, at + 4, at + 8);
        }
      }
    }
  };
  visit(openHdf5(bytes, SCRATCH, limits));
}
