/** The filters that chunks pass on their way to the file, and back: gzip, lzf, Blosc, shuffle, fletcher32. */
import { unpackBlosc } from '../../blosc.ts';
import { unshuffle } from '../../byte-shuffle.ts';
import { decodeZlib } from '../../zlib-stream.ts';
import { fletcher32 } from './checksums.ts';
import { decodeLzf } from './lzf.ts';
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';

const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000, blosc: 32001 } as const;
type FilterName = keyof typeof FILTER;
const NAMES: ReadonlyMap<number, FilterName> = new Map(
  Object.entries(FILTER).map(([name, id]) => [id, name as FilterName]),
);

/** Filters that event cameras' files are packed with, and that are not read. */
const UNREAD: Readonly<Record<number, string>> = {
  32004: 'LZ4',
  32015: 'Zstandard',
  32026: 'Blosc 2',
  36559: "Prophesee's ECF",
};

const COMPRESSIONS: ReadonlySet<FilterName> = new Set(['deflate', 'lzf', 'blosc']);
/** Copies of a chunk that undoing a filter makes; Blosc: shuffled, a stream, and as it was. */
const COPIES: Record<FilterName, number> = {
  deflate: 1,
  lzf: 1,
  blosc: 3,
  shuffle: 1,
  fletcher32: 0,
};
const UNPACK =
  'Write it again with gzip: h5repack -f GZIP=4, with the plugin of the filter installed (pip install hdf5plugin).';
/** Bytes of a checksum of the fletcher32 filter. */
const CHECKSUM_BYTES = 4;
/** Filters of a data set. */
const MOST_FILTERS = 32;

export interface Filter {
  readonly name: FilterName;
  /** Bytes of an element, for the shuffle filter. */
  readonly width: number;
}

/**
 * @param at of a filter message
 * @throws MotifsmithError if it is damaged or names a filter that is not read
 */
export function readFilters(file: Hdf5Source, at: number): Filter[] {
  const version = file.u8(at);
  const count = file.u8(at + 1);
  if (version < 1 || version > 2 || count > MOST_FILTERS) file.refuse('filters are damaged', at);
  const filters: Filter[] = [];
  let cursor = at + (version === 1 ? 8 : 2);
  for (let k = 0; k < count; k++) {
    const id = file.u16(cursor);
    const name = NAMES.get(id);
    if (name === undefined) {
      const known = UNREAD[id];
      const problem = `a data set is packed by the filter ${known ?? id}`;
      file.refuse(problem, cursor, known === undefined ? WRITE_PLAINLY : unpack(id));
    }
    // Version 2 has no names for the filters below 256, which are HDF5's own.
    const named = version === 1 || id >= 256;
    const nameBytes = named ? file.u16(cursor + 2) : 0;
    const valuesAt = cursor + (named ? 4 : 2);
    const values = file.u16(valuesAt + 2);
    const valueAt = valuesAt + 4 + nameBytes;
    filters.push({ name, width: values > 0 ? file.u32(valueAt) : 1 });
    cursor = valueAt + 4 * (version === 1 ? values + (values % 2) : values);
  }
  const compressions = filters.filter(({ name }) => COMPRESSIONS.has(name));
  if (compressions.length > 1) file.refuse('a data set is compressed twice', at, WRITE_PLAINLY);
  return filters;
}

/** Most bytes that a chunk of a given size may have in the file. */
export function mostPacked(chunkBytes: number): number {
  return chunkBytes + Math.ceil(chunkBytes / 16) + 1024;
}

/**
 * Undoes the filters of a chunk, from the last to the first.
 * @param packed its bytes in the file, which are changed
 * @param mask bit k set: filter k was left out
 * @param size bytes of the chunk
 * @param at of the chunk, for errors
 * @throws MotifsmithError if it is damaged
 */
export function undoFilters(
  file: Hdf5Source,
  packed: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  size: number,
  at: number,
): Uint8Array {
  const used = filters.filter((_, k) => ((mask >>> k) & 1) === 0);
  let data = packed;
  for (let k = used.length - 1; k >= 0; k--) {
    const { name, width } = used[k]!;
    const checksums = used.slice(0, k).filter(({ name }) => name === 'fletcher32').length;
    const expected = size + CHECKSUM_BYTES * checksums;
    file.allocate(COPIES[name] * expected, at);
    const undone =
      name === 'blosc' ? undoBlosc(file, data, expected, at) : UNDO[name](data, expected, width);
    if (undone === null) file.refuse(`a chunk is damaged, as its filter ${name} tells`, at);
    data = undone;
  }
  if (data.length === size) return data;
  return file.refuse(`a chunk has ${data.length} bytes where it needs ${size}`, at);
}

/** Each undoes its filter; null if the data is damaged. */
const UNDO: Record<
  Exclude<FilterName, 'blosc'>,
  (data: Uint8Array, size: number, width: number) => Uint8Array | null
> = { deflate: decodeZlib, lzf: decodeLzf, fletcher32: verify, shuffle: undoShuffle };

/** @throws MotifsmithError if it is damaged, or packed by a codec that is not read */
function undoBlosc(file: Hdf5Source, data: Uint8Array, size: number, at: number): Uint8Array {
  const complain = (problem: string): never =>
    file.refuse(`a chunk is damaged, as its filter Blosc tells: ${problem}`, at);
  const unread = (codec: string): never =>
    file.refuse(`a data set is packed by Blosc with ${codec}`, at, UNPACK);
  return unpackBlosc(data, size, complain, unread);
}

/** Strips the checksum at the end. */
function verify(data: Uint8Array): Uint8Array | null {
  const end = data.length - CHECKSUM_BYTES;
  if (end < 0) return null;
  const content = data.subarray(0, end);
  const checksum = new DataView(data.buffer, data.byteOffset + end, CHECKSUM_BYTES);
  return fletcher32(content) === checksum.getUint32(0, true) ? content : null;
}

function undoShuffle(data: Uint8Array, _size: number, width: number): Uint8Array {
  if (width < 2) return data;
  const out = new Uint8Array(data.length);
  unshuffle(data, out, width);
  return out;
}

/** How to get rid of a filter. */
const unpack = (id: number): string =>
  id === 36559
    ? 'Convert the recording to .raw or .csv with Metavision (metavision_file_to_csv).'
    : UNPACK;
