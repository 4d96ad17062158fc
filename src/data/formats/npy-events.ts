/**
 * Decodes events that were saved with numpy.save: as structured arrays with the fields x, y, t and p
 * in any order and types, as Tonic has them, or as matrices with the columns x, y, p, t, as
 * DVS-Gesture was re-published. Times are taken for µs.
 */
import type { AddressEvents } from '../address-events.ts';
import { isNpy } from '../npy-header.ts';
import { decodeNpyTable, type NpyTable } from '../npy-table.ts';
import { damaged, outsideSensor, timeGoesBack, unsupported } from './errors.ts';
import { checkedGrid, createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { DecodeOptions, EventFormat } from './format.ts';

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
  const x = table.column(names.x);
  const y = table.column(names.y);
  const p = table.column(names.p);
  const t = table.column(names.t);
  const grid = sensor ?? smallestGrid(x, y, file, table.offsetOf(names.x, 0));
  if (sensor === null) {
    const what = `tells no sensor; read as ${grid.width} × ${grid.height}, which holds its events`;
    onOddity({ where: file, what });
  }
  const { width, height } = grid;
  const columns = createColumns(table.rows);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let before = 0;
  for (let i = 0; i < times.length; i++) {
    const across = x[i]!;
    const down = y[i]!;
    const on = p[i]!;
    const time = t[i]!;
    // Put so that NaN fails; a fraction is lost in the column and seen there.
    const inside = across >= 0 && across < width && down >= 0 && down < height;
    if (!inside) throw outsideSensor(file, table.offsetOf(names.x, i), across, down, grid);
    columnX[i] = across;
    columnY[i] = down;
    polarity[i] = on;
    if (columnX[i] !== across || columnY[i] !== down) {
      throw damaged(file, table.offsetOf(names.x, i), `x ${across}, y ${down} is no pixel`);
    }
    if (on !== 0 && on !== 1) {
      throw damaged(file, table.offsetOf(names.p, i), `the polarity ${on} is neither 0 nor 1`, {
        remedy: 'Save polarities as 0 (OFF) and 1 (ON).',
      });
    }
    if (!(time >= before && time <= Number.MAX_SAFE_INTEGER)) {
      const offset = table.offsetOf(names.t, i);
      if (time < before) throw timeGoesBack(file, offset, time, before);
      throw damaged(file, offset, `an event has the time ${time} µs`);
    }
    before = time;
    times[i] = time;
  }
  return toEvents(columns, table.rows, grid);
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

function smallestGrid(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  file: string,
  offset: number,
): PixelGrid {
  let width = 1;
  let height = 1;
  for (let i = 0; i < x.length; i++) {
    if (x[i]! >= width) width = x[i]! + 1;
    if (y[i]! >= height) height = y[i]! + 1;
  }
  return checkedGrid(Math.ceil(width), Math.ceil(height), file, offset);
}
