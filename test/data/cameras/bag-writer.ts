/** Writes bags of ROS 1 with messages `dvs_msgs/EventArray` in one chunk, for `writers.ts`. */
import type { EventWriter } from './writers.ts';

const MESSAGE_EVENTS = 1000;
const EVENT_BYTES = 13;
/** Three words of the header, an empty name, height, width and count. */
const ARRAY_BYTES = 28;

const SIGNATURE = Buffer.from('#ROSBAG V2.0\n');

const number = (value: number, size: 1 | 4 | 8) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value, 0, Math.min(size, 6));
  return bytes;
};

const field = (name: string, value: Uint8Array | string) => {
  const text = Buffer.concat([Buffer.from(`${name}=`), Buffer.from(value)]);
  return Buffer.concat([number(text.length, 4), text]);
};

const record = (operation: number, fields: readonly Buffer[], data: Uint8Array) => {
  const header = Buffer.concat([field('op', number(operation, 1)), ...fields]);
  return Buffer.concat([number(header.length, 4), header, number(data.length, 4), data]);
};

/** As if it was not closed, but that it says otherwise: readers need no index. */
export const writeRosBag: EventWriter = ({ width, height, times, x, y, polarity }) => {
  const connection = field('conn', number(0, 4));
  const records = [
    record(7, [connection, field('topic', '/events')], field('type', 'dvs_msgs/EventArray')),
  ];
  for (let begin = 0; begin < times.length || begin === 0; begin += MESSAGE_EVENTS) {
    const count = Math.min(MESSAGE_EVENTS, times.length - begin);
    const data = new Uint8Array(ARRAY_BYTES + EVENT_BYTES * count);
    const view = new DataView(data.buffer);
    [0, 0, 0, 0, height, width, count].forEach((word, k) => {
      view.setUint32(4 * k, word, true);
    });
    for (let e = 0; e < count; e++) {
      const [at, time] = [ARRAY_BYTES + EVENT_BYTES * e, times[begin + e]!];
      view.setUint16(at, x[begin + e]!, true);
      view.setUint16(at + 2, y[begin + e]!, true);
      view.setUint32(at + 4, Math.floor(time / 1e6), true);
      view.setUint32(at + 8, (time % 1e6) * 1000, true);
      data[at + 12] = polarity[begin + e]!;
    }
    records.push(record(2, [connection, field('time', number(0, 8))], data));
  }
  const chunk = Buffer.concat(records);
  const bag = [field('index_pos', number(1, 8)), field('chunk_count', number(0, 4))];
  const packing = [field('compression', 'none'), field('size', number(chunk.length, 4))];
  return new Uint8Array(
    Buffer.concat([SIGNATURE, record(3, bag, Buffer.of()), record(5, packing, chunk)]),
  );
};
