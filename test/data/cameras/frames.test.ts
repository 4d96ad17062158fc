/** LZ4 and Zstandard frames and bzip2 streams of other programs, whole and damaged. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { unpackBzip2 } from '../../../src/formats/bzip2.ts';
import { unpackLz4Frame } from '../../../src/formats/lz4-frame.ts';
import { xxHash32 } from '../../../src/formats/xxhash32.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../../src/formats/zstandard-frame.ts';

const FOLDER = 'test/fixtures/formats/frames';
const LENGTHS: Record<string, number> = { empty: 0, short: 5, medium: 3000, long: 150_000 };
const complain = (problem: string, offset: number) => new Error(`${problem} @${offset}`);
const UNPACKERS = { lz4: unpackLz4Frame, zst: unpackZstandardFrame, bz2: unpackBzip2 };
const unpackerOf = (name: string) => UNPACKERS[name.slice(-3) as keyof typeof UNPACKERS];

/** The text that `writers/frames.py` packed: the same recurrence in whole numbers. */
function makeContent(length: number): Uint8Array {
  const next = (state: number) => Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
  let state = 1;
  const result: number[] = [];
  while (result.length < length) {
    state = next(state);
    const choice = state % 3;
    const count = 1 + (Math.floor(state / 7) % 60);
    if (choice === 0) {
      const byte = Math.floor(state / 11) % 256;
      for (let k = 0; k < count; k++) result.push(byte);
    } else if (choice === 1 && result.length > 200) {
      const back = Math.floor(state / 13) % Math.min(result.length, 60000);
      const begin = result.length - 1 - back;
      result.push(...result.slice(begin, begin + count));
    } else {
      for (let k = 0; k < count % 8; k++) {
        state = next(state);
        result.push(Math.floor(state / 65536) % 256);
      }
    }
  }
  return Uint8Array.from(result.slice(0, length));
}

const LONGEST = makeContent(LENGTHS.long!);

describe('frames', () => {
  beforeAll(prepareZstandard);

  it.each(readdirSync(FOLDER))('unpacks %s', (name) => {
    const frame = readFileSync(join(FOLDER, name));
    const expected = LONGEST.subarray(0, LENGTHS[/^[a-z]+/.exec(name)![0]]);
    expect(Buffer.compare(unpackerOf(name)(frame, 150_000, complain), expected)).toBe(0);
  });

  it.each(readdirSync(FOLDER).filter((name) => name.startsWith('long')))(
    'refuses %s where it would unpack to more than the limit',
    (name) => {
      const frame = readFileSync(join(FOLDER, name));
      expect(() => unpackerOf(name)(frame, 149_999, complain)).toThrow(/would unpack to/);
    },
  );

  it.each(readdirSync(FOLDER))('refuses %s cut short or with a byte more', (name) => {
    const frame = readFileSync(join(FOLDER, name));
    const unpack = unpackerOf(name);
    const ends = [0, 3, 4, 6, Math.floor(frame.length / 2), frame.length - 1];
    for (const end of ends) {
      expect(() => unpack(frame.subarray(0, end), 150_000, complain)).toThrow(/@\d+$/);
    }
    expect(() => unpack(Buffer.concat([frame, Buffer.of(0)]), 150_000, complain)).toThrow(/@\d+$/);
  });

  it.each(['long-linked-checksums.lz4', 'long-blocks.bz2'])(
    'sees every flipped bit of %s',
    (name) => {
      const frame = new Uint8Array(readFileSync(join(FOLDER, name)));
      const unpack = unpackerOf(name);
      // From behind the digit of bzip2, of which other values do as well.
      for (let bit = 32; bit < 8 * frame.length; bit += 7919) {
        frame[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => unpack(frame, 200_000, complain)).toThrow(/@\d+$/);
        frame[bit >> 3]! ^= 1 << (bit & 7);
      }
    },
  );

  it('undoes runs of any length across any number of bzip2 blocks', () => {
    // Made with `bzip2 -1`: 300,000 zeros.
    const hex =
      '425a6831314159265359df474d6f00024c4080c00004000008200030cc0529a61446c4511e2ee48a70a121be8e9ade';
    const content = unpackBzip2(Buffer.from(hex, 'hex'), 300_000, complain);
    expect(Buffer.compare(content, new Uint8Array(300_000))).toBe(0);
  });

  it('hashes as xxHash32 does', () => {
    // From the reference implementation: xxh32 of nothing, and of one and many bytes.
    expect(xxHash32(new Uint8Array(0))).toBe(0x02cc5d05);
    expect(xxHash32(new TextEncoder().encode('a'))).toBe(0x550d7456);
    expect(xxHash32(new TextEncoder().encode('Nobody inspects the spammish repetition'))).toBe(
      0xe2293b2f,
    );
  });
});
