/**
 * Walks the records of a bag of ROS 1 in version 2.0 (wiki.ros.org/Bags/Format/2.0), of which chunks hold others, packed
 * or not. Our own, because `@foxglove/rosbag` reads only asynchronously and through the index, which a bag that
 * was not closed does not have.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import { unpackBzip2 } from '../../formats/bzip2.ts';
import type { ComplainAtByte } from '../../formats/complain.ts';
import { unpackLz4Frame } from '../../formats/lz4-frame.ts';
import type { Report } from '../events/report.ts';
import { BagCursor, type BagPart } from './ros-bag-parts.ts';

/** What a record is. */
export const BAG_OPERATIONS = {
  message: 2,
  bag: 3,
  index: 4,
  chunk: 5,
  chunkInfo: 6,
  connection: 7,
} as const;

type Unpack = (content: Uint8Array, limit: number, complain: ComplainAtByte) => Uint8Array;

const PACKINGS: Readonly<Record<string, Unpack>> = { bz2: unpackBzip2, lz4: unpackLz4Frame };

/**
 * All messages and connections, in the order of the file, up to its end or to where it is cut.
 * @param begin of the first record
 * @throws MotifsmithError `data` where the file contradicts itself, or is of a kind that is not read
 */
export function* bagRecords(bytes: Uint8Array, begin: number, report: Report): Generator<BagPart> {
  const cursor = new BagCursor(bytes, begin, (at) => at, report.damaged);
  let isClosed = false;
  let chunksToCome = 0;
  for (let part = cursor.next(); part !== null; part = cursor.next()) {
    const { operation, fields, offset, isCut } = part;
    if (operation === BAG_OPERATIONS.chunk) {
      const isOpen = part.data.length === 0 && fields.number('size', 4) === 0;
      const isPacked = fields.text('compression') !== 'none';
      // Records of an open chunk that is not packed follow its header.
      if (isPacked && (isCut || isOpen)) {
        const what = isCut ? 'its last chunk is not whole' : 'its last chunk was not closed';
        report.cutTail(what, offset, bytes.length - offset);
        return;
      }
      yield* recordsInChunk(part, isPacked, bytes, report);
      if (isCut) return;
    } else if (isCut) {
      report.cutTail('its last record is not whole', offset, bytes.length - offset);
      return;
    } else if (operation === BAG_OPERATIONS.bag) {
      refuseEncryption(part, report);
      isClosed = fields.number('index_pos', 8) > 0;
      chunksToCome = fields.number('chunk_count', 4);
    } else if (operation === BAG_OPERATIONS.chunkInfo) {
      chunksToCome--;
      // They are the last records.
      if (isClosed && chunksToCome === 0) break;
    } else {
      yield part;
    }
  }
  const { rest } = cursor;
  if (rest > 0 && isClosed && chunksToCome === 0) {
    const offset = bytes.length - rest;
    const problem = `It has ${rest} bytes behind its index.`;
    report.irregular('strayBytes', { problem, place: offset, size: rest });
  } else if (rest > 0) {
    report.cutTail('its last record is not whole', bytes.length - rest, rest);
  } else if (!isClosed || chunksToCome > 0) {
    report.cutTail('it was not closed, or lacks a part of its index', bytes.length, 0);
  }
}

/** A chunk that is cut gives its whole records. */
function* recordsInChunk(
  chunk: BagPart,
  isPacked: boolean,
  bytes: Uint8Array,
  report: Report,
): Generator<BagPart> {
  const content = isPacked ? unpackChunk(chunk, report) : chunk.data;
  const placeOf = (at: number) => (isPacked ? chunk.offset : chunk.dataOffset + at);
  const cursor = new BagCursor(content, 0, placeOf, report.damaged);
  let end = 0;
  for (let part = cursor.next(); part !== null && !part.isCut; part = cursor.next()) {
    yield part;
    end = content.length - cursor.rest;
  }
  if (chunk.isCut) {
    const offset = placeOf(end);
    report.cutTail('its last chunk is not whole', offset, bytes.length - offset);
  } else if (end < content.length) {
    throw report.damaged('a chunk ends within a record', placeOf(end));
  }
}

function unpackChunk({ fields, data, offset }: BagPart, report: Report): Uint8Array {
  const compression = fields.text('compression');
  const unpack = Object.hasOwn(PACKINGS, compression) ? PACKINGS[compression] : undefined;
  if (unpack === undefined) {
    throw report.unsupported(
      `its chunks are packed with ${JSON.stringify(compression)}, which is not known`,
      offset,
      'Unpack it with the program that wrote it: rosbag decompress FILE.',
    );
  }
  const size = fields.number('size', 4);
  if (size > LIMITS.packetBytes) {
    throw report.unsupported(
      `a chunk claims ${size} bytes, over ${LIMITS.packetBytes}`,
      offset,
      `Write it with smaller chunks (rosbag record --chunksize). ${allowMore('packetBytes')}.`,
    );
  }
  const content = unpack(data, size, (problem) => report.damaged(`a chunk: ${problem}`, offset));
  if (content.length === size) return content;
  throw report.damaged(`a chunk has ${content.length} bytes instead of ${size}`, offset);
}

function refuseEncryption({ fields, offset }: BagPart, report: Report): void {
  const encryptor = fields.has('encryptor') ? fields.text('encryptor') : '';
  if (encryptor === '' || encryptor === 'rosbag/NoEncryptor') return;
  throw report.unsupported(
    `it is encrypted by ${encryptor}`,
    offset,
    'Decrypt it with its key: rosbag decrypt FILE.',
  );
}
