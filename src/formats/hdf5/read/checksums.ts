/** The three checksums of HDF5 files: of metadata, of the fletcher32 filter, and of zlib streams. */

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** Bob Jenkins' lookup3 hash, `hashlittle`: the checksum of all metadata since HDF5 1.8. */
export function lookup3(bytes: Uint8Array): number {
  const { length } = bytes;
  let [a, b, c] = new Array<number>(3).fill((0xdeadbeef + length) | 0) as [number, number, number];
  // The bytes behind the end count as zeros.
  const word = (at: number): number =>
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  let at = 0;
  for (; length - at > 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) | 0) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  if (length === 0) return c >>> 0;
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

/** Words that can be summed before the sums of `fletcher32` must be folded. */
const FLETCHER_WORDS = 360;
/** Bytes that can be summed before the sums of `adler32` must be reduced to stay below 2^31. */
const ADLER_BYTES = 2655;

/** Fletcher's checksum over big-endian 16-bit words, as the fletcher32 filter of HDF5 has it. */
export function fletcher32(bytes: Uint8Array): number {
  const fold = (sum: number): number => (sum & 0xffff) + (sum >>> 16);
  const even = bytes.length & ~1;
  let [first, second] = [0, 0];
  for (let at = 0; at < even; ) {
    const stop = Math.min(even, at + 2 * FLETCHER_WORDS);
    for (; at < stop; at += 2) {
      first += (bytes[at]! << 8) | bytes[at + 1]!;
      second += first;
    }
    first = fold(first);
    second = fold(second);
  }
  if (even < bytes.length) {
    first = fold(first + (bytes[even]! << 8));
    second = fold(second + first);
  }
  return ((fold(second) << 16) | fold(first)) >>> 0;
}

/** The checksum at the end of a zlib stream (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let [first, second] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    const stop = Math.min(bytes.length, at + ADLER_BYTES);
    for (; at < stop; at++) {
      first += bytes[at]!;
      second += first;
    }
    first %= 65521;
    second %= 65521;
  }
  return ((second << 16) | first) >>> 0;
}
