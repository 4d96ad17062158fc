/** The events of the first topic of ROS that has any, whatever file its messages come from. */
import type { Report } from '../events/report.ts';
import { EventBlocks } from './event-blocks.ts';
import { checkedGrid, type PixelGrid } from './event-columns.ts';
import type { FormatOptions, RawEvents } from './format.ts';
import { type RosSize, readEventArray } from './ros-events.ts';
import type { RosEncoding } from './ros-message.ts';

/** A topic, as one of its publishers announces it. */
export interface RosTopic {
  readonly name: string;
  /** Of its messages, e.g. `dvs_msgs/EventArray`. */
  readonly type: string;
  readonly encoding: string;
}

const EVENT_ARRAY = /^(dvs_msgs|prophesee_event_msgs|dv_ros_msgs)\/(msg\/)?EventArray$/;
const ENCODINGS: readonly string[] = ['ros1', 'cdr'] satisfies RosEncoding[];

export class RosRecording {
  readonly #report: Report;
  readonly #events: EventBlocks;
  readonly #types = new Set<string>();
  readonly #skipped = new Map<string, number>();
  #source: string | null = null;
  #size: RosSize = { width: 0, height: 0 };

  constructor(report: Report) {
    this.#report = report;
    this.#events = new EventBlocks(report);
  }

  announce({ type }: RosTopic): void {
    this.#types.add(type);
  }

  /**
   * Reads one message, if it has events and they are of the first topic with any.
   * @param place offset in the file
   * @throws MotifsmithError `data` if it contradicts itself
   */
  add({ name, type, encoding }: RosTopic, data: Uint8Array, place: number): void {
    if (!EVENT_ARRAY.test(type) || !ENCODINGS.includes(encoding)) return;
    this.#source ??= name;
    if (name !== this.#source) {
      this.#skipped.set(name, (this.#skipped.get(name) ?? 0) + 1);
      return;
    }
    const message = { data, encoding: encoding as RosEncoding, place };
    const size = readEventArray(message, this.#events, this.#report.damaged);
    if (this.#size.width === 0 || this.#size.height === 0) this.#size = size;
  }

  /**
   * All events, once all messages were added.
   * @param sensor for messages that do not give its size
   * @throws MotifsmithError `data` if there are no messages of events, or nobody gives the size
   */
  finish(sensor: FormatOptions['sensor']): RawEvents {
    const report = this.#report;
    for (const [name, count] of this.#skipped) {
      report.warn(`skipped ${count} messages of topic ${name}`);
    }
    if (this.#source === null) {
      const types = [...this.#types].join(', ');
      throw report.unsupported(
        `it has no arrays of events${types === '' ? '' : `, only ${types}`}`,
        0,
        'Record messages of the type dvs_msgs/EventArray, or convert the recording, e.g. with event_camera_tools.',
      );
    }
    return this.#events.joined(this.#grid(sensor));
  }

  #grid(sensor: FormatOptions['sensor']): PixelGrid {
    const { width, height } = this.#size;
    if (width > 0 && height > 0) return checkedGrid(width, height, 'header', this.#report);
    if (sensor !== null) return sensor;
    throw this.#report.unsupported(
      'its messages do not give the size of the sensor',
      0,
      'Set its width and height (data.sensor).',
    );
  }
}
