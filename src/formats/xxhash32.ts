/** The checksum of LZ4 frames, xxHash32 by Yann Collet with seed 0. */

const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE = 16;

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

function littleEndian(bytes: Uint8Array, offset: number): number {
  return (
    bytes[offset]! |
    (bytes[offset + 1]! << 8) |
    (bytes[offset + 2]! << 16) |
    (bytes[offset + 3]! << 24)
  );
}

/** @returns the hash as an unsigned number */
export function xxHash32(bytes: Uint8Array): number {
  const { length } = bytes;
  let offset = 0;
  let hash = PRIME_5;
  if (length >= STRIPE) {
    const lanes = [PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1];
    for (; offset + STRIPE <= length; offset += STRIPE) {
      for (let lane = 0; lane < 4; lane++) {
        const word = littleEndian(bytes, offset + 4 * lane);
        lanes[lane] = Math.imul(rotate(lanes[lane]! + Math.imul(word, PRIME_2), 13), PRIME_1);
      }
    }
    const [a, b, c, d] = lanes as [number, number, number, number];
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = (hash + length) | 0;
  for (; offset + 4 <= length; offset += 4) {
    hash += Math.imul(littleEndian(bytes, offset), PRIME_3);
    hash = Math.imul(rotate(hash, 17), PRIME_4);
  }
  for (; offset < length; offset++) {
    hash += Math.imul(bytes[offset]!, PRIME_5);
    hash = Math.imul(rotate(hash, 11), PRIME_1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
