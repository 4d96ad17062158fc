/** Link messages: the members of a group in the form of HDF5 1.8 and later. */
import type { Hdf5Source } from './source.ts';
import { decodeUtf8 } from './text.ts';

/** A member of a group. */
export interface Link {
  readonly name: string;
  /** Offset of the link itself, for errors. */
  readonly at: number;
  /** Of the member's object header; null for links by path, to here or to other files. */
  readonly address: number | null;
}

/** Bits of a link message. */
const FLAG = { created: 4, kind: 8, characterSet: 16 } as const;
const HARD_LINK = 0;

/**
 * @param at of a link message
 * @throws MotifsmithError if it is damaged
 */
export function readLink(file: Hdf5Source, at: number): Link {
  if (file.u8(at) !== 1) file.refuse('a link is of no known version', at);
  const flags = file.u8(at + 1);
  let cursor = at + 2;
  const hard = (flags & FLAG.kind) === 0 || file.u8(cursor++) === HARD_LINK;
  if (flags & FLAG.created) cursor += 8;
  if (flags & FLAG.characterSet) cursor += 1;
  const sizeBytes = 1 << (flags & 3);
  const size = file.unsigned(cursor, sizeBytes);
  const name = decodeUtf8(file, file.slice(cursor + sizeBytes, size), at);
  return { name, at, address: hard ? file.u64(cursor + sizeBytes + size) : null };
}
