/** Layout messages: where the bytes of a data set are. */
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';

/** Which structure finds the chunks, and what its reader needs to know from the message. */
type ChunkIndexKind =
  | { readonly kind: 'B-tree 1' | 'B-tree 2' | 'implicit' | 'fixed array' | 'extensible array' }
  /** `packed` if filters have changed its size. */
  | {
      readonly kind: 'single';
      readonly packed: { readonly bytes: number; readonly mask: number } | null;
    };

export interface ChunkLayout {
  readonly kind: 'chunks';
  /** Offset of the message, for errors. */
  readonly at: number;
  /** Elements of a chunk in each dimension. */
  readonly chunk: readonly number[];
  readonly index: ChunkIndexKind;
  /** Of the index; UNDEFINED_ADDRESS if nothing was written. */
  readonly address: number;
  /** Whether chunks that reach over the edge are left unfiltered. */
  readonly plainEdges: boolean;
}

export type Layout =
  /** All bytes in one place, perhaps in the object header itself. */
  | {
      readonly kind: 'whole';
      readonly at: number;
      /** UNDEFINED_ADDRESS if nothing was written. */
      readonly address: number;
      readonly bytes: number;
    }
  | ChunkLayout;

const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;
/** Bits of the flags of a chunked layout of version 4 or 5. */
const PLAIN_EDGES = 1;
const SINGLE_FILTERED = 2;

/**
 * @param at of a layout message
 * @param rank dimensions of the data set
 * @throws MotifsmithError if it is damaged or of another kind
 */
export function readLayout(file: Hdf5Source, at: number, rank: number): Layout {
  const version = file.u8(at);
  if (version < 3 || version > 5) {
    file.refuse(`a data set has a layout of version ${version}`, at, WRITE_PLAINLY);
  }
  switch (file.u8(at + 1)) {
    case COMPACT:
      return { kind: 'whole', at, address: at + 4, bytes: file.u16(at + 2) };
    case CONTIGUOUS:
      return { kind: 'whole', at, address: file.address(at + 2), bytes: file.u64(at + 10) };
    case CHUNKED:
      return version === 3 ? oldChunks(file, at, rank) : newChunks(file, at, rank);
    default:
      return file.refuse('a data set is put together from others', at, WRITE_PLAINLY);
  }
}

function oldChunks(file: Hdf5Source, at: number, rank: number): ChunkLayout {
  requireRank(file, at, file.u8(at + 2), rank);
  const chunk = Array.from({ length: rank }, (_, d) => file.u32(at + 11 + 4 * d));
  const index = { kind: 'B-tree 1' } as const;
  const layout = {
    kind: 'chunks',
    at,
    index,
    address: file.address(at + 3),
    plainEdges: false,
  } as const;
  return { ...layout, chunk: requireElements(file, at, chunk) };
}

function newChunks(file: Hdf5Source, at: number, rank: number): ChunkLayout {
  const flags = file.u8(at + 2);
  requireRank(file, at, file.u8(at + 3), rank);
  const width = file.u8(at + 4);
  if (width < 1 || width > 8) file.refuse('a layout is damaged', at);
  const chunk = Array.from({ length: rank }, (_, d) => file.unsigned(at + 5 + width * d, width));
  // The last dimension is the bytes of an element.
  const indexAt = at + 5 + width * (rank + 1);
  const { index, end } = readIndexKind(file, indexAt, flags);
  const plainEdges = (flags & PLAIN_EDGES) !== 0;
  const layout = { kind: 'chunks', at, index, address: file.address(end), plainEdges } as const;
  return { ...layout, chunk: requireElements(file, at, chunk) };
}

/** The kind of index, and where what only some kinds need to create it ends. */
function readIndexKind(
  file: Hdf5Source,
  at: number,
  flags: number,
): { index: ChunkIndexKind; end: number } {
  const kind = file.u8(at);
  switch (kind) {
    case 1:
      if ((flags & SINGLE_FILTERED) === 0) {
        return { index: { kind: 'single', packed: null }, end: at + 1 };
      }
      return {
        index: { kind: 'single', packed: { bytes: file.u64(at + 1), mask: file.u32(at + 9) } },
        end: at + 13,
      };
    case 2:
      return { index: { kind: 'implicit' }, end: at + 1 };
    case 3:
      return { index: { kind: 'fixed array' }, end: at + 2 };
    case 4:
      return { index: { kind: 'extensible array' }, end: at + 6 };
    case 5:
      return { index: { kind: 'B-tree 2' }, end: at + 7 };
    default:
      return file.refuse(`a data set has a chunk index of the unknown kind ${kind}`, at);
  }
}

function requireRank(file: Hdf5Source, at: number, found: number, rank: number): void {
  if (found !== rank + 1 || rank === 0) {
    file.refuse('chunks and data set differ in dimensions', at);
  }
}

function requireElements(file: Hdf5Source, at: number, chunk: number[]): number[] {
  if (chunk.some((length) => length < 1)) file.refuse('a chunk has no elements', at);
  return chunk;
}
