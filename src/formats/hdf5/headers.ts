/**
 * Object headers: the list of messages that says what an HDF5 object is. Both forms are read, the one
 * of HDF5 1.0 (which h5py writes by default) and the one of 1.8.
 */
import type { Hdf5Bytes } from './bytes.ts';

/** Types of messages that are looked at. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  continuation: 0x10,
  symbolTable: 0x11,
  modificationTime: 0x12,
} as const;

/** Flag of a message whose content is kept elsewhere in the file. */
const SHARED = 2;

/** One message; its content is the bytes [at, at + size) of the file. */
export interface Hdf5Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

interface Block {
  readonly at: number;
  readonly size: number;
}

/**
 * All messages of the object at an address.
 * @throws MotifsmithError `artifact` if there is no object header or it is damaged
 */
export function readMessages(file: Hdf5Bytes, address: number): Hdf5Message[] {
  return file.hasSignature(address, 'OHDR')
    ? readHeader2(file, address)
    : readHeader1(file, address);
}

function add(file: Hdf5Bytes, messages: Hdf5Message[], message: Hdf5Message, flags: number): void {
  const known = Object.values(MESSAGE) as number[];
  if (flags & SHARED && known.includes(message.type)) {
    file.refuse('it keeps a property in a shared place, which is not read', message.at);
  }
  file.require(message.at, message.size);
  messages.push(message);
}

function readHeader1(file: Hdf5Bytes, address: number): Hdf5Message[] {
  if (file.u8(address) !== 1) file.refuse('an object header is missing', address);
  const expected = file.u16(address + 2);
  const blocks: Block[] = [{ at: address + 16, size: file.u32(address + 8) }];
  const messages: Hdf5Message[] = [];
  let seen = 0;
  for (const { at: begin, size } of blocks) {
    file.require(begin, size);
    let at = begin;
    while (seen < expected && at + 8 <= begin + size) {
      file.step(at);
      seen += 1;
      const message = { type: file.u16(at), at: at + 8, size: file.u16(at + 2) };
      if (message.at + message.size > begin + size) file.refuse('a message is cut short', at);
      if (message.type === MESSAGE.continuation) {
        blocks.push({ at: file.u64(message.at), size: file.u64(message.at + 8) });
      } else add(file, messages, message, file.u8(at + 4));
      at = message.at + message.size;
    }
  }
  return messages;
}

function readHeader2(file: Hdf5Bytes, address: number): Hdf5Message[] {
  if (file.u8(address + 4) !== 2) file.refuse('an object header is of no known version', address);
  const flags = file.u8(address + 5);
  // Times, and limits of how attributes are kept, stand before the messages.
  const sizeAt = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const headBytes = flags & 4 ? 6 : 4;
  const blocks: Block[] = [{ at: sizeAt + sizeBytes, size: file.unsigned(sizeAt, sizeBytes) }];
  const messages: Hdf5Message[] = [];
  for (const { at: begin, size } of blocks) {
    file.require(begin, size);
    let at = begin;
    // What is left when no message fits is a gap.
    while (at + headBytes <= begin + size) {
      file.step(at);
      const message = { type: file.u8(at), at: at + headBytes, size: file.u16(at + 1) };
      if (message.at + message.size > begin + size) file.refuse('a message is cut short', at);
      if (message.type === MESSAGE.continuation) {
        const next = file.u64(message.at);
        file.requireSignature(next, 'OCHK');
        // Between the signature and the checksum.
        blocks.push({ at: next + 4, size: file.u64(message.at + 8) - 8 });
      } else add(file, messages, message, file.u8(at + 3));
      at = message.at + message.size;
    }
  }
  return messages;
}
