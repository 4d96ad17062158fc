/**
 * Decodes Event Stream 2.0 (.es) of Alexandre Marcireau (github.com/neuromorphic-paris/event_stream): `Event Stream`,
 * three bytes of version, the type, width and height (16 bits each), then events of DVS or ATIS cameras:
 *
 * | byte | holds |
 * | ---- | ----- |
 * | 0    | DVS: µs since the event before in bits 7–1, polarity in bit 0; 255 adds 127 µs, 254 is a reset |
 * |      | ATIS: µs in bits 7–2, polarity in bit 1, bit 0 for a measurement of grey; 252 + n adds 63 n µs |
 * | 1, 2 | x |
 * | 3, 4 | y, from the bottom of the picture; it is turned the right way up |
 */
import type { Report } from '../events/report.ts';
import { checkedGrid, createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, RawEvents } from './format.ts';
import { beginsWith } from './text-header.ts';

const SIGNATURE = 'Event Stream';
const VERSION_AT = 12;
const TYPE_AT = 15;
const HEADER_BYTES = 20;
const EVENT_BYTES = 5;
const DVS = 1;
const ATIS = 2;
const TYPES: Readonly<Record<number, string>> = {
  0: 'generic events',
  3: 'events of a display',
  4: 'events with colours',
  5: 'liquid events',
};

export const eventStream: EventFormat = {
  id: 'event-stream',
  title: 'Event Stream 2.0 of DVS and ATIS cameras (.es)',
  extensions: ['.es'],
  origin: 'first-event',
  matches: (head) => beginsWith(head, SIGNATURE),
  decode: decodeEventStream,
};

/** What the first byte of an event says. */
interface FirstByte {
  /** µs to be added to the time. */
  readonly added: number;
  readonly polarity: number;
  readonly kind: 'event' | 'grey' | 'no event';
}

function ofDvs(byte: number): FirstByte {
  if (byte === 255) return { added: 127, polarity: 0, kind: 'no event' };
  if (byte === 254) return { added: 0, polarity: 0, kind: 'no event' };
  return { added: byte >> 1, polarity: byte & 1, kind: 'event' };
}

function ofAtis(byte: number): FirstByte {
  if (byte >= 252) return { added: 63 * (byte & 3), polarity: 0, kind: 'no event' };
  const kind = (byte & 1) === 1 ? 'grey' : 'event';
  return { added: byte >> 2, polarity: (byte >> 1) & 1, kind };
}

/** Of every byte, so that no object is made for an event. */
const FIRST_BYTES: Readonly<Record<number, readonly FirstByte[]>> = {
  [DVS]: Array.from({ length: 256 }, (_, byte) => ofDvs(byte)),
  [ATIS]: Array.from({ length: 256 }, (_, byte) => ofAtis(byte)),
};

/** @throws MotifsmithError `data` if the header is damaged, or of another version or type */
function decodeEventStream(bytes: Uint8Array, report: Report): RawEvents {
  const { grid, firstBytes } = readHeader(bytes, report);
  const { width, height } = grid;
  const columns = createColumns(Math.floor((bytes.length - HEADER_BYTES) / EVENT_BYTES), report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let time = 0;
  let grey = 0;
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const first = firstBytes[bytes[at]!]!;
    if (first.kind === 'no event') {
      time += first.added;
      at++;
      continue;
    }
    if (at + EVENT_BYTES > bytes.length) {
      const present = bytes.length - at;
      report.cutTail(`its last event has ${present} of ${EVENT_BYTES} bytes`, at, present);
      break;
    }
    time += first.added;
    const x = bytes[at + 1]! + 256 * bytes[at + 2]!;
    const y = bytes[at + 3]! + 256 * bytes[at + 4]!;
    if (first.kind === 'grey') {
      grey++;
    } else if (x >= width || y >= height) {
      report.outsideSensor(at, x, y, grid);
    } else {
      times[count] = time;
      columnX[count] = x;
      columnY[count] = height - 1 - y;
      polarity[count] = first.polarity;
      count++;
    }
    at += EVENT_BYTES;
  }
  if (grey > 0) report.warn(`skipped ${grey} measurements of grey`);
  return toEvents(columns, count, grid);
}

function readHeader(
  bytes: Uint8Array,
  report: Report,
): { grid: PixelGrid; firstBytes: readonly FirstByte[] } {
  if (bytes.length <= TYPE_AT) throw report.damaged('it ends within its header', bytes.length);
  const [major, minor, patch] = bytes.subarray(VERSION_AT, TYPE_AT);
  const remedy = 'Convert it with event_stream (pip install event_stream), e.g. to .npy.';
  if (major !== 2) {
    const problem = `it is Event Stream ${major}.${minor}.${patch}, not 2`;
    throw report.unsupported(problem, VERSION_AT, remedy);
  }
  const type = bytes[TYPE_AT]!;
  const firstBytes = FIRST_BYTES[type];
  if (firstBytes === undefined) {
    const problem = `it has ${TYPES[type] ?? `events of type ${type}`}, not those of a DVS or ATIS camera`;
    throw report.unsupported(problem, TYPE_AT, remedy);
  }
  if (bytes.length < HEADER_BYTES) throw report.damaged('it ends within its header', bytes.length);
  const width = bytes[16]! + 256 * bytes[17]!;
  const height = bytes[18]! + 256 * bytes[19]!;
  return { grid: checkedGrid(width, height, TYPE_AT + 1, report), firstBytes };
}
