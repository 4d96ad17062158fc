/** The half of crc-32 that its own types leave out. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** CRC-32C (Castagnoli), as a signed number. */
    buf(data: Uint8Array, seed?: number): number;
  };
  export default crc32c;
}
