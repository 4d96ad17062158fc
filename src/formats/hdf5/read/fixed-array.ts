/**
 * Fixed arrays: the index of chunks of a data set that cannot grow without limit (HDF5 1.10 and later).
 * Large ones are cut into pages, of which those with no chunk are left out.
 */
import {
  type ChunkGrid,
  type ChunkPlace,
  isBitSet,
  readElement,
  requireElementBytes,
} from './chunk-grid.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

const HEADER_BYTES = 24;
/** Signature, version, kind and address of the header. */
const BLOCK_BYTES = 14;
const CHECKSUM_BYTES = 4;

/**
 * Opens the array of a data set.
 * @returns finds a chunk by its position, null if it was never written
 * @throws MotifsmithError if it is damaged
 */
export function openFixedArray(
  file: Hdf5Source,
  grid: ChunkGrid,
): (position: number) => ChunkPlace | null {
  const { address } = grid.layout;
  file.requireSignature(address, 'FAHD');
  file.requireChecksum(address, HEADER_BYTES);
  const elementBytes = file.u8(address + 6);
  requireElementBytes(file, address, elementBytes);
  const pageBits = file.u8(address + 7);
  const length = file.u64(address + 8);
  const block = file.address(address + 16);
  if (block === UNDEFINED_ADDRESS) return () => null;
  file.requireSignature(block, 'FADB');
  const inPage = 2 ** pageBits;
  const pages = length > inPage ? Math.ceil(length / inPage) : 0;
  const bitmap = block + BLOCK_BYTES;
  const start = bitmap + Math.ceil(pages / 8);
  file.requireChecksum(block, start - block + (pages > 0 ? 0 : length * elementBytes));

  return (position) => {
    if (position >= length) file.refuse('a chunk index is too short', address);
    if (pages === 0) return readElement(file, start + position * elementBytes, elementBytes, grid);
    const page = Math.floor(position / inPage);
    if (!isBitSet(file, bitmap, page)) return null;
    const stride = inPage * elementBytes + CHECKSUM_BYTES;
    const at = start + CHECKSUM_BYTES + page * stride;
    file.requireChecksum(at, Math.min(inPage, length - page * inPage) * elementBytes);
    return readElement(file, at + (position % inPage) * elementBytes, elementBytes, grid);
  };
}
