/** LZF (LibLZF by Marc Lehmann), the fast compression that h5py offers next to gzip. */

/** Literals have a length below this; other first bytes start a repetition. */
const LITERALS = 32;
/** Length in the first byte of a repetition that says another byte adds to it. */
const LONG = 7;

/**
 * Decompresses.
 * @param size bytes that come out
 * @returns null if the data is damaged or of another size
 */
export function decodeLzf(data: Uint8Array, size: number): Uint8Array | null {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  while (from < data.length) {
    const control = data[from++]!;
    if (control < LITERALS) {
      const count = control + 1;
      if (from + count > data.length || to + count > size) return null;
      out.set(data.subarray(from, from + count), to);
      from += count;
      to += count;
      continue;
    }
    let length = control >> 5;
    if (length === LONG) length += data[from++] ?? 0;
    const distance = ((control & 31) << 8) + (data[from++] ?? 0) + 1;
    length += 2;
    if (from > data.length || distance > to || to + length > size) return null;
    // What is copied may overlap with what it is copied from.
    for (const end = to + length; to < end; to++) out[to] = out[to - distance]!;
  }
  return to === size ? out : null;
}
