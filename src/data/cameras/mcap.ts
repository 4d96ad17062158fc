/**
 * Decodes recordings of event cameras in MCAP files, as ROS 2 and converters of ROS 1 bags write them: messages with
 * arrays of events. The library of the format's makers walks the file; the events are in `ros-events.ts`.
 */
import type { McapStreamReader } from '@mcap/core';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { unpackLz4Frame } from '../../formats/lz4-frame.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../formats/zstandard-frame.ts';
import type { Report } from '../events/report.ts';
import { checkedGrid, createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { decodeRosEvents, type RosEncoding, type RosEventArray } from './ros-events.ts';

const SIGNATURE = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
const EVENT_ARRAY = /^(dvs_msgs|prophesee_event_msgs)\/(msg\/)?EventArray$/;
const ENCODINGS: readonly string[] = ['ros1', 'cdr'] satisfies RosEncoding[];
/** The library copies what it is given, and more with each part. */
const PART_BYTES = 2 ** 20;

let library: typeof McapStreamReader | null = null;

export const mcap: EventFormat = {
  id: 'mcap',
  title: 'MCAP of ROS with dvs_msgs or prophesee_event_msgs event arrays (.mcap)',
  extensions: ['.mcap'],
  origin: 'first-event',
  matches: (head) => SIGNATURE.every((byte, k) => head[k] === byte),
  async prepare() {
    await prepareZstandard();
    library ??= (await import('@mcap/core')).McapStreamReader;
  },
  decode: decodeMcap,
};

interface Topic {
  readonly id: number;
  readonly name: string;
  readonly encoding: RosEncoding;
}

/**
 * @param options.sensor for messages that do not give its size
 * @throws MotifsmithError `data` if the file has no arrays of events, or is damaged
 */
function decodeMcap(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const arrays: RosEventArray[] = [];
  const topics = new Map<number, Topic>();
  const schemas = new Map<number, string>();
  const skipped = new Map<string, number>();
  let source: Topic | null = null;
  let total = 0;
  for (const { record, offset } of recordsOf(bytes, report)) {
    if (record.type === 'Schema') {
      schemas.set(record.id, record.name);
    } else if (record.type === 'Channel') {
      const { id, topic: name, messageEncoding: encoding } = record;
      const isEvents = EVENT_ARRAY.test(schemas.get(record.schemaId) ?? '');
      if (isEvents && ENCODINGS.includes(encoding)) {
        topics.set(id, { id, name, encoding: encoding as RosEncoding });
      }
    } else if (record.type === 'Message') {
      const topic = topics.get(record.channelId);
      if (topic === undefined) continue;
      source ??= topic;
      if (topic.id !== source.id) {
        skipped.set(topic.name, (skipped.get(topic.name) ?? 0) + 1);
        continue;
      }
      const array = decodeRosEvents(record.data, topic.encoding, offset, report.damaged);
      arrays.push(array);
      total += array.times.length;
    }
  }
  for (const [name, count] of skipped) report.warn(`skipped ${count} messages of topic ${name}`);
  if (source === null) {
    const types = [...new Set(schemas.values())].join(', ');
    throw report.unsupported(
      `it has no arrays of events${types === '' ? '' : `, only ${types}`}`,
      0,
      'Record messages of the type dvs_msgs/EventArray, or convert the recording, e.g. with event_camera_tools.',
    );
  }
  return joined(arrays, total, gridOf(arrays, sensor, report), report);
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

function gridOf(
  arrays: readonly RosEventArray[],
  sensor: FormatOptions['sensor'],
  report: Report,
): PixelGrid {
  const sized = arrays.find(({ width, height }) => width > 0 && height > 0);
  if (sized !== undefined) return checkedGrid(sized.width, sized.height, 'header', report);
  if (sensor !== null) return sensor;
  throw report.unsupported(
    'its messages do not give the size of the sensor',
    0,
    'Set its width and height (data.sensor).',
  );
}

function joined(
  arrays: readonly RosEventArray[],
  total: number,
  grid: PixelGrid,
  report: Report,
): RawEvents {
  const { times, x, y, polarity } = createColumns(total, report);
  let count = 0;
  let before = 0;
  arrays.forEach((array, k) => {
    for (let e = 0; e < array.times.length; e++) {
      const [column, row, time] = [array.x[e]!, array.y[e]!, array.times[e]!];
      const place = `message ${k}, event ${e}`;
      if (column >= grid.width || row >= grid.height) {
        report.outsideSensor(place, column, row, grid);
        continue;
      }
      if (time < before) report.timeBack(place, time, before);
      else before = time;
      times[count] = time;
      x[count] = column;
      y[count] = row;
      polarity[count] = array.polarity[e]!;
      count++;
    }
  });
  return toEvents({ times, x, y, polarity }, count, grid);
}
