/**
 * Decodes events that were saved with numpy.save: as structured arrays with the fields x, y, t and p
 * in any order and types, as Tonic has them, or as matrices with the columns x, y, p, t, as
 * DVS-Gesture was re-published. Times are taken for µs.
 */
import type { AddressEvents } from '../address-events.ts';
import { isNpy } from '../npy-header.ts';
import { decodeNpyTable, type NpyTable } from '../npy-table.ts';
import { damaged, outsideSensor, timeGoesBack, unsupported } from './errors.ts';
import {
  checkedGrid,
  createColumns,
  type EventColumns,
  type PixelGrid,
  toEvents,
} from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';

/** Rows that are read at a time: columns of them stay in the processor's cache. */
const BLOCK = 4096;
/** Names of the columns of a structured array, and of a matrix. */
const FIELDS = { x: 'x', y: 'y', p: 'p', t: 't' };
const MATRIX = { x: '0', y: '1', p: '2', t: '3' };

export const npyEvents: EventFormat = {
  id: 'npy',
  title: 'NumPy arrays of events: x, y, p, t (.npy)',
  extensions: ['.npy'],
  matches: isNpy,
  decode: decodeNpyEvents,
};

/**
 * @param options.sensor null means the smallest that holds the events, which is reported
 * @throws MotifsmithError `data` if the array lacks a column, a value is no pixel, polarity or time,
 * or time goes back
 */
function decodeNpyEvents(
  bytes: Uint8Array,
  file: string,
  { sensor, onOddity }: DecodeOptions,
): AddressEvents {
  const table = decodeNpyTable(bytes, file);
  const names = columnNames(table, file);
  const grid = sensor ?? smallestGrid(table, names, file);
  if (sensor === null) {
    const what = `tells no sensor; read as ${grid.width} × ${grid.height}, which holds its events`;
    onOddity({ where: file, what });
  }
  const columns = createColumns(table.rows);
  let before = 0;
  for (let begin = 0; begin < table.rows; begin += BLOCK) {
    before = addBlock(table, names, begin, file, grid, columns, before);
  }
  return toEvents(columns, table.rows, grid);
}

/**
 * Rows from `begin` on.
 * @param before time of the event before them, µs
 * @returns the time of the last of them
 */
function addBlock(
  table: NpyTable,
  names: typeof FIELDS,
  begin: number,
  file: string,
  grid: PixelGrid,
  { times, x: columnX, y: columnY, polarity }: EventColumns,
  before: number,
): number {
  const count = Math.min(BLOCK, table.rows - begin);
  const x = table.read(names.x, begin, count);
  const y = table.read(names.y, begin, count);
  const p = table.read(names.p, begin, count);
  const t = table.read(names.t, begin, count);
  const { width, height } = grid;
  let last = before;
  for (let k = 0; k < count; k++) {
    const across = x[k]!;
    const down = y[k]!;
    const on = p[k]!;
    const time = t[k]!;
    const row = begin + k;
    // Put so that NaN fails; a fraction is lost in the column and seen there.
    const inside = across >= 0 && across < width && down >= 0 && down < height;
    if (!inside) throw outsideSensor(file, table.offsetOf(names.x, row), across, down, grid);
    columnX[row] = across;
    columnY[row] = down;
    if (columnX[row] !== across || columnY[row] !== down) {
      throw damaged(file, table.offsetOf(names.x, row), `x ${across}, y ${down} is no pixel`);
    }
    if (on !== 0 && on !== 1) {
      throw damaged(file, table.offsetOf(names.p, row), `the polarity ${on} is neither 0 nor 1`, {
        remedy: 'Save polarities as 0 (OFF) and 1 (ON).',
      });
    }
    if (!(time >= last && time <= Number.MAX_SAFE_INTEGER)) {
      const offset = table.offsetOf(names.t, row);
      if (time < last) throw timeGoesBack(file, offset, time, last);
      throw damaged(file, offset, `an event has the time ${time} µs`);
    }
    last = time;
    times[row] = time;
    polarity[row] = on;
  }
  return last;
}

function columnNames({ names }: NpyTable, file: string): typeof FIELDS {
  if (Object.values(FIELDS).every((name) => names.includes(name))) return FIELDS;
  if (names.length === 4 && names.every((name, k) => name === String(k))) return MATRIX;
  throw unsupported(
    file,
    10,
    `its columns are ${names.join(', ')}, not x, y, p and t`,
    'Save a structured array with the fields x, y, p, t, or a matrix of these 4 columns.',
  );
}

function smallestGrid(table: NpyTable, names: typeof FIELDS, file: string): PixelGrid {
  let width = 1;
  let height = 1;
  for (let begin = 0; begin < table.rows; begin += BLOCK) {
    const count = Math.min(BLOCK, table.rows - begin);
    for (const x of table.read(names.x, begin, count)) if (x >= width) width = x + 1;
    for (const y of table.read(names.y, begin, count)) if (y >= height) height = y + 1;
  }
  return checkedGrid(Math.ceil(width), Math.ceil(height), file, table.offsetOf(names.x, 0));
}
