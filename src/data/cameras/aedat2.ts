/**
 * Decodes AEDAT 2.0, which jAER writes: header lines that start with `#`, then pairs of a 32-bit
 * address and a 32-bit time in µs, both big-endian. What an address means depends on the camera
 * that the header line `# AEChip:` names:
 *
 * - DVS128: polarity in bit 0 (1 is ON), x in bits 7–1 counted from the right edge, y in bits 14–8,
 *   bit 15 or 31 for a trigger signal;
 * - DAVIS: bit 31 for samples of frames and motion sensors, bit 10 for a trigger signal, otherwise
 *   y in bits 30–22, x in bits 21–12, polarity in bit 11.
 *
 * Row 0 is the lowest. The clock is the camera's and wraps after 2³² µs.
 */

import type { AddressEvents } from '../events/address-events.ts';
import { type Camera, findCamera } from './cameras.ts';
import { createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';
import { type Report, reportOn } from './report.ts';
import { beginsWith, readTextHeader } from './text-header.ts';

const SIGNATURE = '#!AER-DAT2.0';
const EVENT_BYTES = 8;
const CLOCK_RANGE = 2 ** 32;

export const aedat2: EventFormat = {
  id: 'aedat2',
  title: 'AEDAT 2.0 of jAER, DVS128 and DAVIS cameras (.aedat)',
  extensions: ['.aedat', '.aedat2', '.dat'],
  matches: (head) => beginsWith(head, SIGNATURE),
  decode: decodeAedat2,
};

/** Where an address holds what, and which addresses are not pixels. */
interface AddressLayout {
  /** Addresses with one of these bits do not belong to a pixel. */
  readonly otherBits: number;
  /** Addresses with one of these bits, and none of `otherBits`, cannot occur. */
  readonly unusedBits: number;
  readonly xShift: number;
  readonly xMask: number;
  /** Whether x counts from the right. */
  readonly mirrored: boolean;
  readonly yShift: number;
  readonly yMask: number;
  readonly polarityShift: number;
}

const DVS128_LAYOUT: AddressLayout = {
  otherBits: 0x80008000,
  unusedBits: 0x7fff0000,
  xShift: 1,
  xMask: 127,
  mirrored: true,
  yShift: 8,
  yMask: 127,
  polarityShift: 0,
};

const DAVIS_LAYOUT: AddressLayout = {
  otherBits: 0x80000400,
  unusedBits: 0,
  xShift: 12,
  xMask: 1023,
  mirrored: false,
  yShift: 22,
  yMask: 511,
  polarityShift: 11,
};

/**
 * @param options.sensor is not used: the camera fixes the size
 * @throws MotifsmithError `data` if the camera is unknown, the file is cut short, an event is
 * outside the sensor, or time goes back by less than half the clock's range
 */
function decodeAedat2(
  bytes: Uint8Array,
  file: string,
  { onWarning }: DecodeOptions,
): AddressEvents {
  const report = reportOn(file, onWarning);
  const header = readTextHeader(bytes, '#', (line) => /^end of ascii header$/i.test(line));
  if (!beginsWith(bytes, SIGNATURE)) throw report.damaged(`it does not begin with ${SIGNATURE}`, 0);
  const { layout, grid } = cameraOf(header.lines, report);
  const { width, height } = grid;
  const { otherBits, unusedBits, xShift, xMask, mirrored, yShift, yMask, polarityShift } = layout;
  const total = report.wholeRecords('event', EVENT_BYTES, bytes, header.end);
  const columns = createColumns(total);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let wrapped = 0;
  let before = 0;
  for (let offset = header.end; offset < bytes.length; offset += EVENT_BYTES) {
    const address = bigEndian(bytes, offset);
    if ((address & otherBits) !== 0) continue;
    if ((address & unusedBits) !== 0) {
      const shown = (address >>> 0).toString(16).padStart(8, '0');
      throw report.damaged(`the camera has no pixel with address 0x${shown}`, offset);
    }
    const along = (address >>> xShift) & xMask;
    const x = mirrored ? width - 1 - along : along;
    const y = (address >>> yShift) & yMask;
    if (x >= width || y >= height) throw report.outsideSensor(offset, x, y, grid);
    let time = wrapped + (bigEndian(bytes, offset + 4) >>> 0);
    if (time < before - CLOCK_RANGE / 2) {
      wrapped += CLOCK_RANGE;
      time += CLOCK_RANGE;
      report.warn('the 32-bit clock wraps here', offset);
    }
    if (time < before) throw report.timeGoesBack(offset, time, before);
    before = time;
    times[count] = time;
    columnX[count] = x;
    columnY[count] = y;
    polarity[count] = (address >>> polarityShift) & 1;
    count++;
  }
  if (count < total) {
    const what = `skipped ${total - count} records of frames, motion sensors and triggers`;
    report.warn(what);
  }
  return toEvents(columns, count, grid);
}

function cameraOf(
  lines: readonly string[],
  report: Report,
): { layout: AddressLayout; grid: PixelGrid } {
  const named = lines
    .map((line) => /^AEChip:\s*(\S+)/.exec(line)?.[1])
    .find((name) => name !== undefined);
  if (named === undefined) {
    report.warn('names no camera (AEChip); read as DVS128', 'header');
  }
  const camera: Camera | null = findCamera(named ?? 'DVS128');
  const isDavis = camera?.name.startsWith('davi');
  if (camera === null || !(isDavis || camera.grid.width === 128)) {
    throw report.unsupported(
      `its header names the camera ${named}, whose addresses are unknown`,
      0,
      'Record with a DVS128 or DAVIS camera, or convert the file to AEDAT 4.',
    );
  }
  return { layout: isDavis ? DAVIS_LAYOUT : DVS128_LAYOUT, grid: camera.grid };
}

/** A signed 32-bit integer. */
function bigEndian(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset]! << 24) |
    (bytes[offset + 1]! << 16) |
    (bytes[offset + 2]! << 8) |
    bytes[offset + 3]!
  );
}
