/**
 * Decodes recordings of event cameras in MCAP files, as ROS 2 and converters of ROS 1 bags write them: messages of
 * events. The library of the format's makers walks the file; its messages go to `ros-recording.ts`.
 */
import type { McapStreamReader } from '@mcap/core';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { unpackLz4Frame } from '../../formats/lz4-frame.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../formats/zstandard-frame.ts';
import type { Report } from '../events/report.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { RosRecording, type RosTopic } from './ros-recording.ts';

const SIGNATURE = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
/** The library copies what it is given, and more with each part. */
const PART_BYTES = 2 ** 20;

let library: typeof McapStreamReader | null = null;

export const mcap: EventFormat = {
  id: 'mcap',
  title: 'MCAP of ROS with arrays or packets of events (.mcap)',
  extensions: ['.mcap'],
  origin: 'first-event',
  matches: (head) => SIGNATURE.every((byte, k) => head[k] === byte),
  async prepare() {
    await prepareZstandard();
    library ??= (await import('@mcap/core')).McapStreamReader;
  },
  decode: decodeMcap,
};

/**
 * @param options.sensor for messages that do not give its size
 * @throws MotifsmithError `data` if the file has no messages of events, or is damaged
 */
function decodeMcap(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const recording = new RosRecording(report);
  const topics = new Map<number, RosTopic>();
  const schemas = new Map<number, string>();
  for (const { record, offset } of recordsOf(bytes, report)) {
    if (record.type === 'Schema') {
      schemas.set(record.id, record.name);
    } else if (record.type === 'Channel') {
      const { id, topic: name, messageEncoding: encoding } = record;
      const topic = { name, encoding, type: schemas.get(record.schemaId) ?? '' };
      topics.set(id, topic);
      recording.announce(topic);
    } else if (record.type === 'Message') {
      const topic = topics.get(record.channelId);
      if (topic !== undefined) recording.add(topic, record.data, offset);
    }
  }
  return recording.finish(sensor);
}

/** Records up to the end of the file, or to where it is cut. */
function* recordsOf(bytes: Uint8Array, report: Report) {
  if (library === null) throw new MotifsmithError('internal', 'The MCAP library is not loaded.');
  let offset = 0;
  const unpacking = (problem: string) => report.damaged(`a chunk: ${problem}`, offset);
  const limitOf = (size: bigint): number => {
    if (size <= LIMITS.packetBytes) return Number(size);
    throw report.unsupported(
      `a chunk claims ${size} bytes, over ${LIMITS.packetBytes}`,
      offset,
      `Write it with smaller chunks. ${allowMore('packetBytes')}.`,
    );
  };
  const reader = new library({
    decompressHandlers: {
      lz4: (frame, size) => unpackLz4Frame(frame, limitOf(size), unpacking),
      zstd: (frame, size) => unpackZstandardFrame(frame, limitOf(size), unpacking),
    },
  });
  for (let begin = 0; begin < bytes.length && !reader.done(); begin += PART_BYTES) {
    const part = bytes.subarray(begin, begin + PART_BYTES);
    const record = attempt(() => {
      reader.append(part);
      return reader.nextRecord();
    });
    for (let next = record; next !== undefined; next = attempt(() => reader.nextRecord())) {
      yield { record: next, offset };
      offset = begin + part.length - reader.bytesRemaining();
    }
  }
  if (!reader.done()) {
    report.cutTail('it has no end', offset, bytes.length - offset);
  }

  function attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      if (error instanceof MotifsmithError) throw error;
      throw report.damaged(String((error as Error).message).replace(/\.$/, ''), offset);
    }
  }
}
