/**
 * Opens an HDF5 file, of any size, as a tree of groups and data sets. The reader is our own, and has
 * only as much of HDF5 as recordings and networks need: libhdf5 hangs or asks for gigabytes on some
 * files with a single wrong byte, and a damaged file must end in an error instead.
 *
 * After the HDF5 File Format Specification, version 3.0, and version 5 of the layout message (HDF5 2.0).
 */
import type { OpenFile } from '../file-store.ts';
import { Hdf5Dataset } from './read/dataset.ts';
import { readMembers } from './read/groups.ts';
import type { Link } from './read/links.ts';
import { type Hdf5Message, MESSAGE, readMessages } from './read/object-header.ts';
import type { Hdf5Options, Hdf5Source } from './read/source.ts';
import { openSuperblock } from './read/superblock.ts';

export type { Hdf5Array } from './read/dataset.ts';
export { Hdf5Dataset };

/** A group; its members are read once, when they are first asked for. */
export class Hdf5Group {
  readonly kind = 'group';
  readonly #file: Hdf5Source;
  /** Path of the group, with a slash at its end. */
  readonly #path: string;
  readonly #messages: readonly Hdf5Message[];
  #members: ReadonlyMap<string, Link> | null = null;
  readonly #groups = new Map<string, Hdf5Group>();

  constructor(file: Hdf5Source, path: string, messages: readonly Hdf5Message[]) {
    this.#file = file;
    this.#path = path;
    this.#messages = messages;
  }

  /** Names of the members. */
  get names(): readonly string[] {
    this.#file.start();
    return [...this.#read().keys()];
  }

  /**
   * A member, by its name or a path of names with slashes between them.
   * @returns undefined if there is none
   * @throws MotifsmithError if it is damaged, or a link by path, which is not followed
   */
  open(path: string): Hdf5Group | Hdf5Dataset | undefined {
    this.#file.start();
    const [name, ...rest] = path.split('/') as [string, ...string[]];
    const member = this.#member(name);
    if (rest.length === 0) return member;
    return member?.kind === 'group' ? member.open(rest.join('/')) : undefined;
  }

  #read(): ReadonlyMap<string, Link> {
    this.#members ??= readMembers(this.#file, this.#messages);
    return this.#members;
  }

  #member(name: string): Hdf5Group | Hdf5Dataset | undefined {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const link = this.#read().get(name);
    if (link === undefined) return undefined;
    const path = this.#path + name;
    if (link.address === null) {
      this.#file.refuse(`${path} is a link by path, which is not followed`, link.at);
    }
    const member = openObject(this.#file, path, link.address);
    if (member.kind === 'group') this.#groups.set(name, member);
    return member;
  }
}

function openObject(file: Hdf5Source, path: string, address: number): Hdf5Group | Hdf5Dataset {
  const messages = readMessages(file, address);
  if (messages.some(({ type }) => type === MESSAGE.layout)) {
    return new Hdf5Dataset(file.within(`data set ${path}`), address, messages);
  }
  return new Hdf5Group(file, path === '' ? '' : `${path}/`, messages);
}

/**
 * Opens a file, which stays open for as long as its groups and data sets are in use.
 * @returns the root group
 * @throws MotifsmithError if it is not an HDF5 file, or is cut short or damaged
 */
export function openHdf5(file: OpenFile, options: Hdf5Options): Hdf5Group {
  const { source, root } = openSuperblock(file, options);
  const group = openObject(source, '', root);
  return group.kind === 'group' ? group : source.refuse('its root is not a group', root);
}
