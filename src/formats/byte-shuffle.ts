/** Undoes the filters that put like bytes, or like bits, of all elements together before they are compressed. */

/** The first bytes of all elements come first, then the second, and so on; a rest shorter than an element stays. */
export function unshuffle(shuffled: Uint8Array, out: Uint8Array, width: number): void {
  const count = Math.floor(shuffled.length / width);
  // A damaged file may claim elements of 4 GiB.
  if (count < 2) {
    out.set(shuffled);
    return;
  }
  out.set(shuffled.subarray(count * width), count * width);
  for (let b = 0; b < width; b++) {
    for (let k = 0, to = b, from = b * count; k < count; k++, to += width) {
      out[to] = shuffled[from + k]!;
    }
  }
}

/**
 * The lowest bits of the first bytes of all elements come first, then the second-lowest, and so on. As c-blosc has
 * it, elements that are not a multiple of 8 stay as they are.
 */
export function bitUnshuffle(shuffled: Uint8Array, out: Uint8Array, width: number): void {
  const count = Math.floor(shuffled.length / width);
  if (count % 8 !== 0) {
    out.set(shuffled);
    return;
  }
  out.set(shuffled.subarray(count * width), count * width);
  const rowBytes = count / 8;
  for (let b = 0; b < width; b++) {
    const rows = 8 * b * rowBytes;
    for (let k = 0; k < rowBytes; k++) {
      for (let j = 0; j < 8; j++) {
        let byte = 0;
        for (let i = 0; i < 8; i++) byte |= ((shuffled[rows + i * rowBytes + k]! >> j) & 1) << i;
        out[(8 * k + j) * width + b] = byte;
      }
    }
  }
}
