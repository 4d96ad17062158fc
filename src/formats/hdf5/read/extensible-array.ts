/**
 * Extensible arrays: the index of chunks of a data set that can grow in one dimension (HDF5 1.10 and
 * later). The first elements are in an index block; the others are in data blocks, which super blocks
 * of doubling size hold together: super block s has 2^⌊s/2⌋ data blocks of 2^⌈s/2⌉ times the smallest
 * size. The data blocks of the first super blocks are known to the index block itself.
 */
import {
  type ChunkGrid,
  type ChunkPlace,
  isBitSet,
  readElement,
  requireElementBytes,
} from './chunk-grid.ts';
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

/** Signature, version, kind and address of the header. */
const BLOCK_BYTES = 14;
const CHECKSUM_BYTES = 4;

/** What the header says. */
interface Parameters {
  readonly elementBytes: number;
  /** Bits of a position. */
  readonly positionBits: number;
  /** Elements in the index block. */
  readonly indexed: number;
  /** Elements of the smallest data block. */
  readonly smallest: number;
  /** Data blocks of the first super block that is a structure of its own. */
  readonly pointers: number;
  /** Elements in a page; larger data blocks are cut into pages. */
  readonly inPage: number;
  readonly indexBlock: number;
  /** Elements before the first that was never set. */
  readonly length: number;
}

/** A data block, and the position in it. */
interface Spot {
  readonly block: number;
  /** Elements of the block. */
  readonly elements: number;
  readonly position: number;
  /** Whether a page of the block was written. */
  readonly hasPage: (page: number) => boolean;
}

/**
 * Opens the array of a data set.
 * @returns finds a chunk by its position, null if it was never written
 * @throws MotifsmithError if it is damaged
 */
export function openExtensibleArray(
  file: Hdf5Source,
  grid: ChunkGrid,
): (position: number) => ChunkPlace | null {
  const array = readHeader(file, grid.layout.address);
  const { elementBytes, indexed, indexBlock, length, inPage } = array;
  if (indexBlock === UNDEFINED_ADDRESS) return () => null;
  file.requireSignature(indexBlock, 'EAIB');
  const firstElement = indexBlock + BLOCK_BYTES;
  file.requireChecksum(indexBlock, indexBlockBytes(array));
  // In front of the elements of a data block is its position in the array.
  const prefix = BLOCK_BYTES + Math.ceil(array.positionBits / 8);
  const element = (at: number) => readElement(file, at, elementBytes, grid);

  return (position) => {
    if (position >= length) return null;
    if (position < indexed) return element(firstElement + position * elementBytes);
    const spot = findBlock(file, array, position - indexed);
    if (spot === null) return null;
    file.requireSignature(spot.block, 'EADB');
    const start = spot.block + prefix;
    if (spot.elements <= inPage) {
      file.requireChecksum(spot.block, prefix + spot.elements * elementBytes);
      return element(start + spot.position * elementBytes);
    }
    file.requireChecksum(spot.block, prefix);
    const page = Math.floor(spot.position / inPage);
    if (!spot.hasPage(page)) return null;
    const pageBytes = inPage * elementBytes;
    const at = start + CHECKSUM_BYTES + page * (pageBytes + CHECKSUM_BYTES);
    file.requireChecksum(at, pageBytes);
    return element(at + (spot.position % inPage) * elementBytes);
  };
}

function readHeader(file: Hdf5Source, address: number): Parameters {
  file.requireSignature(address, 'EAHD');
  file.requireChecksum(address, 68);
  const array = {
    elementBytes: file.u8(address + 6),
    positionBits: file.u8(address + 7),
    indexed: file.u8(address + 8),
    smallest: file.u8(address + 9),
    pointers: file.u8(address + 10),
    inPage: 2 ** file.u8(address + 11),
    length: file.u64(address + 44),
    indexBlock: file.address(address + 60),
  };
  requireElementBytes(file, address, array.elementBytes);
  const powers = [array.smallest, array.pointers].every((n) => n > 0 && (n & (n - 1)) === 0);
  if (!powers || array.positionBits > 64) file.refuse('a chunk index is damaged', address);
  return array;
}

/** Super blocks whose data blocks the index block knows, and how many data blocks these are. */
function known({ pointers }: Parameters): { supers: number; blocks: number } {
  return { supers: 2 * Math.log2(pointers), blocks: 2 * (pointers - 1) };
}

function superBlocks({ positionBits, smallest }: Parameters): number {
  return 1 + positionBits - Math.log2(smallest);
}

/** Bytes of the index block without its checksum. */
function indexBlockBytes(array: Parameters): number {
  const { supers, blocks } = known(array);
  const rest = Math.max(0, superBlocks(array) - supers);
  return BLOCK_BYTES + array.indexed * array.elementBytes + 8 * (blocks + rest);
}

/** Finds the data block of a position, counted from the end of the index block's own elements. */
function findBlock(file: Hdf5Source, array: Parameters, position: number): Spot | null {
  const { smallest, indexBlock, indexed, elementBytes, inPage } = array;
  const { supers, blocks } = known(array);
  const number = Math.floor(Math.log2(Math.floor(position / smallest) + 1));
  if (number >= superBlocks(array)) file.refuse('a chunk index is too short', indexBlock);
  const count = 2 ** Math.floor(number / 2);
  const elements = 2 ** Math.ceil(number / 2) * smallest;
  const within = position - smallest * (2 ** number - 1);
  const which = Math.floor(within / elements);
  const pointersAt = indexBlock + BLOCK_BYTES + indexed * elementBytes;
  const rest = { elements, position: within % elements };
  if (number < supers) {
    // Data blocks of all super blocks before: 1 + 1 + 2 + 2 + 4 + 4 + …
    const before = number % 2 === 0 ? 2 * (count - 1) : 3 * count - 2;
    const block = file.address(pointersAt + 8 * (before + which));
    return block === UNDEFINED_ADDRESS ? null : { ...rest, block, hasPage: () => true };
  }
  const superBlock = file.address(pointersAt + 8 * (blocks + number - supers));
  if (superBlock === UNDEFINED_ADDRESS) return null;
  file.requireSignature(superBlock, 'EASB');
  const bitmap = superBlock + BLOCK_BYTES + Math.ceil(array.positionBits / 8);
  const pages = elements > inPage ? elements / inPage : 0;
  const addresses = bitmap + count * Math.ceil(pages / 8);
  file.requireChecksum(superBlock, addresses - superBlock + 8 * count);
  const block = file.address(addresses + 8 * which);
  if (block === UNDEFINED_ADDRESS) return null;
  return { ...rest, block, hasPage: (page) => isBitSet(file, bitmap, which * pages + page) };
}
