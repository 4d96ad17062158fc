/**
 * The arrays that decoders fill, and the views of a file's bytes that they fill them from. Decoding
 * is fast because it fills plain typed arrays in one pass.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import { isPossibleSensor } from '../events/address-events.ts';
import type { Report } from '../events/report.ts';
import type { RawEvents } from './format.ts';

/** Cells of a camera, which always has two polarities. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  /** Whether neither the file nor the user says so, but only what the format usually has. */
  readonly assumed?: boolean;
}

/** Events being decoded; the first part of the arrays is filled. */
export interface EventColumns {
  /** [capacity] µs */
  readonly times: Float64Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly polarity: Uint8Array;
}

/**
 * Empty columns: 13 bytes per event.
 * @throws MotifsmithError `data` for over `LIMITS.recordedEvents` events: two bytes of EVT 3.0 send twelve
 */
export function createColumns(
  capacity: number,
  { unsupported }: Pick<Report, 'unsupported'>,
): EventColumns {
  if (capacity > LIMITS.recordedEvents) {
    throw unsupported(
      `it has ${capacity} events, over ${LIMITS.recordedEvents}`,
      0,
      `Cut it into shorter recordings. ${allowMore('recordedEvents')}.`,
    );
  }
  return {
    times: new Float64Array(capacity),
    x: new Uint16Array(capacity),
    y: new Uint16Array(capacity),
    polarity: new Uint8Array(capacity),
  };
}

/**
 * The first `count` events of the columns.
 * @param begin µs: where the file's own time begins
 */
export function toEvents(
  { times, x, y, polarity }: EventColumns,
  count: number,
  { width, height }: PixelGrid,
  begin = 0,
): RawEvents {
  const sensor = { width, height, polarities: 2 } as const;
  if (count === times.length) return { sensor, times, x, y, polarity, begin };
  return {
    sensor,
    times: times.slice(0, count),
    x: x.slice(0, count),
    y: y.slice(0, count),
    polarity: polarity.slice(0, count),
    begin,
  };
}

/**
 * The size of a sensor as a file gives it, checked.
 * @param offset of the size in the file
 * @throws MotifsmithError `data` if it has no pixels, or more than 65,536 one way or `LIMITS.cells` in all
 */
export function checkedGrid(
  width: number,
  height: number,
  offset: number | string,
  { damaged }: Pick<Report, 'damaged'>,
): PixelGrid {
  if (isPossibleSensor({ width, height })) return { width, height };
  throw damaged(`a sensor of ${width} × ${height} pixels is not possible`, offset);
}

/** `metavision_file_to_csv` writes the size of the sensor so. */
const GEOMETRY = /^[\s#%/!]*geometry: *(\d{1,5}) *[,x] *(\d{1,5})\s*$/i;

/** The size of a sensor that a comment in text gives, e.g. `% geometry:1280,720`; null if it gives none. */
export function sizeInComment(comment: string): PixelGrid | null {
  const [, width, height] = GEOMETRY.exec(comment) ?? [];
  return width === undefined ? null : { width: Number(width), height: Number(height) };
}

/**
 * `count` 32-bit words from a byte offset, in the machine's order: little-endian on every machine
 * that Node.js and browsers run on. A view where the bytes are aligned, else a copy.
 */
export function wordsAt(bytes: Uint8Array, offset: number, count: number): Uint32Array {
  const begin = bytes.byteOffset + offset;
  if (begin % 4 === 0) return new Uint32Array(bytes.buffer, begin, count);
  return new Uint32Array(bytes.buffer.slice(begin, begin + 4 * count));
}

/** `count` 16-bit words from a byte offset, as `wordsAt`. */
export function halfWordsAt(bytes: Uint8Array, offset: number, count: number): Uint16Array {
  const begin = bytes.byteOffset + offset;
  if (begin % 2 === 0) return new Uint16Array(bytes.buffer, begin, count);
  return new Uint16Array(bytes.buffer.slice(begin, begin + 2 * count));
}
