/**
 * Decodes Prophesee's `.dat` files of camera events, e.g. N-CARS: lines of text that start with `%`,
 * a byte for the type of events, a byte for their size, then little-endian events of 8 bytes: the
 * time in µs (32 bits, which wrap), and a word with x in bits 13–0, y in bits 27–14, polarity in bits 31–28.
 */

import type { Report } from '../events/report.ts';
import { createColumns, toEvents, wordsAt } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';

/** Event2d and EventCD, which are laid out alike. */
const CAMERA_EVENTS = [0x00, 0x0c];
const EVENT_BYTES = 8;
/** The ATIS camera, whose recordings often do not give its size. */
const DEFAULT_SENSOR = { width: 304, height: 240, assumed: true };
const CLOCK_RANGE = 2 ** 32;

export const dat: EventFormat = {
  id: 'dat',
  title: 'Prophesee camera events (.dat)',
  extensions: ['.dat'],
  origin: 'first-event',
  matches: (head, name) =>
    head[0] === 0x25 &&
    name.toLowerCase().endsWith('.dat') &&
    evtVersion(readPropheseeHeader(head)) === null,
  decode: decodeDat,
};

/**
 * @param options.sensor for files that do not give its size; null means 304 × 240 for them
 * @throws MotifsmithError `data` if the file ends before its events or holds others, or an event is
 * outside the usual sensor
 */
function decodeDat(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readPropheseeHeader(bytes);
  const begin = header.end + 2;
  if (header.end === 0) throw report.damaged('it does not begin with lines of % and text', 0);
  if (begin > bytes.length)
    throw report.damaged('it ends before the type of its events', header.end);
  const type = bytes[header.end]!;
  const size = bytes[header.end + 1]!;
  if (!CAMERA_EVENTS.includes(type) || size !== EVENT_BYTES) {
    throw report.unsupported(
      `its events are of type ${type} and ${size} bytes, not camera events of 8`,
      header.end,
      'Export the camera events (CD) of the recording.',
    );
  }
  const grid = headerGrid(header, report, sensor, DEFAULT_SENSOR);
  const { width, height } = grid;
  const total = report.wholeRecords('event', EVENT_BYTES, bytes, begin);
  const words = wordsAt(bytes, begin, 2 * total);
  const columns = createColumns(total, report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let wrapped = 0;
  let before = 0;
  for (let i = 0; i < total; i++) {
    const offset = begin + EVENT_BYTES * i;
    let time = wrapped + words[2 * i]!;
    if (time < before - CLOCK_RANGE / 2) {
      wrapped += CLOCK_RANGE;
      time += CLOCK_RANGE;
      report.warn('the 32-bit clock wraps here', offset);
    }
    const address = words[2 * i + 1]!;
    const x = address & 0x3fff;
    const y = (address >>> 14) & 0x3fff;
    const sign = address >>> 28;
    if (x >= width || y >= height) {
      report.outsideSensor(offset, x, y, grid);
      continue;
    }
    if (sign > 1) {
      const problem = `An event has the polarity ${sign}.`;
      report.irregular('unknownPolarity', { problem, place: offset + 4 });
      continue;
    }
    if (time < before) report.timeBack(offset, time, before);
    else before = time;
    times[count] = time;
    columnX[count] = x;
    columnY[count] = y;
    polarity[count] = sign;
    count++;
  }
  return toEvents(columns, count, grid);
}
