/** The filters that chunks pass on their way to the file, and back: gzip, lzf, shuffle, fletcher32. */
import { Inflate, inflateSync } from 'fflate';
import { adler32, fletcher32 } from './checksums.ts';
import { decodeLzf } from './lzf.ts';
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';

const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000 } as const;
type FilterName = keyof typeof FILTER;
const NAMES: ReadonlyMap<number, FilterName> = new Map(
  Object.entries(FILTER).map(([name, id]) => [id, name as FilterName]),
);

/** Filters that event cameras' files are packed with, and that are not read. */
const UNREAD: Readonly<Record<number, string>> = {
  32001: 'Blosc',
  32004: 'LZ4',
  32015: 'Zstandard',
  32026: 'Blosc 2',
  36559: "Prophesee's ECF",
};

/** Bytes of a checksum of the fletcher32 filter. */
const CHECKSUM_BYTES = 4;
/** Header and checksum of a zlib stream. */
const ZLIB_HEAD = 2;
const ZLIB_TAIL = 4;
/** Compressed bytes decompressed at a time: at most 64 MiB come out before their number is checked. */
const PIECE_BYTES = 65536;
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
  const compressions = filters.filter(({ name }) => name === 'deflate' || name === 'lzf');
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
    if (name === 'deflate' || name === 'lzf') file.allocate(expected, at);
    const undone = UNDO[name](data, expected, width);
    if (undone === null) file.refuse(`a chunk is damaged, as its filter ${name} tells`, at);
    data = undone;
  }
  if (data.length === size) return data;
  return file.refuse(`a chunk has ${data.length} bytes where it needs ${size}`, at);
}

/** Each undoes its filter; null if the data is damaged. */
const UNDO: Record<
  FilterName,
  (data: Uint8Array, size: number, width: number) => Uint8Array | null
> = { deflate: inflate, lzf: decodeLzf, fletcher32: verify, shuffle: unshuffle };

function inflate(data: Uint8Array, size: number): Uint8Array | null {
  if (data.length < ZLIB_HEAD + ZLIB_TAIL || (data[0]! & 15) !== 8) return null;
  if ((data[0]! * 256 + data[1]!) % 31 !== 0 || (data[1]! & 32) !== 0) return null;
  const end = data.length - ZLIB_TAIL;
  const out = new Uint8Array(size);
  try {
    if (inflateInto(out, data.subarray(ZLIB_HEAD, end)) !== size) return null;
  } catch {
    return null;
  }
  const checksum = new DataView(data.buffer, data.byteOffset + end, ZLIB_TAIL).getUint32(0);
  return adler32(out) === checksum ? out : null;
}

/**
 * Decompresses, in pieces if there is much, and stops when more comes out than should: a hostile chunk
 * unpacks to a thousandfold.
 * @returns bytes that were filled
 * @throws an error of fflate if the stream is damaged, RangeError if it is too long
 */
function inflateInto(out: Uint8Array, stream: Uint8Array): number {
  // With `out` given, fflate drops what does not fit, and the checksum tells.
  if (stream.length <= PIECE_BYTES) return inflateSync(stream, { out }).length;
  let filled = 0;
  const inflate = new Inflate((part) => {
    out.set(part, filled);
    filled += part.length;
  });
  for (let at = 0; at < stream.length; at += PIECE_BYTES) {
    inflate.push(stream.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= stream.length);
  }
  return filled;
}

/** Strips the checksum at the end. */
function verify(data: Uint8Array): Uint8Array | null {
  const end = data.length - CHECKSUM_BYTES;
  if (end < 0) return null;
  const content = data.subarray(0, end);
  const checksum = new DataView(data.buffer, data.byteOffset + end, CHECKSUM_BYTES);
  return fletcher32(content) === checksum.getUint32(0, true) ? content : null;
}

/** Inverse of the shuffle filter, which puts the first bytes of all elements first, and so on. */
function unshuffle(data: Uint8Array, _size: number, width: number): Uint8Array {
  const count = Math.floor(data.length / Math.max(width, 1));
  if (width < 2 || count < 2) return data;
  const out = data.slice();
  for (let b = 0; b < width; b++) {
    for (let k = 0, to = b, from = b * count; k < count; k++, to += width)
      out[to] = data[from + k]!;
  }
  return out;
}

/** How to get rid of a filter. */
const unpack = (id: number): string =>
  id === 36559
    ? 'Convert the recording to .raw or .csv with Metavision (metavision_file_to_csv).'
    : 'Write it again with gzip: h5repack -f GZIP=4, with the plugin of the filter installed (pip install hdf5plugin).';
