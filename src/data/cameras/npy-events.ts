/**
 * Decodes events that were saved with numpy.save: as structured arrays with the fields x, y, t and p
 * in any order and types, as Tonic has them, or as matrices with the columns x, y, p, t, as
 * DVS-Gesture was re-published. Times are taken to be µs.
 */

import { isNpy } from '../../formats/npy-header.ts';
import { decodeNpyTable, type NpyTable } from '../../formats/npy-table.ts';
import type { AddressEvents } from '../events/address-events.ts';
import {
  checkedGrid,
  createColumns,
  type EventColumns,
  type PixelGrid,
  toEvents,
} from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';
import { type Report, reportOn } from './report.ts';

/** Rows that are read at a time: columns of them stay in the processor's cache. */
const BLOCK = 4096;
/** Names of the columns of a structured array, and of a matrix. */
type Column = 'x' | 'y' | 'p' | 't';
const FIELDS: Readonly<Record<Column, string>> = { x: 'x', y: 'y', p: 'p', t: 't' };
const MATRIX: typeof FIELDS = { x: '0', y: '1', p: '2', t: '3' };

export const npyEvents: EventFormat = {
  id: 'npy',
  title: 'NumPy arrays of events: x, y, p, t (.npy)',
  extensions: ['.npy'],
  matches: isNpy,
  decode: decodeNpyEvents,
};

/**
 * @param options.sensor null means the smallest that holds the events, which is reported
 * @throws MotifsmithError `data` if the array lacks a column, a value is not a pixel, polarity or time,
 * or time goes back
 */
function decodeNpyEvents(
  bytes: Uint8Array,
  file: string,
  { sensor, onWarning }: DecodeOptions,
): AddressEvents {
  const report = reportOn(file, onWarning);
  const table = decodeNpyTable(bytes, file);
  const names = columnNames(table, report);
  const grid = sensor ?? smallestGrid(table, names, report);
  if (sensor === null) {
    const what = `gives no sensor size; read as ${grid.width} × ${grid.height}, which holds its events`;
    report.warn(what);
  }
  const columns = createColumns(table.rows);
  const parts = {
    x: table.parts(names.x, BLOCK),
    y: table.parts(names.y, BLOCK),
    p: table.parts(names.p, BLOCK),
    t: table.parts(names.t, BLOCK),
  };
  const offsetOf = (column: Column, row: number) => table.offsetOf(names[column], row);
  let before = 0;
  for (let begin = 0; begin < table.rows; begin += BLOCK) {
    const count = Math.min(BLOCK, table.rows - begin);
    before = addRows(parts, begin, count, offsetOf, report, grid, columns, before);
  }
  return toEvents(columns, table.rows, grid);
}

/**
 * `count` rows from `begin` on.
 * @param before time of the event before them, µs
 * @returns the time of the last of them
 */
function addRows(
  parts: Readonly<Record<Column, ReturnType<NpyTable['parts']>>>,
  begin: number,
  count: number,
  offsetOf: (column: Column, row: number) => number,
  report: Report,
  grid: PixelGrid,
  { times, x: columnX, y: columnY, polarity }: EventColumns,
  before: number,
): number {
  const x = parts.x(begin, count);
  const y = parts.y(begin, count);
  const p = parts.p(begin, count);
  const t = parts.t(begin, count);
  const { width, height } = grid;
  let last = before;
  for (let k = 0; k < count; k++) {
    const across = x[k]!;
    const down = y[k]!;
    const on = p[k]!;
    const time = t[k]!;
    const row = begin + k;
    // Written so that NaN fails; a fraction is lost in the column and found there.
    const inside = across >= 0 && across < width && down >= 0 && down < height;
    if (!inside) throw report.outsideSensor(offsetOf('x', row), across, down, grid);
    columnX[row] = across;
    columnY[row] = down;
    if (columnX[row] !== across || columnY[row] !== down) {
      throw report.damaged(`x ${across}, y ${down} is not a pixel`, offsetOf('x', row));
    }
    if (on !== 0 && on !== 1) {
      throw report.damaged(
        `the polarity ${on} is neither 0 nor 1`,
        offsetOf('p', row),
        'Save polarities as 0 (OFF) and 1 (ON).',
      );
    }
    if (!(time >= last && time <= Number.MAX_SAFE_INTEGER)) {
      const offset = offsetOf('t', row);
      if (time < last) throw report.timeGoesBack(offset, time, last);
      throw report.damaged(`an event has the time ${time} µs`, offset);
    }
    last = time;
    times[row] = time;
    polarity[row] = on;
  }
  return last;
}

function columnNames({ names }: NpyTable, report: Report): typeof FIELDS {
  if (Object.values(FIELDS).every((name) => names.includes(name))) return FIELDS;
  if (names.length === 4 && names.every((name, k) => name === String(k))) return MATRIX;
  throw report.unsupported(
    `its columns are ${names.join(', ')}, not x, y, p and t`,
    10,
    'Save a structured array with the fields x, y, p, t, or a matrix of these 4 columns.',
  );
}

function smallestGrid(table: NpyTable, names: typeof FIELDS, report: Report): PixelGrid {
  let width = 1;
  let height = 1;
  const partOfX = table.parts(names.x, BLOCK);
  const partOfY = table.parts(names.y, BLOCK);
  for (let begin = 0; begin < table.rows; begin += BLOCK) {
    const count = Math.min(BLOCK, table.rows - begin);
    const x = partOfX(begin, count);
    const y = partOfY(begin, count);
    for (let k = 0; k < count; k++) {
      if (x[k]! >= width) width = x[k]! + 1;
      if (y[k]! >= height) height = y[k]! + 1;
    }
  }
  return checkedGrid(Math.ceil(width), Math.ceil(height), table.offsetOf(names.x, 0), report);
}
