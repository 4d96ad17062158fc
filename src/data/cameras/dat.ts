/**
 * Decodes Prophesee's `.dat` files of camera events, e.g. N-CARS: lines of text that start with `%`,
 * a byte for the type of events, a byte for their size, then little-endian events of 8 bytes: the
 * time in µs (32 bits), and a word with x in bits 13–0, y in bits 27–14, polarity in bits 31–28.
 */
import type { AddressEvents } from '../events/address-events.ts';
import { createColumns, toEvents, wordsAt } from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';
import { reportOn } from './report.ts';

/** Event2d and EventCD, which are laid out alike. */
const CAMERA_EVENTS = [0x00, 0x0c];
const EVENT_BYTES = 8;
/** The ATIS camera, whose recordings often do not give its size. */
const DEFAULT_SENSOR = { width: 304, height: 240 };

export const dat: EventFormat = {
  id: 'dat',
  title: 'Prophesee camera events (.dat)',
  extensions: ['.dat'],
  matches: (head, name) =>
    head[0] === 0x25 &&
    name.toLowerCase().endsWith('.dat') &&
    evtVersion(readPropheseeHeader(head)) === null,
  decode: decodeDat,
};

/**
 * @param options.sensor for files that do not give its size; null means 304 × 240 for them
 * @throws MotifsmithError `data` if the file is cut short or holds other events, or an event is
 * outside the sensor or earlier than the previous one
 */
function decodeDat(
  bytes: Uint8Array,
  file: string,
  { sensor, onWarning }: DecodeOptions,
): AddressEvents {
  const report = reportOn(file, onWarning);
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
  const columns = createColumns(total);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let before = 0;
  for (let i = 0; i < total; i++) {
    const time = words[2 * i]!;
    const address = words[2 * i + 1]!;
    const x = address & 0x3fff;
    const y = (address >>> 14) & 0x3fff;
    const sign = address >>> 28;
    if (x >= width || y >= height) throw report.outsideSensor(begin + EVENT_BYTES * i, x, y, grid);
    if (time < before) throw report.timeGoesBack(begin + EVENT_BYTES * i, time, before);
    if (sign > 1) {
      throw report.damaged(`an event has the polarity ${sign}`, begin + EVENT_BYTES * i + 4);
    }
    before = time;
    times[i] = time;
    columnX[i] = x;
    columnY[i] = y;
    polarity[i] = sign;
  }
  return toEvents(columns, total, grid);
}
