/**
 * Opens an HDF5 file in memory as a tree of groups and data sets. Our own, and only as much of HDF5 as
 * graphs need: libhdf5, and with it every other reader, loops for ever or asks for gigabytes on some
 * files with a single wrong byte, and a file of a stranger must end in an error instead.
 *
 * After the HDF5 File Format Specification, version 3.0.
 */
import { Hdf5Bytes, type Hdf5Limits } from './bytes.ts';
import { readMembers } from './groups.ts';
import { type Hdf5Message, MESSAGE, readMessages } from './headers.ts';
import { readShape, readType } from './types.ts';
import { decodeValues, type Hdf5Values } from './values.ts';

export interface Hdf5Group {
  readonly kind: 'group';
  /** Names of the members. */
  readonly names: readonly string[];
  /** @throws MotifsmithError `artifact` if the member is damaged; undefined if there is none */
  open(name: string): Hdf5Group | Hdf5Dataset | undefined;
}

export interface Hdf5Dataset {
  readonly kind: 'dataset';
  /** Where its object header is, bytes. */
  readonly at: number;
  /** @throws MotifsmithError `artifact` if it is damaged or in a form that is not read */
  read(): Hdf5Array;
}

/** An array in row-major order; the product of `shape` is `data.length`. */
export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly data: Hdf5Values;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Opens a file. Objects are read when they are asked for, so what nobody looks at may be of any kind.
 * @param name names the file in errors
 * @returns the root group
 * @throws MotifsmithError `artifact` if it is not an HDF5 file, is cut short or damaged
 */
export function openHdf5(bytes: Uint8Array, name: string, limits: Hdf5Limits): Hdf5Group {
  const file = new Hdf5Bytes(bytes, name, limits);
  const root = openObject(file, rootAddress(file));
  return root.kind === 'group' ? root : file.refuse('its root is not a group', 0);
}

function rootAddress(file: Hdf5Bytes): number {
  if (file.length < 96 || SIGNATURE.some((byte, i) => file.u8(i) !== byte)) {
    file.refuse('it does not begin like one', 0);
  }
  const version = file.u8(8);
  if (version > 3) file.refuse(`format version ${version} is unknown`, 8);
  const early = version < 2;
  const [offsetBytes, lengthBytes] = early ? [file.u8(13), file.u8(14)] : [file.u8(9), file.u8(10)];
  if (offsetBytes !== 8 || lengthBytes !== 8) file.refuse('its addresses are not of 8 bytes', 9);
  const base = early ? (version === 0 ? 24 : 28) : 12;
  if (file.u64(base) !== 0) file.refuse('something stands before its beginning', base);
  const end = file.u64(base + 16);
  if (end > file.length)
    file.refuse(`it is cut short: ${file.length} of ${end} bytes`, file.length);
  return file.u64(early ? base + 40 : 36);
}

function openObject(file: Hdf5Bytes, address: number): Hdf5Group | Hdf5Dataset {
  file.step(address);
  const messages = readMessages(file, address);
  const layout = messages.find(({ type }) => type === MESSAGE.layout);
  if (layout) {
    return { kind: 'dataset', at: address, read: () => readDataset(file, address, messages) };
  }
  const members = readMembers(file, messages);
  return {
    kind: 'group',
    names: [...members.keys()],
    open: (name) => {
      const at = members.get(name);
      return at === undefined ? undefined : openObject(file, at);
    },
  };
}

function readDataset(
  file: Hdf5Bytes,
  address: number,
  messages: readonly Hdf5Message[],
): Hdf5Array {
  const find = (wanted: number): number | null =>
    messages.find(({ type }) => type === wanted)?.at ?? null;
  const need = (wanted: number, name: string): number =>
    find(wanted) ?? file.refuse(`a data set has no ${name}`, address);
  const shape = readShape(file, need(MESSAGE.dataspace, 'shape'));
  const type = readType(file, need(MESSAGE.datatype, 'element type'));
  const layoutAt = need(MESSAGE.layout, 'layout');
  const data = decodeValues(file, type, shape, { layoutAt, filterAt: find(MESSAGE.filters) });
  return { shape, data };
}
