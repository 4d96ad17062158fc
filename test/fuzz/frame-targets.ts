/** The readers of compressed frames, as targets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/core/random.ts';
import { unpackBlosc } from '../../src/formats/blosc.ts';
import { unpackBzip2 } from '../../src/formats/bzip2.ts';
import { complainAbout } from '../../src/formats/complain.ts';
import { unpackLz4Frame } from '../../src/formats/lz4-frame.ts';
import { xxHash32 } from '../../src/formats/xxhash32.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../src/formats/zstandard-frame.ts';
import type { FuzzTarget } from './target.ts';

const FOLDER = 'test/fixtures/formats/frames';
const LIMIT = 4096;

function frameTarget(
  id: string,
  ending: string,
  unpack: typeof unpackLz4Frame,
  craft: (random: Random) => Uint8Array,
  prepare: () => Promise<void> = async () => {},
): FuzzTarget {
  return {
    id,
    // The long ones are over the limit, so that they would all be refused alike.
    seeds: () =>
      readdirSync(FOLDER)
        .filter((name) => name.endsWith(ending) && !name.startsWith('long'))
        .sort()
        .map((name) => new Uint8Array(readFileSync(join(FOLDER, name)))),
    craft,
    run: async (input) => {
      await prepare();
      const complain = complainAbout('input', { remedy: 'None.' });
      const { length } = unpack(input, LIMIT, complain);
      return length > LIMIT ? `${length} bytes, more than ${LIMIT}` : null;
    },
  };
}

/** Bytes in which runs of 255, as in long lengths, are common. */
function blockBytes(random: Random): number[] {
  return Array.from({ length: 1 + random.integer(40) }, () =>
    random.integer(4) === 0 ? 255 : random.integer(random.integer(2) === 0 ? 256 : 32),
  );
}

/** A sound header, then blocks of anything, some of which unpack to far more than they have. */
function craftLz4(random: Random): Uint8Array {
  const descriptor = Uint8Array.of(random.integer(2) === 0 ? 0x40 : 0x60, 0x40);
  const bytes = [0x04, 0x22, 0x4d, 0x18, ...descriptor, (xxHash32(descriptor) >>> 8) & 255];
  for (let blocks = random.integer(4); blocks >= 0; blocks--) {
    const block = blockBytes(random);
    bytes.push(block.length, 0, 0, random.integer(5) === 0 ? 0x80 : 0, ...block);
  }
  return Uint8Array.from([...bytes, 0, 0, 0, 0]);
}

/** A header of any length and window, then blocks as they are, repeated, and compressed. */
function craftZstandard(random: Random): Uint8Array {
  const singleSegment = random.integer(2);
  const lengthCode = random.integer(4);
  const lengthBytes = [singleSegment, 2, 4, 8][lengthCode]!;
  const bytes = [0x28, 0xb5, 0x2f, 0xfd, (lengthCode << 6) | (singleSegment << 5)];
  if (singleSegment === 0) bytes.push(random.integer(120));
  for (let k = 0; k < lengthBytes; k++) bytes.push(k < 2 ? random.integer(256) : 0);
  for (let blocks = random.integer(4); blocks >= 0; blocks--) {
    const type = random.integer(3);
    const content = type === 1 ? [random.integer(256)] : blockBytes(random);
    const length = type === 1 ? random.integer(2 ** 17) : content.length;
    const header = (length << 3) | (type << 1) | Number(blocks === 0);
    bytes.push(header & 255, (header >> 8) & 255, header >> 16, ...content);
  }
  return Uint8Array.from(bytes);
}

/** The chunks in `blosc.h5`, found by their headers. */
function bloscChunks(): Uint8Array[] {
  const file = new Uint8Array(readFileSync('test/fixtures/hdf5/blosc.h5'));
  const view = new DataView(file.buffer);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at + 16 <= file.length; at++) {
    if (file[at] !== 2 || view.getUint32(at + 8, true) > view.getUint32(at + 4, true)) continue;
    const end = at + view.getUint32(at + 12, true);
    const bytes = view.getUint32(at + 4, true);
    if (bytes === 0 || bytes > LIMIT || end <= at + 16 || end > at + 16 + bytes) continue;
    chunks.push(file.slice(at, end));
  }
  return chunks;
}

const blosc: FuzzTarget = {
  id: 'blosc',
  seeds: bloscChunks,
  run: async (input) => {
    await prepareZstandard();
    const complain = complainAbout('input', { remedy: 'None.' });
    const size = input.length < 8 ? 0 : input[4]! + 256 * input[5]!;
    const unread = (codec: string) => complain(codec, null);
    const { length } = unpackBlosc(input, size, complain, unread);
    return length === size ? null : `${length} bytes instead of ${size}`;
  },
};

/** A sound header and a block that any bits follow, few of which are 1 now and then: long codes need many. */
function craftBzip2(random: Random): Uint8Array {
  const head = [0x42, 0x5a, 0x68, 0x31 + random.integer(9), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
  const rest = Array.from({ length: 8 + random.integer(200) }, () => {
    const byte = random.integer(256);
    return random.integer(3) === 0 ? byte : byte & random.integer(256);
  });
  // Not randomised, and of an origin that a block may have.
  rest.splice(4, 3, 0, 0, random.integer(4) === 0 ? 255 : 0);
  return Uint8Array.from([...head, ...rest]);
}

export const FRAME_TARGETS: readonly FuzzTarget[] = [
  frameTarget('lz4-frame', '.lz4', unpackLz4Frame, craftLz4),
  frameTarget('zstandard-frame', '.zst', unpackZstandardFrame, craftZstandard, prepareZstandard),
  blosc,
  frameTarget('bzip2', '.bz2', unpackBzip2, craftBzip2),
];
