/** Object headers of version 1, as h5py writes them by default. */
import { Record } from './record.ts';

export interface Message {
  readonly type: number;
  readonly content: Uint8Array;
}

/** A header with its messages in one block. */
export function objectHeader(messages: readonly Message[]): Uint8Array {
  const block = new Record();
  for (const { type, content } of messages) {
    const size = Math.ceil(content.length / 8) * 8;
    block.number(type, 2).number(size, 2).zeros(4).bytes(content).pad();
  }
  const header = new Record().bytes([1, 0]).number(messages.length, 2);
  // One link leads here.
  header.number(1, 4).number(block.size, 4).zeros(4);
  return header.bytes(block.done()).done();
}
