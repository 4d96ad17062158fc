/**
 * Events as rows of a table, whatever file the table is in: which column is which, in which unit, and
 * the checks of each value.
 */
import type { NumericArray } from '../../formats/npy-elements.ts';
import { TIME_UNITS } from '../events/reading.ts';
import type { Report } from '../events/report.ts';
import {
  checkedGrid,
  createColumns,
  type EventColumns,
  type PixelGrid,
  toEvents,
} from './event-columns.ts';
import type { FormatOptions, RawEvents } from './format.ts';

/** Rows that are read at a time: columns of them stay in the processor's cache. */
const BLOCK = 4096;

/** A table of numbers with named columns. */
export interface EventTable {
  readonly rows: number;
  /** In the order of the file; `0`, `1`, … where it has no names. */
  readonly names: readonly string[];
  /** @returns reads `count` ≤ `most` rows from row `begin` on, into the same array each time */
  parts(name: string, most: number): (begin: number, count: number) => NumericArray;
  /** Where a value is in the file: bytes, or words such as `line 7`. */
  offsetOf(name: string, row: number): number | string;
  /** Where the table is in the file, for errors about all of it. */
  readonly place: number | string;
}

type Column = 'x' | 'y' | 'p' | 't';
type ColumnNames = Readonly<Record<Column, string>>;

/** What programs call the columns, in lower case. */
const ALIASES: Readonly<Record<Column, readonly string[]>> = {
  x: ['x', 'xs', 'x_pos', 'addr_x', 'col', 'column'],
  y: ['y', 'ys', 'y_pos', 'addr_y', 'row'],
  p: ['p', 'ps', 'pol', 'polarity', 'polarities', 'on', 'sign'],
  t: ['t', 'ts', 'time', 'times', 'timestamp', 'timestamps', 'time_us', 't_us'],
};
/** Columns of tables without names, as DVS-Gesture was re-published. */
const USUAL_ORDER = ['x', 'y', 'p', 't'] as const;

/**
 * @param options.sensor null means the smallest that holds the events, which is reported
 * @throws MotifsmithError `data` if a column is missing or is another than it seems, or x and y are not
 * whole numbers
 */
export function readEventTable(
  table: EventTable,
  { sensor, timeUnit, columns: order }: FormatOptions,
  report: Report,
): RawEvents {
  const names = columnNames(table, order, report);
  const grid = sensor ?? smallestGrid(table, names, report);
  if (sensor === null) {
    const size = `${grid.width} × ${grid.height}`;
    report.warn(`gives no sensor size; read as ${size}, which holds its events`);
  }
  const columns = createColumns(table.rows, report);
  const parts = {
    x: table.parts(names.x, BLOCK),
    y: table.parts(names.y, BLOCK),
    p: table.parts(names.p, BLOCK),
    t: table.parts(names.t, BLOCK),
  };
  const state: State = { count: 0, before: Number.NEGATIVE_INFINITY };
  for (let begin = 0; begin < table.rows; begin += BLOCK) {
    const count = Math.min(BLOCK, table.rows - begin);
    const block = {
      begin,
      x: parts.x(begin, count),
      y: parts.y(begin, count),
      p: parts.p(begin, count),
      t: parts.t(begin, count),
    };
    const place = (column: Column, row: number) => table.offsetOf(names[column], row);
    addRows(block, count, TIME_UNITS[timeUnit ?? 'us'], place, report, grid, columns, state);
  }
  return toEvents(columns, state.count, grid);
}

interface State {
  /** Events kept so far. */
  count: number;
  /** Latest of their times, µs. */
  before: number;
}

type Block = Readonly<Record<Column, NumericArray>> & { readonly begin: number };

function addRows(
  { begin, x, y, p, t }: Block,
  rows: number,
  unitUs: number,
  place: (column: Column, row: number) => number | string,
  report: Report,
  grid: PixelGrid,
  { times, x: columnX, y: columnY, polarity }: EventColumns,
  state: State,
): void {
  const { width, height } = grid;
  let { count, before } = state;
  for (let k = 0; k < rows; k++) {
    const across = x[k]!;
    const down = y[k]!;
    const sign = p[k]!;
    const time = t[k]! * unitUs;
    // Written so that NaN fails; a fraction is lost in the column and found there.
    if (!(across >= 0 && across < width && down >= 0 && down < height)) {
      if (Number.isNaN(across + down)) unreadable('x', `x ${across}, y ${down}`, begin + k);
      else report.outsideSensor(place('x', begin + k), across, down, grid);
      continue;
    }
    columnX[count] = across;
    columnY[count] = down;
    if (columnX[count] !== across || columnY[count] !== down) {
      throw report.damaged(
        `x ${across}, y ${down} is not a pixel`,
        place('x', begin + k),
        'Check which column is which: data.columns names them in order.',
      );
    }
    if (!(time >= -Number.MAX_SAFE_INTEGER && time <= Number.MAX_SAFE_INTEGER)) {
      unreadable('t', `the time ${time} µs`, begin + k);
      continue;
    }
    if (sign !== 0 && sign !== 1) {
      const kind = sign === -1 ? 'negativePolarity' : 'unknownPolarity';
      const problem = `An event has the polarity ${sign}.`;
      report.irregular(kind, { problem, place: place('p', begin + k) });
      if (sign !== -1) continue;
    }
    if (time < before) report.timeBack(place('t', begin + k), time, before);
    else before = time;
    times[count] = time;
    polarity[count] = sign === 1 ? 1 : 0;
    count++;
  }
  state.count = count;
  state.before = before;

  function unreadable(column: Column, what: string, row: number): void {
    const problem = `An event has ${what}.`;
    report.irregular('unreadableEvent', { problem, place: place(column, row) });
  }
}

function columnNames(
  table: EventTable,
  order: FormatOptions['columns'],
  report: Report,
): ColumnNames {
  const { names, place } = table;
  const isNamed = names.some((name, k) => name !== String(k));
  const find = (column: Column): string | undefined =>
    isNamed
      ? names.find((name) => ALIASES[column].includes(name.trim().toLowerCase()))
      : names[(order ?? USUAL_ORDER).indexOf(column)];
  const [x, y, p, t] = [find('x'), find('y'), find('p'), find('t')];
  const expected = order?.length ?? USUAL_ORDER.length;
  if (x === undefined || y === undefined || p === undefined || t === undefined) {
    throw report.unsupported(
      `its columns are ${names.join(', ')}, not x, y, p and t`,
      place,
      isNamed
        ? 'Name the columns x, y, p and t, in any order.'
        : 'Name its columns in order, e.g. data.columns: [t, x, y, p].',
    );
  }
  const found = { x, y, p, t };
  if (isNamed) return found;
  if (names.length !== expected) {
    throw report.unsupported(
      `it has ${names.length} columns, not ${expected}`,
      place,
      'Name its columns in order, e.g. data.columns: [t, x, y, p], with - for those to ignore.',
    );
  }
  requireLikely(table, found, order, report);
  return found;
}

/** Nothing but the values tells which column of a table without names is which. */
function requireLikely(
  table: EventTable,
  names: ColumnNames,
  order: FormatOptions['columns'],
  report: Report,
): void {
  const count = Math.min(BLOCK, table.rows);
  const isSign = (name: string) =>
    table
      .parts(name, count)(0, count)
      .every((value) => value === 0 || value === 1 || value === -1);
  if (count === 0 || isSign(names.p)) return;
  const sign = table.names.find(isSign);
  // Times grow from row to row; pixels do not.
  const grows = (name: string) => {
    const values = table.parts(name, count)(0, count);
    return values.every((value, k) => k === 0 || value >= values[k - 1]!);
  };
  const time = table.names.filter((name) => name !== sign && grows(name));
  const rest = table.names.filter((name) => name !== sign && name !== time[0]);
  const guess =
    sign !== undefined && time.length === 1 && rest.length === 2
      ? table.names.map((name) =>
          name === sign ? 'p' : name === time[0] ? 't' : name === rest[0] ? 'x' : 'y',
        )
      : null;
  throw report.unsupported(
    `column ${names.p}, which should be the polarity, has other values than 0, 1 and −1`,
    table.place,
    guess === null
      ? `Name its columns in order: data.columns, now [${(order ?? USUAL_ORDER).join(', ')}].`
      : `They seem to be ${guess.join(', ')}: set data.columns to [${guess.join(', ')}].`,
  );
}

function smallestGrid(table: EventTable, names: ColumnNames, report: Report): PixelGrid {
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
  return checkedGrid(Math.ceil(width), Math.ceil(height), table.place, report);
}
