/**
 * Object headers: the list of messages that says what an HDF5 object is. Both versions are read, 1
 * (which h5py writes by default) and 2 (HDF5 1.8 and later).
 */
import type { Hdf5Source } from './source.ts';

/** Types of the messages that are read. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  continuation: 0x10,
  symbolTable: 0x11,
} as const;

const KNOWN: ReadonlySet<number> = new Set(Object.values(MESSAGE));

/** Flag of a message whose content is elsewhere in the file. */
const SHARED = 2;

/** One message; its content is the bytes [at, at + size) of the file. */
export interface Hdf5Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

/** Part of a header: the bytes [at, at + size) hold messages. */
interface Block {
  readonly at: number;
  readonly size: number;
}

/**
 * The messages of the object at an address that are of a type in `MESSAGE`.
 * @throws MotifsmithError if there is no object header or it is damaged
 */
export function readMessages(file: Hdf5Source, address: number): Hdf5Message[] {
  file.step(address);
  return file.hasSignature(address, 'OHDR')
    ? readVersion2(file, address)
    : readVersion1(file, address);
}

function keep(
  file: Hdf5Source,
  messages: Hdf5Message[],
  message: Hdf5Message,
  flags: number,
): void {
  if (!KNOWN.has(message.type)) return;
  if (flags & SHARED) {
    file.refuse('it keeps a property in a shared place, which is not read', message.at);
  }
  messages.push(message);
}

function readVersion1(file: Hdf5Source, address: number): Hdf5Message[] {
  if (file.u8(address) !== 1) file.refuse('an object header is missing', address);
  const expected = file.u16(address + 2);
  const blocks: Block[] = [{ at: address + 16, size: file.u32(address + 8) }];
  const messages: Hdf5Message[] = [];
  let seen = 0;
  for (const { at: start, size } of blocks) {
    file.require(start, size);
    let at = start;
    while (seen < expected && at + 8 <= start + size) {
      file.step(at);
      seen += 1;
      const message = { type: file.u16(at), at: at + 8, size: file.u16(at + 2) };
      if (message.at + message.size > start + size) file.refuse('a message is cut short', at);
      if (message.type === MESSAGE.continuation) {
        blocks.push({ at: file.u64(message.at), size: file.u64(message.at + 8) });
      } else keep(file, messages, message, file.u8(at + 4));
      at = message.at + message.size;
    }
  }
  return messages;
}

function readVersion2(file: Hdf5Source, address: number): Hdf5Message[] {
  if (file.u8(address + 4) !== 2) file.refuse('an object header is of no known version', address);
  const flags = file.u8(address + 5);
  // Times, and limits of how attributes are kept, precede the messages.
  const sizeAt = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  // With bit 2, each message has a number that tells in which order they were created.
  const headBytes = flags & 4 ? 6 : 4;
  const first = { at: sizeAt + sizeBytes, size: file.unsigned(sizeAt, sizeBytes) };
  file.requireChecksum(address, first.at + first.size - address);
  const blocks: Block[] = [first];
  const messages: Hdf5Message[] = [];
  for (const { at: start, size } of blocks) {
    let at = start;
    // What is left when no message fits is a gap.
    while (at + headBytes <= start + size) {
      file.step(at);
      const message = { type: file.u8(at), at: at + headBytes, size: file.u16(at + 1) };
      if (message.at + message.size > start + size) file.refuse('a message is cut short', at);
      if (message.type === MESSAGE.continuation) {
        blocks.push(continuation(file, file.u64(message.at), file.u64(message.at + 8)));
      } else keep(file, messages, message, file.u8(at + 3));
      at = message.at + message.size;
    }
  }
  return messages;
}

/** The messages of a block are between its signature and its checksum. */
function continuation(file: Hdf5Source, address: number, size: number): Block {
  file.requireSignature(address, 'OCHK');
  if (size < 8) file.refuse('a message is cut short', address);
  file.requireChecksum(address, size - 4);
  return { at: address + 4, size: size - 8 };
}
