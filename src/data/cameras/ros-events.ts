/**
 * Decodes messages of the types `dvs_msgs/EventArray`, `prophesee_event_msgs/EventArray` and `dv_ros_msgs/EventArray` of
 * ROS, which are alike: a header, height, width, and events of x, y (16 bits), time (seconds and nanoseconds) and
 * polarity.
 */
import type { Report } from '../events/report.ts';
import type { EventBlocks } from './event-blocks.ts';
import { type RosMessage, RosReader } from './ros-message.ts';

/** Of a sensor as a message has it; 0 if it does not say. */
export interface RosSize {
  readonly width: number;
  readonly height: number;
}

/** Least bytes of an event. */
const EVENT_BYTES = 13;

/** @throws MotifsmithError `data` if the message claims more events than it has */
export function readEventArray(message: RosMessage, events: EventBlocks, report: Report): RosSize {
  const reader = new RosReader(message, report.damaged);
  reader.skipHeader();
  const [height, width] = [reader.word(), reader.word()];
  const count = reader.count(EVENT_BYTES);
  for (let e = 0; e < count; e++) {
    const x = reader.halfWord();
    const y = reader.halfWord();
    const seconds = reader.word();
    const time = seconds * 1e6 + Math.floor(reader.word() / 1000);
    events.add(time, x, y, reader.byte() === 0 ? 0 : 1);
  }
  const { rest } = reader;
  if (rest > 0) {
    const problem = `A message of ${count} events has ${rest} bytes behind them.`;
    report.irregular('strayBytes', { problem, place: message.place, size: rest });
  }
  return { width, height };
}
