/** The events of the first topic of ROS that has any, whatever file its messages come from. */
import type { Report } from '../events/report.ts';
import { EventBlocks } from './event-blocks.ts';
import { checkedGrid, type PixelGrid } from './event-columns.ts';
import { EventPackets, readEventPacket } from './event-packets.ts';
import type { FormatOptions, RawEvents } from './format.ts';
import { type RosSize, readEventArray } from './ros-events.ts';
import type { RosEncoding, RosMessage } from './ros-message.ts';

/** A topic, as one of its publishers announces it. */
export interface RosTopic {
  readonly name: string;
  /** Of its messages, e.g. `dvs_msgs/EventArray`. */
  readonly type: string;
  readonly encoding: string;
}

const EVENT_ARRAY = /^(dvs_msgs|prophesee_event_msgs|dv_ros_msgs)\/(msg\/)?EventArray$/;
/** Also under the name that it had before 2023. */
const EVENT_PACKET =
  /^(event_camera_msgs\/(msg\/)?EventPacket|event_array_msgs\/(msg\/)?EventArray)$/;
const isOfEvents = (type: string) => EVENT_PACKET.test(type) || EVENT_ARRAY.test(type);
const ENCODINGS: readonly string[] = ['ros1', 'cdr'] satisfies RosEncoding[];

const UNKNOWN_SIZE: RosSize = { width: 0, height: 0 };

export class RosRecording {
  readonly #report: Report;
  readonly #events: EventBlocks;
  readonly #packets: EventPackets;
  /** Encodings of packets that were skipped. */
  readonly #unread = new Set<string>();
  readonly #types = new Set<string>();
  /** Whether a topic has events that are read. */
  #isAnnounced = false;
  readonly #skipped = new Map<string, number>();
  #source: string | null = null;
  #size: RosSize = UNKNOWN_SIZE;
  /** Of the first message, if there are none with events before one. */
  #emptySize: RosSize | null = null;

  constructor(report: Report) {
    this.#report = report;
    this.#events = new EventBlocks(report);
    this.#packets = new EventPackets(this.#events, report);
  }

  announce({ type, encoding }: RosTopic): void {
    this.#types.add(type);
    this.#isAnnounced ||= isOfEvents(type) && ENCODINGS.includes(encoding);
  }

  /**
   * Reads one message, if it has events and they are of the first topic with any.
   * @param place offset in the file
   * @throws MotifsmithError `data` if it contradicts itself
   */
  add({ name, type, encoding }: RosTopic, data: Uint8Array, place: number): void {
    const isPacket = EVENT_PACKET.test(type);
    if (!isOfEvents(type) || !ENCODINGS.includes(encoding)) return;
    const message = { data, encoding: encoding as RosEncoding, place };
    const isTaken = this.#source === null || name === this.#source;
    const size = isTaken ? this.#read(message, isPacket) : null;
    if (size === null) {
      this.#skipped.set(name, (this.#skipped.get(name) ?? 0) + 1);
      return;
    }
    // A topic of empty messages is not the recording if another has events: a camera that was covered, or not used.
    if (this.#source === null && this.#events.count === 0 && !this.#packets.hasAny) {
      this.#emptySize ??= size;
      return;
    }
    this.#source = name;
    if (this.#size.width === 0 || this.#size.height === 0) this.#size = size;
  }

  /** @returns null if its events are not read */
  #read(message: RosMessage, isPacket: boolean): RosSize | null {
    if (!isPacket) return readEventArray(message, this.#events, this.#report);
    const packet = readEventPacket(message, this.#report);
    if (this.#packets.add(packet)) return packet;
    this.#unread.add(packet.encoding);
    return null;
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
    if (this.#source === null && this.#emptySize === null) throw this.#nothing();
    const grid = this.#grid(sensor);
    return this.#packets.decodeWords(grid) ?? this.#events.joined(grid);
  }

  #nothing(): Error {
    if (this.#unread.size === 0 && (this.#isAnnounced || this.#types.size === 0)) {
      return this.#report.unsupported(
        this.#isAnnounced ? 'none of its topics of events has a message' : 'it has no topics',
        0,
        'Record while the camera runs, or copy the file again if it was cut.',
      );
    }
    const types = [...this.#types].join(', ');
    const encodings = [...this.#unread].join(', ');
    return this.#report.unsupported(
      encodings === ''
        ? `it has no arrays of events${types === '' ? '' : `, only ${types}`}`
        : `it has only packets in the encoding ${encodings}`,
      0,
      'Record messages of the type dvs_msgs/EventArray, or convert the recording, e.g. with event_camera_tools.',
    );
  }

  #grid(sensor: FormatOptions['sensor']): PixelGrid {
    const { width, height } = this.#source === null ? this.#emptySize! : this.#size;
    if (width > 0 && height > 0) return checkedGrid(width, height, 'header', this.#report);
    if (sensor !== null) return sensor;
    throw this.#report.unsupported(
      'its messages do not give the size of the sensor',
      0,
      'Set its width and height (data.sensor).',
    );
  }
}
