/** BloscLZ, the codec of Blosc's own: FastLZ with longer distances. After blosclz.c of c-blosc 1.21. */

/** Literals have a length below this; other bytes start a repetition. */
const LITERALS = 32;
/** Length in the first byte of a repetition that says others add to it. */
const LONG = 7;
/** A distance of 13 bits that says 16 bits add to it. */
const FAR = 31 << 8;
const FAR_DISTANCE = 8191;
const SHORTEST = 2;

/**
 * Decompresses.
 * @param size bytes that come out
 * @returns null if the data is damaged or of another size
 */
export function decodeBlosclz(data: Uint8Array, size: number): Uint8Array | null {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  // The first byte is the length of literals, whatever its upper bits, which say the version.
  let control = (data[from++] ?? 0) & (LITERALS - 1);
  for (;;) {
    if (control < LITERALS) {
      const count = control + 1;
      if (from + count > data.length || to + count > size) return null;
      out.set(data.subarray(from, from + count), to);
      from += count;
      to += count;
    } else {
      let length = (control >> 5) + SHORTEST;
      if (control >> 5 === LONG) {
        for (let more = 255; more === 255; length += more) {
          if (from >= data.length) return null;
          more = data[from++]!;
        }
      }
      const high = (control & 31) << 8;
      const low = data[from++] ?? 0;
      let distance = high + low + 1;
      if (high === FAR && low === 255) {
        distance = ((data[from] ?? 0) << 8) + (data[from + 1] ?? 0) + FAR_DISTANCE + 1;
        from += 2;
      }
      if (from > data.length || distance > to || to + length > size) return null;
      // What is copied may overlap with what it is copied from.
      for (const end = to + length; to < end; to++) out[to] = out[to - distance]!;
    }
    if (from >= data.length) return to === size ? out : null;
    control = data[from++]!;
  }
}
