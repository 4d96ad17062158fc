/** The superblock: where an HDF5 file starts, whether it is whole, and where its root group is. */
import type { OpenFile } from '../../file-store.ts';
import { type Hdf5Options, Hdf5Source } from './source.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes of the smallest file: a superblock of version 2. */
const LEAST_BYTES = 48;
/** Where the first superblock may be that a user's own bytes precede; then at each double of it. */
const FIRST_USER_BLOCK = 512;

/** A file and the address of the object header of its root group. */
export interface OpenedFile {
  readonly source: Hdf5Source;
  readonly root: number;
}

/**
 * Finds the superblock, of version 0 to 3.
 * @throws MotifsmithError if the file is not HDF5 or is cut short
 */
export function openSuperblock(file: OpenFile, options: Hdf5Options): OpenedFile {
  const source = findStart(file, options);
  const version = source.u8(8);
  if (version > 3) source.refuse(`format version ${version} is unknown`, 8);
  const early = version < 2;
  const sizesAt = early ? 13 : 9;
  if (source.u8(sizesAt) !== 8 || source.u8(sizesAt + 1) !== 8) {
    source.refuse('its addresses are not of 8 bytes', sizesAt);
  }
  const baseAt = early ? (version === 0 ? 24 : 28) : 12;
  if (!early) source.requireChecksum(0, 44);
  const end = source.u64(baseAt + 16) - source.u64(baseAt);
  if (end > source.size) {
    source.refuse(`it is cut short: ${source.size} of ${end} bytes`, source.size);
  }
  return { source, root: source.u64(early ? baseAt + 40 : 36) };
}

function findStart(file: OpenFile, options: Hdf5Options): Hdf5Source {
  let base = 0;
  for (; base + LEAST_BYTES <= file.size; base = Math.max(FIRST_USER_BLOCK, 2 * base)) {
    const source = Hdf5Source.over(file, options, base);
    if (SIGNATURE.every((byte, k) => source.u8(k) === byte)) return source;
  }
  return Hdf5Source.over(file, options, 0).refuse('it does not start like one', 0);
}
