/**
 * Decodes Prophesee's `.raw` files in the encoding EVT 3.0: a text header, then little-endian words
 * of 16 bits. Each sets a part of the decoder's state (time, row, column, polarity) or sends events
 * from it; the upper 4 bits give its type:
 *
 * | type | word |
 * | ---- | ---- |
 * | 0 | row y in bits 10–0; bit 11 for a second camera |
 * | 2 | one event: x in bits 10–0, polarity in bit 11 |
 * | 3 | base column in bits 10–0 and polarity in bit 11 for the vectors that follow |
 * | 4 | events at base + k for each bit k of 12, then base += 12 |
 * | 5 | the same for 8 bits |
 * | 6 | bits 11–0 of the time in µs |
 * | 8 | bits 23–12 of the time |
 * | 7, A, D, E, F | signals, motion sensors, others and their continuation: skipped |
 *
 * The clock is the camera's; it wraps after 2²⁴ µs, many times in a recording. When the upper bits
 * change, the lower ones count as 0 until they are sent, as in Prophesee's own decoder.
 */

import type { Report } from '../events/report.ts';
import { createColumns, halfWordsAt, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';

const ADDRESS_Y = 0;
const ADDRESS_X = 2;
const VECTOR_BASE_X = 3;
const VECTOR_12 = 4;
const VECTOR_8 = 5;
const TIME_LOW = 6;
const TIME_HIGH = 8;
/** CONTINUED_4, EXT_TRIGGER, IMU, OTHERS, CONTINUED_12. */
const SKIPPED = [7, 0xa, 0xd, 0xe, 0xf];
/** The sensors that record in EVT 3.0, Gen4.1 and IMX636, for headers without a size. */
const DEFAULT_SENSOR = { width: 1280, height: 720, assumed: true };

export const evt3: EventFormat = {
  id: 'evt3',
  title: 'Prophesee EVT 3.0 (.raw)',
  extensions: ['.raw'],
  origin: 'first-event',
  matches: (head) => head[0] === 0x25 && evtVersion(readPropheseeHeader(head)) === '3.0',
  decode: decodeEvt3,
};

/**
 * @param options.sensor for files that give no size; null means 1280 × 720 for them
 * @throws MotifsmithError `data` if the header names another encoding, or an event is outside the usual
 * sensor
 */
function decodeEvt3(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readPropheseeHeader(bytes);
  if (evtVersion(header) !== '3.0') throw report.damaged('its header does not name EVT 3.0', 0);
  const grid = headerGrid(header, report, sensor, DEFAULT_SENSOR);
  const total = report.wholeRecords('word', 2, bytes, header.end);
  const words = halfWordsAt(bytes, header.end, total);
  return decodeEvt3Words(words, grid, report, (word) => header.end + 2 * word);
}

/**
 * The events of words, whatever file they come from.
 * @param placeOf a word, by its number
 */
export function decodeEvt3Words(
  words: Uint16Array,
  grid: PixelGrid,
  report: Report,
  placeOf: (word: number) => number | string,
): RawEvents {
  const { width, height } = grid;
  const columns = createColumns(countEvents(words), report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let before = 0;
  let high = -1;
  /** Of the whole clock: 2²⁴ a wrap, and the upper 12 bits. */
  let base = 0;
  /** The clock at the first word of time. */
  let start = 0;
  let time = 0;
  let row = -1;
  let column = -1;
  let vectorPolarity = 0;
  /** Events before the first time or row, or of a second camera. */
  let left = 0;
  let skipped = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const type = word >> 12;
    const content = word & 0xfff;
    switch (type) {
      case ADDRESS_X: {
        if (high < 0 || row < 0) {
          left++;
          break;
        }
        const x = content & 2047;
        if (x >= width || row >= height) {
          report.outsideSensor(placeOf(i), x, row, grid);
          break;
        }
        if (time < before) report.timeBack(placeOf(i), time, before);
        else before = time;
        times[count] = time;
        columnX[count] = x;
        columnY[count] = row;
        polarity[count] = content >> 11;
        count++;
        break;
      }
      case VECTOR_12:
      case VECTOR_8: {
        const bits = type === VECTOR_12 ? content : content & 0xff;
        if (column < 0) {
          const problem = 'A vector has no base column.';
          const offset = placeOf(i);
          report.irregular('unplacedEvent', { problem, place: offset, count: COUNTS[bits]! });
          break;
        }
        const begin = column;
        column += type === VECTOR_12 ? 12 : 8;
        if (bits === 0) break;
        if (high < 0 || row < 0) {
          left += COUNTS[bits]!;
          break;
        }
        const across = row < height ? Math.max(0, Math.min(12, width - begin)) : 0;
        const inside = bits & ((1 << across) - 1);
        if (inside !== bits) {
          const last = begin + 31 - Math.clz32(bits);
          const outside = COUNTS[bits]! - COUNTS[inside]!;
          report.outsideSensor(placeOf(i), last, row, grid, outside);
          if (inside === 0) break;
        }
        if (time < before) report.timeBack(placeOf(i), time, before);
        else before = time;
        for (let rest = inside, x = begin; rest !== 0; rest >>= 1, x++) {
          if ((rest & 1) === 0) continue;
          times[count] = time;
          columnX[count] = x;
          columnY[count] = row;
          polarity[count] = vectorPolarity;
          count++;
        }
        break;
      }
      case TIME_LOW:
        time = base + content;
        break;
      case TIME_HIGH:
        if (content === high) break;
        if (high < 0) start = base = content * 4096;
        else base += (content - high + (content < high - 2048 ? 4096 : 0)) * 4096;
        high = content;
        time = base;
        break;
      case ADDRESS_Y:
        row = content < 2048 ? content : -1;
        break;
      case VECTOR_BASE_X:
        column = content & 2047;
        vectorPolarity = content >> 11;
        break;
      default:
        if (SKIPPED.includes(type)) {
          skipped++;
        } else {
          const problem = `A word has the unknown type 0x${type.toString(16)}.`;
          report.irregular('unknownWord', { problem, place: placeOf(i) });
        }
    }
  }
  if (left > 0) {
    const what = `skipped ${left} events before the first time and row, or of a second camera`;
    report.warn(what);
  }
  if (skipped > 0) report.warn(`skipped ${skipped} words that are not events`);
  return toEvents(columns, count, grid, start);
}

/** [4096] bits that are set in a number of 12 bits. */
const COUNTS = new Uint8Array(4096);
for (let bits = 1; bits < COUNTS.length; bits++) COUNTS[bits] = COUNTS[bits >> 1]! + (bits & 1);

function countEvents(words: Uint16Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const type = word >> 12;
    if (type === ADDRESS_X) count++;
    else if (type === VECTOR_12) count += COUNTS[word & 0xfff]!;
    else if (type === VECTOR_8) count += COUNTS[word & 0xff]!;
  }
  return count;
}
