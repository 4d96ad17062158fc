/** The two cyclic checksums that files carry, both over bytes and unsigned. */

import ieee from 'crc-32';
import castagnoli from 'crc-32/crc32c.js';

/**
 * CRC-32 of zip and PNG.
 * @param before checksum of the bytes that come before these
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  return ieee.buf(bytes, before) >>> 0;
}

/** CRC-32C (Castagnoli) of TensorBoard's records. */
export function crc32c(bytes: Uint8Array): number {
  return castagnoli.buf(bytes) >>> 0;
}
