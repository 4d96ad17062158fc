/**
 * Lists and unpacks a zip archive in memory. fflate does the inflating; the directory is read here,
 * because fflate's own reader neither verifies checksums nor says where an archive is damaged, and
 * a hostile archive must be refused before anything is allocated for it.
 */
import { inflateSync } from 'fflate';
import { allowMore, LIMITS } from '../core/limits.ts';
import { type Complain, complainAbout } from './complain.ts';
import { crc32 } from './crc32.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
/** Below this, archives may be as dense as they like: columns of zeros are. */
const ALWAYS_ALLOWED = 2 ** 26;
const STORED = 0;
const DEFLATED = 8;
/** Deflate encodes at most 258 bytes in two bits. */
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
 * unpack to more than `LIMITS.archiveBytes`, or `LIMITS.archiveRatio` times its length
 */
export function readZip(bytes: Uint8Array, file: string): ZipMember[] {
  const complain = complainAbout(file, {
    verdict: 'The zip archive cannot be read',
    remedy: 'Copy or download the file again.',
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view, complain);
  const count = view.getUint16(end + 10, true);
  let cursor = view.getUint32(end + 16, true);
  const members: ZipMember[] = [];
  const names = new Set<string>();
  let packedTotal = 0;
  let unpackedTotal = 0;
  for (let i = 0; i < count; i++) {
    if (cursor + ENTRY_BYTES > end || view.getUint32(cursor, true) !== ENTRY_SIGNATURE) {
      throw complain(`entry ${i + 1} of ${count} of its directory is missing`, cursor);
    }
    const nameBytes = view.getUint16(cursor + 28, true);
    if (cursor + ENTRY_BYTES + nameBytes > end) throw complain('a name is cut short', cursor);
    const begin = cursor + ENTRY_BYTES;
    const name = new TextDecoder().decode(bytes.subarray(begin, begin + nameBytes));
    if (names.has(name)) throw complain(`member ${name} is listed twice`, cursor);
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
    if (packedTotal > bytes.length) throw complain(`member ${name} overlaps another`, cursor);
    requireUnpackable(unpackedTotal, bytes.length, name, complain);
    members.push({
      name,
      offset: entry.offset,
      size: entry.size,
      extract: () => extract(view, entry, complain),
    });
    cursor =
      begin + nameBytes + view.getUint16(cursor + 30, true) + view.getUint16(cursor + 32, true);
  }
  return members;
}

/** Before anything is unpacked. @param unpacked bytes of all members up to this one */
function requireUnpackable(
  unpacked: number,
  packed: number,
  name: string,
  complain: Complain,
): void {
  if (unpacked > LIMITS.archiveBytes) {
    throw complain(
      `it would unpack to over ${LIMITS.archiveBytes} bytes`,
      `member ${name}`,
      `Split the data set, or store it in narrower integer types. ${allowMore('archiveBytes')}.`,
    );
  }
  if (unpacked > Math.max(ALWAYS_ALLOWED, LIMITS.archiveRatio * packed)) {
    throw complain(
      `its ${packed} bytes would unpack to over ${LIMITS.archiveRatio} times as many`,
      `member ${name}`,
      `Fetch it from a source that you trust. ${allowMore('archiveRatio')}.`,
    );
  }
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
function findEnd(view: DataView, complain: Complain): number {
  const last = view.byteLength - END_BYTES;
  const first = Math.max(0, last - LONGEST_COMMENT);
  for (let offset = last; offset >= first; offset--) {
    if (view.getUint32(offset, true) === END_SIGNATURE) return offset;
  }
  if (view.byteLength >= 4 && view.getUint32(0, true) === LOCAL_SIGNATURE) {
    throw complain('its directory, at the end, is missing', view.byteLength);
  }
  const remedy = 'Give a file written by numpy.savez.';
  throw complain('this is not a zip archive', view.byteLength, remedy);
}

function extract(view: DataView, entry: Entry, complainOfZip: Complain): Uint8Array {
  const { name, flags, method, checksum, packed, size, offset } = entry;
  const complain = (problem: string, byte: number) =>
    complainOfZip(problem, `member ${name}, byte ${byte}`);
  if (flags & 1 || (method !== STORED && method !== DEFLATED)) {
    throw complainOfZip(
      flags & 1 ? 'a member is encrypted' : `a member uses compression method ${method}`,
      `member ${name}`,
      'Write the file with numpy.savez or numpy.savez_compressed.',
    );
  }
  if (offset + LOCAL_BYTES > view.byteLength || view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
    throw complain('the member does not begin where the directory says', offset);
  }
  // The local header has its own, often longer, extra field.
  const begin =
    offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (begin + packed > view.byteLength) {
    throw complain(`the member's ${packed} bytes reach beyond the end`, begin);
  }
  // Checked before anything is allocated because the directory claims it.
  if (method === DEFLATED && size > HIGHEST_RATIO * packed) {
    throw complain(`the member's ${packed} bytes cannot unpack to ${size}`, begin);
  }
  const source = new Uint8Array(view.buffer, view.byteOffset + begin, packed);
  const content = method === STORED ? source : inflate(source, size);
  if (content === null) throw complain('the member cannot be decompressed', begin);
  if (content.length !== size) {
    throw complain(`the member has ${content.length} bytes instead of ${size}`, begin);
  }
  if (crc32(content) !== checksum) {
    throw complain("the member's checksum does not match its content", begin);
  }
  return content;
}

/** Null if the stream is damaged. */
function inflate(source: Uint8Array, size: number): Uint8Array | null {
  try {
    // With `out` given, fflate never grows the buffer, whatever the stream contains.
    return inflateSync(source, { out: new Uint8Array(size) });
  } catch {
    return null;
  }
}
