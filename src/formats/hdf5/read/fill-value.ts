/** The value that elements have which were never written. */
import type { Hdf5Source } from './source.ts';

/**
 * @param at of a fill value message, or null if there is none
 * @param elementBytes bytes of an element
 * @returns its bytes, or null for zeros
 * @throws MotifsmithError if it is damaged
 */
export function readFillValue(
  file: Hdf5Source,
  at: number | null,
  elementBytes: number,
): Uint8Array | null {
  if (at === null) return null;
  const valueAt = definedAt(file, at);
  if (valueAt === null) return null;
  const size = file.u32(valueAt);
  if (size === 0) return null;
  if (size !== elementBytes) file.refuse('a fill value is not one element', at);
  const value = file.slice(valueAt + 4, size);
  return value.some((byte) => byte !== 0) ? value : null;
}

/** Where the size of the value is, or null if none is given. */
function definedAt(file: Hdf5Source, at: number): number | null {
  const version = file.u8(at);
  if (version === 3) return file.u8(at + 1) & 0x20 ? at + 2 : null;
  if (version !== 1 && version !== 2) file.refuse('a fill value is of no known version', at);
  return version === 1 || file.u8(at + 3) === 1 ? at + 4 : null;
}
