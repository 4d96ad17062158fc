/**
 * Decodes AEDAT 2.0, which jAER writes: header lines that start with `#`, then pairs of a 32-bit
 * address and a 32-bit time in µs, both big-endian. What an address means depends on the camera
 * that the header line `# AEChip:` names:
 *
 * - DVS128: polarity in bit 0 (0 is ON), x in bits 7–1, y in bits 14–8, bit 15 or 31 for a trigger signal;
 * - DAVIS: bit 31 for samples of frames and motion sensors, bit 10 for a trigger signal, otherwise
 *   y in bits 30–22, x in bits 21–12, polarity in bit 11 (1 is ON);
 * - DVS640, of which v2e writes: polarity in bit 0 (1 is ON), x in bits 10–1, y in bits 20–11.
 *
 * Columns are counted from the right and rows from the bottom; both are turned round here, as other formats have them.
 * So jAER, which writes these files, reads them back (DVS128.Extractor, DavisBaseCamera.DavisEventExtractor), and so
 * do libcaer ("Invert polarity bit. Hardware is like this.": dvs128.c), dat2mat.m of the makers of MNIST-DVS, with
 * which CIFAR10-DVS is read, and SpikingJelly; v2e writes so. Tonic and AedatTools take the bit of the DVS128 as it
 * is, which makes OFF of ON.
 *
 * The clock is the camera's and wraps after 2³² µs. Files of other programs, e.g. of jAER's scripts for MATLAB, name
 * no camera: then `data.sensor` tells which it was.
 */

import type { Report } from '../events/report.ts';
import { type Camera, findCamera } from './cameras.ts';
import { createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { beginsWith, readTextHeader } from './text-header.ts';

const SIGNATURE = '#!AER-DAT2.0';
const EVENT_BYTES = 8;
const CLOCK_RANGE = 2 ** 32;
/** How jAER's script for MATLAB names itself, and converters that copied its header. */
const BY_SCRIPT = /saveaerdat/i;
const BY_V2E = /AEDat2Output in v2e/;
const NO_CAMERA =
  'its header names no camera (AEChip), and its addresses are not those of a DVS128';
const NAME_CAMERA =
  'Give the size of the sensor that recorded it (data.sensor), e.g. 240 × 180 for a DAVIS240.';

export const aedat2: EventFormat = {
  id: 'aedat2',
  title: 'AEDAT 2.0 of jAER, DVS128 and DAVIS cameras (.aedat)',
  extensions: ['.aedat', '.aedat2', '.dat'],
  origin: 'first-event',
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
  readonly yShift: number;
  readonly yMask: number;
  readonly polarityShift: number;
  /** The value of its bit that means ON. */
  readonly on: 0 | 1;
}

const DVS128_LAYOUT: AddressLayout = {
  otherBits: 0x80008000,
  unusedBits: 0x7fff0000,
  xShift: 1,
  xMask: 127,
  yShift: 8,
  yMask: 127,
  polarityShift: 0,
  on: 0,
};

const DAVIS_LAYOUT: AddressLayout = {
  otherBits: 0x80000400,
  unusedBits: 0,
  xShift: 12,
  xMask: 1023,
  yShift: 22,
  yMask: 511,
  polarityShift: 11,
  on: 1,
};

const DVS640_LAYOUT: AddressLayout = {
  otherBits: 0x80000000,
  unusedBits: 0x7fe00000,
  xShift: 1,
  xMask: 1023,
  yShift: 11,
  yMask: 1023,
  polarityShift: 0,
  on: 1,
};

/**
 * @param options.sensor for files that name no camera; null means a DVS128
 * @throws MotifsmithError `data` if the camera is unknown, or an event is none of the DVS128 that was
 * assumed
 */
function decodeAedat2(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readTextHeader(bytes, '#', (line) => /^end of ascii header$/i.test(line));
  if (!beginsWith(bytes, SIGNATURE)) throw report.damaged(`it does not begin with ${SIGNATURE}`, 0);
  const { cutAt, end } = header;
  if (cutAt !== null) report.cutTail('it ends within its header', cutAt, end - cutAt);
  const { layout, grid } = cameraOf(header.lines, sensor, report);
  if (header.lines.some((line) => BY_SCRIPT.test(line))) {
    report.warn(
      'says that it was written by saveaerdat.m; AedatTools and aedat4to2 say so too, and do not count columns, rows or polarities as jAER does: look whether the picture is mirrored (data inspect --raster)',
      'header',
    );
  }
  const { width, height } = grid;
  const { otherBits, unusedBits, xShift, xMask, yShift, yMask, polarityShift, on } = layout;
  const off = 1 - on;
  const total = report.wholeRecords('event', EVENT_BYTES, bytes, header.end);
  const columns = createColumns(total, report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let others = 0;
  let wrapped = 0;
  let before = 0;
  for (let i = 0, offset = header.end; i < total; i++, offset += EVENT_BYTES) {
    const address = bigEndian(bytes, offset);
    if ((address & otherBits) !== 0) {
      others++;
      continue;
    }
    if ((address & unusedBits) !== 0) {
      const shown = (address >>> 0).toString(16).padStart(8, '0');
      const problem = `The camera has no pixel with address 0x${shown}.`;
      if (grid.assumed) throw report.unsupported(NO_CAMERA, offset, NAME_CAMERA);
      report.irregular('unknownWord', { problem, place: offset });
      continue;
    }
    const fromRight = (address >>> xShift) & xMask;
    const fromBottom = (address >>> yShift) & yMask;
    if (fromRight >= width || fromBottom >= height) {
      report.outsideSensor(offset, fromRight, fromBottom, grid);
      continue;
    }
    let time = wrapped + (bigEndian(bytes, offset + 4) >>> 0);
    if (time < before - CLOCK_RANGE / 2) {
      wrapped += CLOCK_RANGE;
      time += CLOCK_RANGE;
      report.warn('the 32-bit clock wraps here', offset);
    }
    if (time < before) report.timeBack(offset, time, before);
    else before = time;
    times[count] = time;
    columnX[count] = width - 1 - fromRight;
    columnY[count] = height - 1 - fromBottom;
    polarity[count] = ((address >>> polarityShift) & 1) ^ off;
    count++;
  }
  if (others > 0) report.warn(`skipped ${others} records of frames, motion sensors and triggers`);
  return toEvents(columns, count, grid);
}

function cameraOf(
  lines: readonly string[],
  sensor: FormatOptions['sensor'],
  report: Report,
): { layout: AddressLayout; grid: PixelGrid } {
  const named = lines
    .map((line) => /^AEChip:\s*(\S+)/.exec(line)?.[1])
    .find((name) => name !== undefined);
  if (named === undefined) {
    if (sensor !== null) return { layout: layoutFor(sensor, lines), grid: sensor };
    report.warn('names no camera (AEChip); read as DVS128', 'header');
    return { layout: DVS128_LAYOUT, grid: { width: 128, height: 128, assumed: true } };
  }
  const camera = findCamera(named);
  const layout = camera === null ? null : layoutOf(camera);
  if (camera === null || layout === null) {
    throw report.unsupported(
      `its header names the camera ${named}, whose addresses are unknown`,
      0,
      'Record with a DVS128 or DAVIS camera, or convert the file to AEDAT 4.',
    );
  }
  return { layout, grid: camera.grid };
}

function layoutOf({ name, grid }: Camera): AddressLayout | null {
  if (name.startsWith('davi')) return DAVIS_LAYOUT;
  if (name === 'dvs640') return DVS640_LAYOUT;
  return grid.width === 128 ? DVS128_LAYOUT : null;
}

/**
 * Which cameras jAER had: the DVS128, of which a part may be cut out, and, with larger sensors, the DAVIS; v2e takes the
 * DVS640 for the largest.
 */
function layoutFor({ width, height }: PixelGrid, lines: readonly string[]): AddressLayout {
  if (width <= 128 && height <= 128) return DVS128_LAYOUT;
  const isDvs640 = width === 640 && lines.some((line) => BY_V2E.test(line));
  return isDvs640 ? DVS640_LAYOUT : DAVIS_LAYOUT;
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
