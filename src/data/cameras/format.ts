/**
 * What a reader of one file format is: a pure function from bytes to recordings, and a way to know
 * its files by their first bytes and names. The registry lists them; only `../store/open.ts` and the
 * cache touch the disk.
 */
import type { AddressEvents } from '../events/address-events.ts';
import type { OnWarning } from '../events/warnings.ts';

/** What the reader of a format may be told. */
export interface DecodeOptions {
  /** Sensor size for formats that do not tell it; null: what the format says or usually has. */
  readonly sensor: { readonly width: number; readonly height: number } | null;
  /** Called for each warning as it arises. */
  readonly onWarning: OnWarning;
}

/** A format of event recordings. */
export interface EventFormat {
  /** Short name, e.g. `aedat3`. */
  readonly id: string;
  /** One line for people. */
  readonly title: string;
  /** Usual endings, lower case with the dot, e.g. `.aedat`. */
  readonly extensions: readonly string[];
  /**
   * Whether a file is of this format.
   * @param head the first bytes of the file, up to 4,096
   * @param name file name, for formats without a signature
   * @param size of the file in bytes
   */
  matches(head: Uint8Array, name: string, size: number): boolean;
  /** Loads what `decode` needs beyond this module, e.g. WebAssembly; to be awaited before it. */
  prepare?(): Promise<void>;
  /**
   * @param file names the file in errors
   * @throws MotifsmithError `data` with the byte offset of whatever is damaged
   */
  decode(bytes: Uint8Array, file: string, options: DecodeOptions): AddressEvents;
}
