/**
 * Decodes AEDAT 4.0 of iniVation's DV: `#!AER-DAT4.0` and a line end, a FlatBuffer that gives the
 * compression, the offset of the table of packets and the streams, then packets: number of the
 * stream and length (32 bits each), then a FlatBuffer, compressed on its own. An event has 16
 * bytes: time in µs (64 bits, Unix time), x and y (16 bits each), polarity (8 bits), 3 unused.
 */

import { MotifsmithError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { FlatbufferTable } from '../../formats/flatbuffer-table.ts';
import { unpackLz4Frame } from '../../formats/lz4-frame.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../formats/zstandard-frame.ts';
import type { Report } from '../events/report.ts';
import { type Aedat4Stream, readStreams } from './aedat4-streams.ts';
import { checkedGrid, createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { beginsWith } from './text-header.ts';

const SIGNATURE = '#!AER-DAT4.0\r\n';
const PACKET_HEADER_BYTES = 8;
const EVENT_BYTES = 16;
const EVENT_STREAM = 'EVTS';
/**
 * How jAER names itself in its AEDAT 4 files (Aedat4InfoNode.java). It counts rows from the bottom of the picture, DV
 * and all others from the top; jAER's own reader tells them by this (RecordingChipDetector.hasDvOpenCvCoordinates).
 */
const JAER = /^jaer$/i;
/**
 * A packet may unpack to at most 64 times its length. Time and place differ from one event to the next, so
 * that real packets shrink to about a fifth.
 */
const UNPACKED_RATIO = 64;
/** A small packet may shrink more. */
const UNPACKED_ALLOWANCE = 4096;

export const aedat4: EventFormat = {
  id: 'aedat4',
  title: 'AEDAT 4.0 of iniVation DV (.aedat4)',
  extensions: ['.aedat4', '.aedat'],
  origin: 'first-event',
  matches: (head) => beginsWith(head, SIGNATURE),
  prepare: prepareZstandard,
  decode: decodeAedat4,
};

type Unpack = (packet: Uint8Array, offset: number) => Uint8Array;

/**
 * @param options.sensor for files that do not give its size
 * @throws MotifsmithError `data` if the header or a whole packet is damaged, or a packet would unpack to
 * too much
 */
function decodeAedat4(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readHeader(bytes, report);
  const stream = header.streams.find(({ type }) => type === EVENT_STREAM);
  if (stream === undefined) {
    const present = header.streams.map(({ type }) => type).join(', ') || 'none';
    const remedy = 'Record the events of the camera too.';
    throw report.unsupported(`it has no stream of events (streams: ${present})`, 18, remedy);
  }
  const grid = gridOf(stream, sensor, report);
  const unpack = unpackerOf(header.compression, report);
  const parts = readPackets(bytes, header, stream.id, report).map((packet) =>
    eventsOf(packet, bytes, header.compression === 0 || packet.isWhole ? unpack : null, report),
  );
  const columns = createColumns(
    parts.reduce((sum, { events }) => sum + events, 0),
    report,
  );
  const { times, x: columnX, y: columnY, polarity } = columns;
  const { width, height } = grid;
  const fromBottom = JAER.test(stream.module ?? '');
  if (fromBottom)
    report.warn('was written by jAER, with rows from the bottom; turned the right way up');
  let count = 0;
  let before = 0;
  // Packets begin at any byte, so words would have to be copied first; a view reads them in place.
  for (const { view, events, place } of parts) {
    for (let at = 0; at < EVENT_BYTES * events; at += EVENT_BYTES) {
      const time = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      const x = view.getUint16(at + 8, true);
      const y = view.getUint16(at + 10, true);
      const on = view.getUint8(at + 12);
      if (x >= width || y >= height) {
        report.outsideSensor(place(at), x, y, grid);
        continue;
      }
      if (!(time >= 0 && time <= Number.MAX_SAFE_INTEGER)) {
        const problem = `An event has the time ${time} µs, not between 0 and 2^53.`;
        report.irregular('unreadableEvent', { problem, place: place(at) });
        continue;
      }
      if (on > 1) {
        const problem = `An event has the polarity ${on}.`;
        report.irregular('unknownPolarity', { problem, place: place(at) });
        continue;
      }
      if (time < before) report.timeBack(place(at), time, before);
      else before = time;
      times[count] = time;
      columnX[count] = x;
      columnY[count] = fromBottom ? height - 1 - y : y;
      polarity[count] = on;
      count++;
    }
  }
  // The clock counts from 1970; the file begins with its events.
  return toEvents(columns, count, grid, times[0]);
}

/** Events of a packet. */
interface Part {
  readonly view: DataView;
  readonly events: number;
  /** Byte in the file of a byte of the events. */
  readonly place: (at: number) => number;
}

const NO_EVENTS: Part = { view: new DataView(new ArrayBuffer(0)), events: 0, place: (at) => at };

/** @param unpack null for a cut packet that cannot be unpacked */
function eventsOf(
  { offset, length, isWhole }: Packet,
  bytes: Uint8Array,
  unpack: Unpack | null,
  report: Report,
): Part {
  const present = bytes.length - offset;
  const cut = (rest: number) => {
    const problem = `its last packet of ${length} bytes has only ${present}`;
    report.cutTail(problem, bytes.length - rest, rest);
  };
  if (unpack === null) {
    cut(present);
    return NO_EVENTS;
  }
  const content = unpack(bytes.subarray(offset, offset + length), offset);
  const complain = (problem: string, at: number) =>
    report.damaged(
      `its packet of events is not a FlatBuffer: ${problem} (byte ${at} of it)`,
      offset,
    );
  const read = () =>
    new FlatbufferTable(content, EVENT_STREAM, complain, isWhole ? content.length : length).structs(
      0,
      EVENT_BYTES,
    );
  let place = { offset: 0, length: 0 };
  try {
    place = read();
  } catch (error) {
    // The cut may be before the events.
    if (isWhole || !(error instanceof MotifsmithError)) throw error;
    cut(present);
    return NO_EVENTS;
  }
  const { offset: first, length: claimed } = place;
  const { buffer, byteOffset, byteLength } = content;
  const events = Math.min(claimed, Math.max(0, Math.floor((byteLength - first) / EVENT_BYTES)));
  if (!isWhole) cut(Math.max(0, byteLength - first - events * EVENT_BYTES));
  if (events === 0) return NO_EVENTS;
  return {
    view: new DataView(buffer, byteOffset + first, events * EVENT_BYTES),
    events,
    // Of an event in a compressed packet, the file has only the place of the packet.
    place: (at) => (buffer === bytes.buffer ? offset + first + at : offset),
  };
}

interface Header {
  readonly compression: number;
  /** Offset of the first packet. */
  readonly begin: number;
  /** Offset of the first byte after the last packet; null in a file that was not closed. */
  readonly end: number | null;
  readonly streams: readonly Aedat4Stream[];
}

function readHeader(bytes: Uint8Array, report: Report): Header {
  const at = SIGNATURE.length;
  if (!beginsWith(bytes, SIGNATURE)) throw report.damaged('it does not begin with #!AER-DAT4.0', 0);
  if (bytes.length < at + 4) throw report.damaged('it ends before its header', at);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const begin = at + 4 + view.getUint32(at, true);
  if (begin > bytes.length) throw report.damaged('it ends within its header', at);
  const table = new FlatbufferTable(bytes.subarray(at, begin), 'IOHE', (problem, offset) =>
    report.damaged(`its header is not a FlatBuffer: ${problem}`, at + offset),
  );
  const tablePosition = table.int64(1, -1);
  const isClosed = tablePosition >= begin && tablePosition <= bytes.length;
  // DV writes −1 until it closes a file.
  if (!isClosed && tablePosition !== -1) {
    const problem = `Its table of packets should be at byte ${tablePosition} of ${bytes.length}.`;
    report.irregular('wrongSize', { problem, place: at });
  }
  return {
    compression: table.int32(0, 0),
    begin,
    end: isClosed ? tablePosition : null,
    streams: readStreams(table.text(2) ?? ''),
  };
}

/** A packet of the wanted stream. */
interface Packet {
  /** Of its content in the file. */
  readonly offset: number;
  /** Of its content in bytes; a cut one has fewer. */
  readonly length: number;
  readonly isWhole: boolean;
}

/** Packets of one stream; those of others are counted and reported, but not unpacked. */
function readPackets(
  bytes: Uint8Array,
  { begin, end: close, streams }: Header,
  wanted: number,
  report: Report,
): Packet[] {
  const end = close ?? bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packets: Packet[] = [];
  const skipped = new Map<number, number>();
  let offset = begin;
  while (offset < end) {
    const content = offset + PACKET_HEADER_BYTES;
    if (content > end) {
      report.cutTail('its last packet ends within its header', offset, end - offset);
      break;
    }
    const stream = view.getInt32(offset, true);
    const length = view.getInt32(offset + 4, true);
    // Behind the packets of a file whose table was not found, there may be that table.
    if (close === null && (length < 0 || !streams.some(({ id }) => id === stream))) {
      const problem = `${end - offset} bytes are neither packets nor their table.`;
      report.irregular('strayBytes', { problem, place: offset, size: end - offset });
      break;
    }
    if (length < 0) throw report.damaged(`a packet claims ${length} bytes`, offset + 4);
    const isWhole = content + length <= end;
    if (!isWhole && close !== null) {
      const present = end - content;
      throw report.damaged(`a packet of ${length} bytes has only ${present}`, offset);
    }
    if (stream === wanted) packets.push({ offset: content, length, isWhole });
    else if (!isWhole) report.cutTail('its last packet is cut', offset, end - offset);
    else skipped.set(stream, (skipped.get(stream) ?? 0) + 1);
    offset = content + length;
  }
  for (const [stream, number] of [...skipped].sort(([a], [b]) => a - b)) {
    report.warn(`skipped ${number} packets of stream ${stream}`);
  }
  return packets;
}

function unpackerOf(compression: number, report: Report): Unpack {
  if (compression === 0) return (packet) => packet;
  const unpackFrame = [unpackLz4Frame, unpackLz4Frame, unpackZstandardFrame, unpackZstandardFrame][
    compression - 1
  ];
  if (unpackFrame === undefined) {
    throw report.damaged(`its compression has the unknown number ${compression}`, SIGNATURE.length);
  }
  return (packet, offset) => {
    const limit = Math.min(LIMITS.packetBytes, UNPACKED_ALLOWANCE + UNPACKED_RATIO * packet.length);
    return unpackFrame(packet, limit, (problem, at) =>
      report.damaged(`its packet of events cannot be unpacked: ${problem}`, offset + at),
    );
  };
}

function gridOf(
  { width, height }: Aedat4Stream,
  sensor: FormatOptions['sensor'],
  report: Report,
): PixelGrid {
  if (width !== null && height !== null)
    return checkedGrid(width, height, SIGNATURE.length, report);
  if (sensor !== null) return sensor;
  throw report.unsupported(
    'its header does not give the size of the sensor',
    SIGNATURE.length,
    'Give the size of the sensor.',
  );
}
