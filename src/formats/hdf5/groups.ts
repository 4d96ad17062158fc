/**
 * The members of an HDF5 group: names and where their objects are. Groups with a symbol table (which
 * h5py writes by default) and those with links in the object header (HDF5 1.8) are read.
 */
import { type Hdf5Bytes, UNDEFINED_ADDRESS } from './bytes.ts';
import { type Hdf5Message, MESSAGE } from './headers.ts';

const GROUP_NODE = 0;
const SYMBOL_BYTES = 40;
const SOFT_LINK_CACHE = 2;

const NOT_DENSE =
  "Write it with h5py's default, h5py.File(name, 'w'), which keeps groups in the common form.";

/**
 * Names and object addresses of a group's members.
 * @throws MotifsmithError `artifact` if the group is damaged or has links other than hard ones
 */
export function readMembers(
  file: Hdf5Bytes,
  messages: readonly Hdf5Message[],
): ReadonlyMap<string, number> {
  const members = new Map<string, number>();
  const add = (name: string, address: number, at: number): void => {
    if (members.has(name)) file.refuse(`it has two members ${JSON.stringify(name)}`, at);
    members.set(name, address);
  };
  for (const { type, at } of messages) {
    if (type === MESSAGE.symbolTable) {
      readSymbolTree(file, file.u64(at), 255, heapNames(file, file.u64(at + 8)), add);
    } else if (type === MESSAGE.linkInfo) requireCompact(file, at);
    else if (type === MESSAGE.link) readLink(file, at, add);
  }
  return members;
}

type Add = (name: string, address: number, at: number) => void;

/** Reads names out of a local heap. */
function heapNames(file: Hdf5Bytes, address: number): (offset: number) => string {
  file.requireSignature(address, 'HEAP');
  const size = file.u64(address + 8);
  const segment = file.slice(file.u64(address + 24), size);
  return (offset) => {
    const end = offset < size ? segment.indexOf(0, offset) : -1;
    if (end < 0) file.refuse('a name is cut short', address);
    return decodeName(file, segment.subarray(offset, end), address);
  };
}

function decodeName(file: Hdf5Bytes, bytes: Uint8Array, at: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return file.refuse('a name is not UTF-8', at);
  }
}

/** Visits a B-tree of version 1 whose root is below level `above`. */
function readSymbolTree(
  file: Hdf5Bytes,
  address: number,
  above: number,
  nameAt: (offset: number) => string,
  add: Add,
): void {
  file.step(address);
  file.requireSignature(address, 'TREE');
  const level = file.u8(address + 5);
  if (file.u8(address + 4) !== GROUP_NODE || level >= above) {
    file.refuse('the tree of a group is damaged', address);
  }
  const entries = file.u16(address + 6);
  for (let k = 0; k < entries; k++) {
    const child = file.u64(address + 32 + 16 * k);
    if (level > 0) readSymbolTree(file, child, level, nameAt, add);
    else readSymbols(file, child, nameAt, add);
  }
}

function readSymbols(
  file: Hdf5Bytes,
  address: number,
  nameAt: (offset: number) => string,
  add: Add,
): void {
  file.requireSignature(address, 'SNOD');
  const count = file.u16(address + 6);
  for (let k = 0; k < count; k++) {
    const at = address + 8 + SYMBOL_BYTES * k;
    file.step(at);
    if (file.u32(at + 16) === SOFT_LINK_CACHE) file.refuse('it has a soft link', at);
    add(nameAt(file.u64(at)), file.u64(at + 8), at);
  }
}

function requireCompact(file: Hdf5Bytes, at: number): void {
  const heapAt = at + 2 + (file.u8(at + 1) & 1 ? 8 : 0);
  if (file.address(heapAt) === UNDEFINED_ADDRESS) return;
  file.refuse('a group keeps its members in the dense form of HDF5 1.8', at, NOT_DENSE);
}

function readLink(file: Hdf5Bytes, at: number, add: Add): void {
  const flags = file.u8(at + 1);
  let cursor = at + 2;
  if (flags & 8 && file.u8(cursor++) !== 0) file.refuse('it has a soft or external link', at);
  if (flags & 4) cursor += 8;
  if (flags & 0x10) cursor += 1;
  const lengthBytes = 1 << (flags & 3);
  const length = file.unsigned(cursor, lengthBytes);
  const name = decodeName(file, file.slice(cursor + lengthBytes, length), at);
  add(name, file.u64(cursor + lengthBytes + length), at);
}
