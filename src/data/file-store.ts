/**
 * The only view that readers have of a disk, so that they run on a folder, on files dropped into a
 * browser and on bytes made by a test. Paths are relative to the root and use `/`.
 */
export interface FileEntry {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface FileStore {
  /** What people call it: the path that the user gave. */
  readonly root: string;
  /** All regular files, sorted by path (by UTF-16 code units). */
  list(): Promise<readonly FileEntry[]>;
  /** The whole file. @throws MotifsmithError `data` */
  read(path: string): Promise<Uint8Array>;
  /** The first `length` bytes, or fewer if the file is shorter. @throws MotifsmithError `data` */
  head(path: string, length: number): Promise<Uint8Array>;
}
