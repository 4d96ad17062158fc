/**
 * Takes messages of the type `event_camera_msgs/EventPacket` of ROS, before 2023 `event_array_msgs/EventArray`: a header,
 * height, width, a number, a time, the name of the encoding, the order of bytes, and encoded events. Those in
 * EVT 3.0 are one stream, so they are only collected.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import type { Report } from '../events/report.ts';
import type { EventBlocks } from './event-blocks.ts';
import { halfWordsAt, type PixelGrid } from './event-columns.ts';
import { decodeEvt3Words } from './evt3.ts';
import type { RawEvents } from './format.ts';
import { type EventPacket, PACKET_DECODERS } from './packet-encodings.ts';
import type { RosSize } from './ros-events.ts';
import { type RosMessage, RosReader } from './ros-message.ts';

const EVT3 = 'evt3';

interface EncodedPacket extends RosSize, EventPacket {
  readonly encoding: string;
}

/** @throws MotifsmithError `data`, if the message contradicts itself or its words are big-endian */
export function readEventPacket(message: RosMessage, report: Report): EncodedPacket {
  const reader = new RosReader(message, report.damaged);
  reader.skipHeader();
  const [height, width] = [reader.word(), reader.word()];
  reader.longWord();
  const timeBase = reader.longWord();
  const encoding = reader.text();
  if (reader.byte() !== 0) {
    throw report.unsupported(
      'its packets are big-endian',
      message.place,
      'Convert it to dvs_msgs/EventArray on the machine that recorded it, with event_camera_tools.',
    );
  }
  return { width, height, encoding, timeBase, payload: reader.bytes(), place: message.place };
}

/** The packets of one topic, which are in one encoding. */
export class EventPackets {
  readonly #report: Report;
  readonly #events: EventBlocks;
  #encoding: string | null = null;
  /** Of EVT 3.0, of which the first `#count` bytes are filled. */
  #words = new Uint8Array(0);
  #count = 0;

  /** @param events where those of encodings other than EVT 3.0 go */
  constructor(events: EventBlocks, report: Report) {
    this.#events = events;
    this.#report = report;
  }

  /** Whether any packet had events. */
  get hasAny(): boolean {
    return this.#encoding !== null;
  }

  /**
   * @returns whether the packet was taken, as its encoding is that of the first and is read
   * @throws MotifsmithError `data`, if the packet is damaged, or too many events were taken
   */
  add(packet: EncodedPacket): boolean {
    const { encoding, payload, place } = packet;
    const decode = Object.hasOwn(PACKET_DECODERS, encoding) ? PACKET_DECODERS[encoding] : undefined;
    if (decode === undefined && encoding !== EVT3) return false;
    if (payload.length > 0) this.#encoding ??= encoding;
    if (encoding !== (this.#encoding ?? encoding)) return false;
    if (decode !== undefined) {
      decode(packet, this.#events, this.#report);
    } else if (payload.length % 2 === 1) {
      throw this.#report.damaged(`a packet of ${payload.length} bytes is not whole words`, place);
    } else {
      this.#collect(payload, place);
    }
    return true;
  }

  /** The events of EVT 3.0; null if the packets were in another encoding. */
  decodeWords(grid: PixelGrid): RawEvents | null {
    if (this.#encoding !== EVT3) return null;
    const words = halfWordsAt(this.#words, 0, this.#count / 2);
    return decodeEvt3Words(words, grid, this.#report, (word) => `word ${word} of its packets`);
  }

  #collect(payload: Uint8Array, place: number): void {
    const count = this.#count + payload.length;
    // As many bytes as there may be events: a word of 2 sends 1 to 12, but for those of time and rows.
    if (count > 2 * LIMITS.recordedEvents) {
      throw this.#report.unsupported(
        `its packets have more than ${LIMITS.recordedEvents} words`,
        place,
        `Cut it into shorter recordings. ${allowMore('recordedEvents')}.`,
      );
    }
    if (count > this.#words.length) {
      const grown = new Uint8Array(2 * count);
      grown.set(this.#words.subarray(0, this.#count));
      this.#words = grown;
    }
    this.#words.set(payload, this.#count);
    this.#count = count;
  }
}
