/**
 * Decodes AEDAT 4.0 of iniVation's DV: `#!AER-DAT4.0` and a line end, a FlatBuffer that gives the
 * compression, the offset of the table of packets and the streams, then packets: number of the
 * stream and length (32 bits each), then a FlatBuffer, compressed on its own. An event has 16
 * bytes: time in µs (64 bits, Unix time), x and y (16 bits each), polarity (8 bits), 3 unused.
 */

import { LIMITS } from '../../core/limits.ts';
import { FlatbufferTable } from '../../formats/flatbuffer-table.ts';
import { unpackLz4Frame } from '../../formats/lz4-frame.ts';
import { prepareZstandard, unpackZstandardFrame } from '../../formats/zstandard-frame.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { type Aedat4Stream, readStreams } from './aedat4-streams.ts';
import { checkedGrid, createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';
import { type Report, reportOn } from './report.ts';
import { beginsWith } from './text-header.ts';

const SIGNATURE = '#!AER-DAT4.0\r\n';
const PACKET_HEADER_BYTES = 8;
const EVENT_BYTES = 16;
const EVENT_STREAM = 'EVTS';
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
  matches: (head) => beginsWith(head, SIGNATURE),
  prepare: prepareZstandard,
  decode: decodeAedat4,
};

type Unpack = (packet: Uint8Array, offset: number) => Uint8Array;

/**
 * @param options.sensor for files that do not give its size
 * @throws MotifsmithError `data` if the file is cut short, a packet is damaged or would unpack to
 * too much, an event is outside the sensor, or time is negative, goes back or is not exact
 */
function decodeAedat4(
  bytes: Uint8Array,
  file: string,
  { sensor, onWarning }: DecodeOptions,
): AddressEvents {
  const report = reportOn(file, onWarning);
  const { compression, end, begin, streams } = readHeader(bytes, report);
  const stream = streams.find(({ type }) => type === EVENT_STREAM);
  if (stream === undefined) {
    const present = streams.map(({ type }) => type).join(', ') || 'none';
    const remedy = 'Record the events of the camera too.';
    throw report.unsupported(`it has no stream of events (streams: ${present})`, 18, remedy);
  }
  const grid = gridOf(stream, sensor, report);
  const unpack = unpackerOf(compression, report);
  const packets = readPackets(bytes, begin, end, stream.id, report);
  const tables = packets.map(({ offset, length }) => {
    const content = unpack(bytes.subarray(offset, offset + length), offset);
    const table = new FlatbufferTable(content, EVENT_STREAM, (problem, at) =>
      report.damaged(
        `its packet of events is not a FlatBuffer: ${problem} (byte ${at} of it)`,
        offset,
      ),
    );
    const { offset: first, length: events } = table.structs(0, EVENT_BYTES);
    const { buffer, byteOffset } = content;
    const view = new DataView(buffer, byteOffset + first, events * EVENT_BYTES);
    // Of an event in a compressed packet, the file has only the place of the packet.
    const place = (at: number) => (content.buffer === bytes.buffer ? offset + first + at : offset);
    return { view, events, place };
  });
  const total = tables.reduce((sum, { events }) => sum + events, 0);
  const columns = createColumns(total);
  const { times, x: columnX, y: columnY, polarity } = columns;
  const { width, height } = grid;
  let count = 0;
  let before = 0;
  // Packets begin at any byte, so words would have to be copied first; a view reads them in place.
  for (const { view, events, place } of tables) {
    for (let at = 0; at < EVENT_BYTES * events; at += EVENT_BYTES) {
      const time = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      const x = view.getUint16(at + 8, true);
      const y = view.getUint16(at + 10, true);
      const on = view.getUint8(at + 12);
      if (x >= width || y >= height) throw report.outsideSensor(place(at), x, y, grid);
      if (time < before) throw report.timeGoesBack(place(at), time, before);
      if (time > Number.MAX_SAFE_INTEGER) {
        throw report.damaged(`an event has the time ${time} µs, beyond 2^53`, place(at));
      }
      if (on > 1) throw report.damaged(`an event has the polarity ${on}`, place(at));
      before = time;
      times[count] = time;
      columnX[count] = x;
      columnY[count] = y;
      polarity[count] = on;
      count++;
    }
  }
  return toEvents(columns, total, grid);
}

interface Header {
  readonly compression: number;
  /** Offset of the first packet, and of the first byte after the last one. */
  readonly begin: number;
  readonly end: number;
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
  if (tablePosition !== -1 && !(tablePosition >= begin && tablePosition <= bytes.length)) {
    const problem = `its table of packets should be at byte ${tablePosition} of ${bytes.length}`;
    throw report.damaged(problem, at);
  }
  return {
    compression: table.int32(0, 0),
    begin,
    end: tablePosition === -1 ? bytes.length : tablePosition,
    streams: readStreams(table.text(2) ?? ''),
  };
}

/** Packets of one stream; those of others are counted and reported, but not unpacked. */
function readPackets(
  bytes: Uint8Array,
  begin: number,
  end: number,
  wanted: number,
  report: Report,
): { offset: number; length: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packets: { offset: number; length: number }[] = [];
  const skipped = new Map<number, number>();
  let offset = begin;
  while (offset < end) {
    const content = offset + PACKET_HEADER_BYTES;
    if (content > end) throw report.damaged('its last packet ends within its header', offset);
    const stream = view.getInt32(offset, true);
    const length = view.getInt32(offset + 4, true);
    if (length < 0) throw report.damaged(`a packet claims ${length} bytes`, offset + 4);
    if (content + length > end) {
      const present = end - content;
      throw report.damaged(`a packet of ${length} bytes has only ${present}`, offset);
    }
    if (stream === wanted) packets.push({ offset: content, length });
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
  sensor: DecodeOptions['sensor'],
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
