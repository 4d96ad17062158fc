/**
 * Decodes Prophesee's `.raw` files in the encoding EVT 2.0: a text header, then little-endian words
 * of 32 bits whose upper 4 give their type:
 *
 * | type | word |
 * | ---- | ---- |
 * | 0, 1 | OFF, ON event: bits 5–0 of the time in bits 27–22, x in bits 21–11, y in bits 10–0 |
 * | 8    | bits 33–6 of the time in µs, for all that follow |
 * | A, D, E, F | signals, motion sensors, others and their continuation: skipped |
 *
 * The clock is the camera's and wraps after 2³⁴ µs.
 */

import type { Report } from '../events/report.ts';
import { createColumns, toEvents, wordsAt } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';

const OFF = 0;
const ON = 1;
const TIME_HIGH = 8;
/** EXT_TRIGGER, IMU, OTHERS, CONTINUED. */
const SKIPPED = [0xa, 0xd, 0xe, 0xf];
const TIME_HIGH_RANGE = 2 ** 28;
/** The Gen3 camera, which records in EVT 2.0, for headers without a size. */
const DEFAULT_SENSOR = { width: 640, height: 480, assumed: true };

export const evt2: EventFormat = {
  id: 'evt2',
  title: 'Prophesee EVT 2.0 (.raw)',
  extensions: ['.raw'],
  origin: 'first-event',
  matches: (head) => head[0] === 0x25 && evtVersion(readPropheseeHeader(head)) === '2.0',
  decode: decodeEvt2,
};

/**
 * @param options.sensor for files that give no size; null means 640 × 480 for them
 * @throws MotifsmithError `data` if the header names another encoding, or an event is outside the usual
 * sensor
 */
function decodeEvt2(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readPropheseeHeader(bytes);
  if (evtVersion(header) !== '2.0') throw report.damaged('its header does not name EVT 2.0', 0);
  const grid = headerGrid(header, report, sensor, DEFAULT_SENSOR);
  const { width, height } = grid;
  const total = report.wholeRecords('word', 4, bytes, header.end);
  const words = wordsAt(bytes, header.end, total);
  const columns = createColumns(countEvents(words), report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let before = 0;
  let high = -1;
  let wraps = 0;
  let base = 0;
  /** The clock at the first word of time. */
  let start = 0;
  let early = 0;
  let skipped = 0;
  for (let i = 0; i < total; i++) {
    const word = words[i]!;
    const type = word >>> 28;
    if (type <= ON) {
      if (high < 0) {
        early++;
        continue;
      }
      const x = (word >>> 11) & 2047;
      const y = word & 2047;
      const time = base + ((word >>> 22) & 63);
      if (x >= width || y >= height) {
        report.outsideSensor(header.end + 4 * i, x, y, grid);
        continue;
      }
      if (time < before) report.timeBack(header.end + 4 * i, time, before);
      else before = time;
      times[count] = time;
      columnX[count] = x;
      columnY[count] = y;
      polarity[count] = type === OFF ? 0 : 1;
      count++;
    } else if (type === TIME_HIGH) {
      const next = word & (TIME_HIGH_RANGE - 1);
      if (next < high - TIME_HIGH_RANGE / 2) {
        wraps++;
        report.warn('the 34-bit clock wraps here', header.end + 4 * i);
      }
      base = (wraps * TIME_HIGH_RANGE + next) * 64;
      if (high < 0) start = base;
      high = next;
    } else if (SKIPPED.includes(type)) {
      skipped++;
    } else {
      const problem = `A word has the unknown type 0x${type.toString(16)}.`;
      report.irregular('unknownWord', { problem, place: header.end + 4 * i });
    }
  }
  if (early > 0) {
    report.warn(`skipped ${early} events before the first word of time`);
  }
  if (skipped > 0) report.warn(`skipped ${skipped} words that are not events`);
  return toEvents(columns, count, grid, start);
}

function countEvents(words: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) if (words[i]! >>> 28 <= ON) count++;
  return count;
}
