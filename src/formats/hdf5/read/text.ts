/** Text in HDF5 files: names of members and strings in data sets. */
import type { Hdf5Source } from './source.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes text, of which ASCII is the usual case.
 * @param at where it is, for errors
 * @throws MotifsmithError if it is not UTF-8
 */
export function decodeUtf8(file: Hdf5Source, bytes: Uint8Array, at: number): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return file.refuse('a text is not UTF-8', at);
  }
}
