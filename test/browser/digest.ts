/** SHA-256 over numbers, with what Node and browsers both have. */

export type Numbers = Float32Array | Float64Array | Uint32Array;

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Hexadecimal SHA-256 of the bits of some arrays, one after the other, each behind its length. */
export async function digest(...arrays: readonly Numbers[]): Promise<string> {
  if (!LITTLE_ENDIAN) throw new Error('hashes are of little-endian numbers');
  const parts = arrays.map((array) => {
    const length = Float64Array.of(array.length);
    // A copy, since shared memory cannot be hashed.
    return [new Uint8Array(length.buffer), new Uint8Array(array.slice().buffer)] as const;
  });
  const blob = new Blob(parts.flat() as Uint8Array<ArrayBuffer>[]);
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
