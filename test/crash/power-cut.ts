/**
 * What a disk may hold after a power cut, from the record of the calls before it. A kill loses nothing
 * that was written; a power cut loses what was not synchronised:
 *
 * - Bytes of a file since its last sync: all, some or none are there, or zeros in their place.
 * - Names in a folder (created, renamed, removed) since the last sync of the folder: the first few
 *   changes are there, the others are not. Folders are independent of each other.
 *
 * POSIX promises no more, and file systems in use (ext4, XFS, Btrfs, APFS) promise at least that much.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Random } from '../../src/core/random.ts';

/** One line of a record, in the order of the calls. */
export interface RecordedCall {
  readonly call: string;
  readonly path: string;
  /** Of a rename. */
  readonly to?: string;
  /** Of a link, and of a creation by copying. */
  readonly from?: string;
  /** Of a write; null for the end of the file. */
  readonly position?: number | null;
  /** Of a write, in base64. */
  readonly data?: string;
  /** Of a truncation. */
  readonly length?: number;
  /** Of a creation. */
  readonly flags?: string | number;
}

interface File {
  readonly kind: 'file';
  bytes: Buffer;
  /** Its bytes at its last sync; null before the first. */
  synced: Buffer | null;
  /** The name that it was created under. */
  readonly created: string;
}

interface Folder {
  readonly kind: 'folder';
  readonly entries: Map<string, Entry>;
  /** Its entries at its last sync. */
  synced: Map<string, Entry>;
  /** Changes since then, in order: names and what they now mean; undefined for nothing. */
  pending: (readonly (readonly [name: string, entry: Entry | undefined])[])[];
}
type Entry = File | Folder;

/** How much is lost: all that may be, nothing but unsynchronised bytes, or as it happens. */
export const LOSSES = ['everything', 'bytes', 'some'] as const;
export type Loss = (typeof LOSSES)[number];

const folderOf = (entries: Map<string, Entry>): Folder => ({
  kind: 'folder',
  entries,
  synced: new Map(entries),
  pending: [],
});

/** A disk as its calls leave it. */
export class Disk {
  readonly #root: string;
  readonly #top: Folder;

  /**
   * @param root the folder that the calls name
   * @param before a folder with what was there before them, all of it synchronised
   */
  constructor(root: string, before: string) {
    this.#root = root;
    const read = (path: string): Folder => {
      const entries = new Map<string, Entry>();
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const inner = join(path, entry.name);
        if (entry.isDirectory()) entries.set(entry.name, read(inner));
        else {
          const bytes = readFileSync(inner);
          entries.set(entry.name, { kind: 'file', bytes, synced: bytes, created: entry.name });
        }
      }
      return folderOf(entries);
    };
    this.#top = read(before);
  }

  apply({ call, path, to, from, position, data, length, flags }: RecordedCall): void {
    if (relative(this.#root, path).startsWith('..')) return;
    const [folder, name] = this.#place(path);
    const found = folder.entries.get(name);
    const change = (...names: (readonly [string, Entry | undefined])[]) => {
      for (const [each, entry] of names) {
        if (entry === undefined) folder.entries.delete(each);
        else folder.entries.set(each, entry);
      }
      folder.pending.push(names);
    };
    switch (call) {
      case 'create':
        if (found === undefined) {
          const bytes = from === undefined ? Buffer.alloc(0) : this.#file(from).bytes;
          change([name, { kind: 'file', bytes, synced: null, created: name }]);
        } else if (found.kind === 'file' && String(flags).startsWith('w')) {
          found.bytes = Buffer.alloc(0);
        }
        break;
      case 'mkdir':
        change([name, folderOf(new Map())]);
        break;
      case 'write': {
        const file = found as File;
        const bytes = Buffer.from(data!, 'base64');
        const at = position ?? file.bytes.length;
        const next = Buffer.alloc(Math.max(file.bytes.length, at + bytes.length));
        file.bytes.copy(next);
        bytes.copy(next, at);
        file.bytes = next;
        break;
      }
      case 'truncate':
        (found as File).bytes = (found as File).bytes.subarray(0, length);
        break;
      case 'sync': {
        const synced = path === this.#root ? this.#top : found!;
        if (synced.kind === 'file') synced.synced = synced.bytes;
        else {
          synced.synced = new Map(synced.entries);
          synced.pending = [];
        }
        break;
      }
      case 'rename': {
        const [target, newName] = this.#place(to!);
        if (target !== folder) throw new Error(`renamed to another folder: ${path}`);
        change([name, undefined], [newName, found]);
        break;
      }
      case 'link':
        change([name, this.#file(from!)]);
        break;
      case 'unlink':
      case 'rmdir':
        change([name, undefined]);
        break;
      case 'utimes':
      case 'chmod':
        break;
      default:
        throw new Error(`the power cut does not know ${call}`);
    }
  }

  #place(path: string): [Folder, string] {
    const parts = relative(this.#root, path).split(/[\\/]/);
    const name = parts.pop()!;
    let folder = this.#top;
    for (const part of parts) folder = folder.entries.get(part) as Folder;
    return [folder, name];
  }

  #file(path: string): File {
    const [folder, name] = this.#place(path);
    return folder.entries.get(name) as File;
  }

  /**
   * Files that a program may rely on, and their bytes: those that it synchronised under their present
   * name, and those that it renamed before it synchronised their folder.
   */
  get promised(): ReadonlyMap<string, Buffer> {
    const result = new Map<string, Buffer>();
    const visit = (folder: Folder, path: string) => {
      for (const [name, entry] of folder.entries) {
        const inner = join(path, name);
        if (entry.kind === 'folder') visit(entry, inner);
        else if (entry.bytes === entry.synced && !name.endsWith('.tmp')) {
          const isNamed = entry.created === name || folder.synced.get(name) === entry;
          if (isNamed) result.set(inner, entry.bytes);
        }
      }
    };
    visit(this.#top, '');
    return result;
  }

  /** Writes what is left after a power cut into an empty folder. */
  writeRemains(into: string, loss: Loss, random: Random): void {
    const write = (folder: Folder, path: string) => {
      const kept =
        loss === 'everything'
          ? 0
          : loss === 'bytes'
            ? folder.pending.length
            : random.integer(folder.pending.length + 1);
      const entries = new Map(folder.synced);
      for (const [name, entry] of folder.pending.slice(0, kept).flat()) {
        if (entry === undefined) entries.delete(name);
        else entries.set(name, entry);
      }
      for (const [name, entry] of entries) {
        const inner = join(path, name);
        if (entry.kind === 'folder') {
          mkdirSync(inner);
          write(entry, inner);
        } else writeFileSync(inner, remains(entry, loss, random));
      }
    };
    mkdirSync(dirname(into), { recursive: true });
    mkdirSync(into);
    write(this.#top, into);
  }
}

function remains(file: File, loss: Loss, random: Random): Buffer {
  const { bytes } = file;
  const synced = file.synced ?? Buffer.alloc(0);
  const zeros = () => {
    const result = Buffer.alloc(bytes.length);
    synced.copy(result, 0, 0, Math.min(synced.length, bytes.length));
    return result;
  };
  if (loss === 'everything') return synced;
  if (loss === 'bytes') return zeros();
  switch (random.integer(4)) {
    case 0:
      return synced;
    case 1:
      return bytes;
    case 2:
      return zeros();
    default:
      return bytes.subarray(0, synced.length + random.integer(bytes.length + 1));
  }
}
