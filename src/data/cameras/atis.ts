/**
 * Decodes the `.bin` files of N-MNIST and N-Caltech101 (Orchard et al. 2015), recorded with an ATIS
 * camera: 5 bytes per event and nothing else, neither header nor signature.
 *
 * | byte | holds |
 * | ---- | ----- |
 * | 0    | x |
 * | 1    | y; 240 marks an overflow of the clock, not an event |
 * | 2    | polarity in bit 7, bits 22–16 of the time in bits 6–0 |
 * | 3, 4 | bits 15–0 of the time in µs |
 *
 * Each overflow marker adds 2¹³ µs to all times after it.
 */

import type { Report } from '../events/report.ts';
import { createColumns, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';

const EVENT_BYTES = 5;
const OVERFLOW_ROW = 240;
const OVERFLOW_MICROSECONDS = 8192;
/** N-MNIST's part of the sensor. */
export const ATIS_SENSOR = { width: 34, height: 34 };

export const atis: EventFormat = {
  id: 'atis',
  title: 'ATIS events of 5 bytes, as in N-MNIST (.bin)',
  extensions: ['.bin'],
  // Each recording of N-MNIST has a clock of its own.
  origin: 'absolute',
  matches: (_head, name) => name.toLowerCase().endsWith('.bin'),
  decode: decodeAtis,
};

/**
 * @param options.sensor null means 34 × 34
 * @throws MotifsmithError `data` if the file is empty, or an event is outside the usual sensor
 */
function decodeAtis(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const grid = sensor ?? { ...ATIS_SENSOR, assumed: true };
  const { width, height } = grid;
  if (bytes.length === 0) throw report.damaged('the file is empty', 0);
  const total = report.wholeRecords('event', EVENT_BYTES, bytes, 0);
  const columns = createColumns(total, report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let added = 0;
  let before = 0;
  let dropped = 0;
  let firstOverflow = -1;
  for (let offset = 0; offset < total * EVENT_BYTES; offset += EVENT_BYTES) {
    const x = bytes[offset]!;
    const y = bytes[offset + 1]!;
    if (y === OVERFLOW_ROW) {
      added += OVERFLOW_MICROSECONDS;
      if (firstOverflow < 0) firstOverflow = offset;
      continue;
    }
    const high = bytes[offset + 2]!;
    const time = added + (((high & 127) << 16) | (bytes[offset + 3]! << 8) | bytes[offset + 4]!);
    if (x >= width || y >= height) {
      report.outsideSensor(offset, x, y, grid);
      dropped++;
      continue;
    }
    if (time < before) report.timeBack(offset, time, before);
    else before = time;
    times[count] = time;
    columnX[count] = x;
    columnY[count] = y;
    polarity[count] = high >> 7;
    count++;
  }
  if (firstOverflow >= 0) {
    const what = `${total - dropped - count} overflow markers from here on, each adding 8192 µs`;
    report.warn(what, firstOverflow);
  }
  return toEvents(columns, count, grid);
}
