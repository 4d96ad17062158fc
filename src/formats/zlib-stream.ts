/** Unpacks a zlib stream (RFC 1950) of which it is known how much must come out: the gzip filter of HDF5, a codec of Blosc. */
import { Inflate, inflateSync } from 'fflate';
import { adler32 } from './hdf5/read/checksums.ts';

/** Header and checksum of a zlib stream. */
const ZLIB_HEAD = 2;
const ZLIB_TAIL = 4;
/** Compressed bytes decompressed at a time: at most 64 MiB come out before their number is checked. */
const PIECE_BYTES = 65536;

/** @returns null if the data is damaged or of another size */
export function decodeZlib(data: Uint8Array, size: number): Uint8Array | null {
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
