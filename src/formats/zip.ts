/**
 * Lists and unpacks a zip archive in memory. fflate does the inflating; the directory is read here,
 * because fflate's own reader neither verifies checksums nor says where an archive is damaged, and
 * a hostile archive must be refused before anything is allocated for it.
 */
import { inflateSync } from 'fflate';
import { MotifsmithError } from '../core/errors.ts';

/** Most bytes that the members of one archive may unpack to: 1 GiB. */
export const UNPACKED_LIMIT = 2 ** 30;

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
/** Deflate cannot say more than 258 bytes in two bits. */
const HIGHEST_RATIO = 1032;

export interface ZipMember {
  readonly name: string;
  /** Offset of the member's local header in the archive, bytes. */
  readonly offset: number;
  /** Unpacked size, bytes. */
  readonly size: number;
  /** Unpacks and verifies the member. @throws MotifsmithError `data` */
  readonly extract: () => Uint8Array;
}

/**
 * Reads the directory of a zip archive.
 * @param file names the archive in errors
 * @throws MotifsmithError `data` if it is not a zip archive, is cut short, encrypted, or would
 * unpack to more than UNPACKED_LIMIT bytes
 */
export function readZip(bytes: Uint8Array, file: string): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view, file);
  const count = view.getUint16(end + 10, true);
  let cursor = view.getUint32(end + 16, true);
  const members: ZipMember[] = [];
  const names = new Set<string>();
  let packedTotal = 0;
  let unpackedTotal = 0;
  for (let i = 0; i < count; i++) {
    if (cursor + ENTRY_BYTES > end || view.getUint32(cursor, true) !== ENTRY_SIGNATURE) {
      throw damaged(file, cursor, `entry ${i + 1} of ${count} of its directory is missing`);
    }
    const nameBytes = view.getUint16(cursor + 28, true);
    if (cursor + ENTRY_BYTES + nameBytes > end) throw damaged(file, cursor, 'a name is cut short');
    const begin = cursor + ENTRY_BYTES;
    const name = new TextDecoder().decode(bytes.subarray(begin, begin + nameBytes));
    if (names.has(name)) throw damaged(file, cursor, `member ${name} is listed twice`);
    names.add(name);
    const entry: Entry = {
      name,
      flags: view.getUint16(cursor + 8, true),
      method: view.getUint16(cursor + 10, true),
      checksum: view.getUint32(cursor + 16, true),
      packed: view.getUint32(cursor + 20, true),
      size: view.getUint32(cursor + 24, true),
      offset: view.getUint32(cursor + 42, true),
    };
    packedTotal += entry.packed;
    unpackedTotal += entry.size;
    // Members that share bytes are how a small archive is made to unpack without end.
    if (packedTotal > bytes.length) throw damaged(file, cursor, `member ${name} overlaps another`);
    if (unpackedTotal > UNPACKED_LIMIT) {
      throw new MotifsmithError(
        'data',
        `The archive would unpack to over ${UNPACKED_LIMIT} bytes.`,
        {
          where: `${file}, member ${name}`,
          remedy: 'Split the data set, or store it in narrower integer types.',
        },
      );
    }
    members.push({
      name,
      offset: entry.offset,
      size: entry.size,
      extract: () => extract(view, entry, file),
    });
    cursor =
      begin + nameBytes + view.getUint16(cursor + 30, true) + view.getUint16(cursor + 32, true);
  }
  return members;
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Offset of the end-of-directory record, which a comment of any length may follow. */
function findEnd(view: DataView, file: string): number {
  const last = view.byteLength - END_BYTES;
  const first = Math.max(0, last - LONGEST_COMMENT);
  for (let offset = last; offset >= first; offset--) {
    if (view.getUint32(offset, true) === END_SIGNATURE) return offset;
  }
  const begins = view.byteLength >= 4 && view.getUint32(0, true) === LOCAL_SIGNATURE;
  throw new MotifsmithError(
    'data',
    begins
      ? 'The zip archive is cut short: its directory, which stands at the end, is missing.'
      : 'This is not a zip archive.',
    {
      where: `${file}, byte ${view.byteLength}`,
      remedy: begins ? 'Copy or download the file again.' : 'Give a file written by numpy.savez.',
    },
  );
}

function extract(view: DataView, entry: Entry, file: string): Uint8Array {
  const { name, flags, method, checksum, packed, size, offset } = entry;
  const place = `${file}, member ${name}`;
  if (flags & 1 || (method !== STORED && method !== DEFLATED)) {
    const problem = flags & 1 ? 'is encrypted' : `uses compression method ${method}`;
    throw new MotifsmithError('data', `A member of the zip archive ${problem}.`, {
      where: place,
      remedy: 'Write the file with numpy.savez or numpy.savez_compressed.',
    });
  }
  if (offset + LOCAL_BYTES > view.byteLength || view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
    throw damaged(place, offset, 'the member does not begin where the directory says');
  }
  // The local header has its own, often longer, extra field.
  const begin =
    offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (begin + packed > view.byteLength) {
    throw damaged(place, begin, `the member's ${packed} bytes reach beyond the end`);
  }
  // Before anything is allocated on the word of the directory.
  if (method === DEFLATED && size > HIGHEST_RATIO * packed) {
    throw damaged(place, begin, `the member's ${packed} bytes cannot unpack to ${size}`);
  }
  const source = new Uint8Array(view.buffer, view.byteOffset + begin, packed);
  const content = method === STORED ? source : inflate(source, size, place, begin);
  if (content.length !== size) {
    throw damaged(place, begin, `the member has ${content.length} bytes instead of ${size}`);
  }
  if (crc32(content) !== checksum) {
    throw damaged(place, begin, "the member's checksum does not match its content");
  }
  return content;
}

function inflate(source: Uint8Array, size: number, place: string, begin: number): Uint8Array {
  try {
    // With `out` given, fflate never grows the buffer, whatever the stream contains.
    return inflateSync(source, { out: new Uint8Array(size) });
  } catch (cause) {
    throw damaged(place, begin, 'the member cannot be decompressed', cause);
  }
}

function damaged(place: string, offset: number, problem: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('data', `The zip archive is damaged: ${problem}.`, {
    where: `${place}, byte ${offset}`,
    remedy: 'Copy or download the file again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

function crc32(content: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < content.length; i++) {
    remainder = (remainder >>> 8) ^ CRC_TABLE[(remainder ^ content[i]!) & 0xff]!;
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
