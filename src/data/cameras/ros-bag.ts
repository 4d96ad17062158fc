/**
 * Decodes recordings of event cameras in bags of ROS 1, also those that were not closed: their records are walked by
 * `ros-bag-records.ts`, and messages go to `ros-recording.ts`.
 */
import type { Report } from '../events/report.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { BagFields } from './ros-bag-parts.ts';
import { BAG_OPERATIONS, bagRecords } from './ros-bag-records.ts';
import { RosRecording, type RosTopic } from './ros-recording.ts';
import { beginsWith } from './text-header.ts';

const SIGNATURE = '#ROSBAG V';
const VERSION_2 = '#ROSBAG V2.0\n';

export const rosBag: EventFormat = {
  id: 'ros-bag',
  title: 'Bag of ROS 1 with arrays or packets of events (.bag)',
  extensions: ['.bag', '.active'],
  origin: 'first-event',
  matches: (head) => beginsWith(head, SIGNATURE),
  decode: decodeRosBag,
};

/**
 * @param options.sensor for messages that do not give its size
 * @throws MotifsmithError `data` if the file has no messages of events, or is damaged
 */
function decodeRosBag(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  if (!beginsWith(bytes, VERSION_2)) {
    throw report.unsupported(
      'it is not in version 2.0 of the format',
      0,
      'Write it again in version 2.0: rosbag filter OLD.bag NEW.bag True.',
    );
  }
  const recording = new RosRecording(report);
  const topics = new Map<number, RosTopic>();
  let unknown = 0;
  for (const { operation, fields, data, offset } of bagRecords(bytes, VERSION_2.length, report)) {
    if (operation === BAG_OPERATIONS.connection) {
      const type = new BagFields(data, offset, report.damaged).text('type');
      const topic = { name: fields.text('topic'), type, encoding: 'ros1' };
      topics.set(fields.number('conn', 4), topic);
      recording.announce(topic);
    } else if (operation === BAG_OPERATIONS.message) {
      const topic = topics.get(fields.number('conn', 4));
      if (topic === undefined) unknown++;
      else recording.add(topic, data, offset);
    } else if (operation !== BAG_OPERATIONS.index) {
      const problem = `A record has the operation ${operation}, which bags do not have.`;
      report.irregular('unknownWord', { problem, place: offset });
    }
  }
  if (unknown > 0) report.warn(`skipped ${unknown} messages of connections that it does not name`);
  return recording.finish(sensor);
}
