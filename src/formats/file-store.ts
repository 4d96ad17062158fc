/**
 * All that readers see of a disk, so that they also run on files dropped into a browser and on bytes
 * from a test. Paths are relative to the root and use `/`.
 */

/** A file and its size. */
export interface FileEntry {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A file open for reading at any place. */
export interface OpenFile {
  /** Bytes. */
  readonly size: number;
  /**
   * Fills `target` from byte `position` on; synchronous, because decoders call it while they decode.
   * @returns bytes read: fewer than requested only at the end of the file
   * @throws MotifsmithError `data`
   */
  read(position: number, target: Uint8Array): number;
  /** Closes the file. */
  close(): void;
}

/** Bytes in memory as an open file. */
export function openBytes(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read(position, target) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
  };
}

/** Files under one root. */
export interface FileStore {
  /** The path as the user gave it. */
  readonly root: string;
  /** All regular files, sorted by path (by UTF-16 code units). */
  list(): Promise<readonly FileEntry[]>;
  /** The whole file. @throws MotifsmithError `data` */
  read(path: string): Promise<Uint8Array>;
  /** The first `length` bytes, or fewer if the file is shorter. @throws MotifsmithError `data` */
  head(path: string, length: number): Promise<Uint8Array>;
  /**
   * Opens a file in place, for formats of which a part is read at a time: such files may be larger
   * than the memory. Stores that hold the bytes anyway leave it out.
   * @throws MotifsmithError `data`
   */
  openFile?(path: string): Promise<OpenFile>;
}
