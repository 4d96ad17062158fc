/**
 * Decodes the packets of `event_camera_msgs/EventPacket` of ROS, but for EVT 3.0 (`evt3.ts`), as their makers' document
 * and driver have them (github.com/ros-event-camera: event_camera_msgs, libcaer_driver). Each packet stands for
 * itself; its time base is in ns:
 *
 * | encoding | words |
 * | -------- | ----- |
 * | `mono` | 64 bits: ns since the base in bits 31–0, x in 47–32, y in 62–48, polarity in 63 |
 * | `libcaer` | polarity events of libcaer: polarity in bit 1, y in 16–2, x in 31–17, then 31 bits of µs since the base |
 * | `libcaer_cmp` | 16 bits, the kind in 15–12: 0 and 1 set bits 23–12 and 11–0 of the µs since the base, 2 the column; 3 is an |
 * |  | event of a row, 4 the first row for vectors; 5 has events at that row + k for each bit k of 8, then row += 8; |
 * |  | rows are in bits 10–0 and polarities in bit 11 |
 *
 * Of an event that is alone in its block of 8 rows but not the first there, the driver that writes `libcaer_cmp` keeps
 * the row of the first: that is lost.
 */
import type { Report } from '../events/report.ts';
import type { EventBlocks } from './event-blocks.ts';

/** A packet as a message has it. */
export interface EventPacket {
  readonly payload: Uint8Array;
  /** ns */
  readonly timeBase: bigint;
  /** Of the message in the file. */
  readonly place: number;
}

/** @throws MotifsmithError `data` if the packet is not whole */
type PacketDecoder = (packet: EventPacket, events: EventBlocks, report: Report) => void;

/** By the name of the encoding. */
export const PACKET_DECODERS: Readonly<Record<string, PacketDecoder>> = {
  mono: decodeMono,
  libcaer: decodeLibcaer,
  libcaer_cmp: decodeLibcaerCompressed,
};

const EVENT_BYTES = 8;
const TIME_HIGH = 0;
const TIME_LOW = 1;
const COLUMN = 2;
const ROW = 3;
const VECTOR_ROW = 4;
const VECTOR = 5;

function decodeMono(packet: EventPacket, events: EventBlocks, report: Report): void {
  const view = wordsOf(packet, EVENT_BYTES, report);
  const base = microseconds(packet, report);
  const rest = Number(packet.timeBase % 1000n);
  for (let at = 0; at < view.byteLength; at += EVENT_BYTES) {
    const time = base + Math.floor((rest + view.getUint32(at, true)) / 1000);
    const pixel = view.getUint32(at + 4, true);
    events.add(time, pixel & 0xffff, (pixel >>> 16) & 0x7fff, pixel >>> 31);
  }
}

function decodeLibcaer(packet: EventPacket, events: EventBlocks, report: Report): void {
  const view = wordsOf(packet, EVENT_BYTES, report);
  let base = microseconds(packet, report);
  let before = 0;
  let isWrapped = false;
  for (let at = 0; at < view.byteLength; at += EVENT_BYTES) {
    const pixel = view.getUint32(at, true);
    const time = view.getUint32(at + 4, true) & 0x7fffffff;
    // No packet is as long as the 35 minutes in which the clock wraps.
    if (!isWrapped && time < before - 2 ** 30) {
      isWrapped = true;
      base += 2 ** 31;
    }
    before = time;
    events.add(base + time, pixel >>> 17, (pixel >>> 2) & 0x7fff, (pixel >>> 1) & 1);
  }
}

function decodeLibcaerCompressed(packet: EventPacket, events: EventBlocks, report: Report): void {
  const view = wordsOf(packet, 2, report);
  const base = microseconds(packet, report);
  const { place } = packet;
  let high = 0;
  let low = 0;
  let column = -1;
  let row = -1;
  let polarity = 0;
  const add = (y: number, on: number) => {
    if (column >= 0 && y >= 0) {
      events.add(base + high * 4096 + low, column, y, on);
      return;
    }
    report.irregular('unplacedEvent', { problem: 'An event has no row or column.', place });
  };
  for (let at = 0; at < view.byteLength; at += 2) {
    const word = view.getUint16(at, true);
    const content = word & 0xfff;
    switch (word >> 12) {
      case TIME_HIGH:
        high = content;
        break;
      case TIME_LOW:
        low = content;
        break;
      case COLUMN:
        column = content & 2047;
        break;
      case ROW:
        add(content & 2047, content >> 11);
        break;
      case VECTOR_ROW:
        row = content & 2047;
        polarity = content >> 11;
        break;
      case VECTOR:
        for (let k = 0; k < 8; k++) {
          if (((content >> k) & 1) === 1) add(row < 0 ? -1 : row + k, polarity);
        }
        // Not further than rows can be kept.
        if (row >= 0) row = Math.min(row + 8, 0xfff0);
        break;
      default: {
        const problem = `A word has the unknown type 0x${(word >> 12).toString(16)}.`;
        report.irregular('unknownWord', { problem, place });
      }
    }
  }
}

/** @param size of a word in bytes */
function wordsOf({ payload, place }: EventPacket, size: number, report: Report): DataView {
  if (payload.length % size !== 0) {
    throw report.damaged(`a packet of ${payload.length} bytes is not whole words`, place);
  }
  return new DataView(payload.buffer, payload.byteOffset, payload.length);
}

/** The base in µs. */
function microseconds({ timeBase, place }: EventPacket, report: Report): number {
  const base = Number(timeBase / 1000n);
  // So that times within a packet can be added exactly.
  if (base > Number.MAX_SAFE_INTEGER - 2 ** 33) {
    throw report.damaged(`a packet is of the time ${timeBase} ns`, place);
  }
  return base;
}
