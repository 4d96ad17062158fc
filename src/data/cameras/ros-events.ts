/**
 * Decodes messages of the types `dvs_msgs/EventArray` and `prophesee_event_msgs/EventArray` of ROS, which are alike:
 * a header (time and name of a frame), height, width, and events of x, y (16 bits), time (seconds and nanoseconds) and
 * polarity. ROS 1 writes one value right behind the other; ROS 2 aligns each to its size, counted behind four
 * bytes that say how values are written (CDR).
 */
import type { Complain } from '../../formats/complain.ts';

/** How the values of a message are written. */
export type RosEncoding = 'ros1' | 'cdr';

export interface RosEventArray {
  readonly width: number;
  readonly height: number;
  /** [events] µs since 1970 */
  readonly times: Float64Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly polarity: Uint8Array;
}

/** Little-endian CDR, of which no other kind is known from cameras. */
const LITTLE_ENDIAN_CDR = 1;
/** Least bytes of an event. */
const EVENT_BYTES = 13;

/**
 * @param place of the message in the file
 * @throws what `damaged` makes, if the message contradicts itself
 */
export function decodeRosEvents(
  data: Uint8Array,
  encoding: RosEncoding,
  place: number,
  damaged: Complain,
): RosEventArray {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const isAligned = encoding === 'cdr';
  const begin = isAligned ? 4 : 0;
  if (isAligned && (data.length < 4 || view.getUint16(0) !== LITTLE_ENDIAN_CDR)) {
    throw damaged('a message of events is not in little-endian CDR', place);
  }
  let at = begin;
  /** Offset of a value of `size` bytes. */
  const next = (size: number): number => {
    const offset = isAligned ? begin + Math.ceil((at - begin) / size) * size : at;
    at = offset + size;
    if (at > data.length) throw damaged('a message of events ends within them', place);
    return offset;
  };
  const word = () => view.getUint32(next(4), true);
  if (!isAligned) word();
  word();
  word();
  const nameBytes = word();
  at += nameBytes;
  const [height, width, count] = [word(), word(), word()];
  if (count > (data.length - at) / EVENT_BYTES) {
    throw damaged(`a message of ${data.length} bytes claims ${count} events`, place);
  }
  const times = new Float64Array(count);
  const [x, y] = [new Uint16Array(count), new Uint16Array(count)];
  const polarity = new Uint8Array(count);
  for (let e = 0; e < count; e++) {
    x[e] = view.getUint16(next(2), true);
    y[e] = view.getUint16(next(2), true);
    const seconds = word();
    times[e] = seconds * 1e6 + Math.floor(word() / 1000);
    polarity[e] = view.getUint8(next(1)) === 0 ? 0 : 1;
  }
  return { width, height, times, x, y, polarity };
}
