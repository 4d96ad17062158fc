/**
 * Events as rows of a table, whatever file the table is in: which column is which, in which unit, and
 * the checks of each value.
 */
import type { NumericArray } from '../../formats/npy-elements.ts';
import { TIME_UNITS, type TimeUnit } from '../events/reading.ts';
import type { Report } from '../events/report.ts';
import {
  type Column,
  type EventTable,
  type FoundColumns,
  findColumns,
} from './event-column-names.ts';
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
  const places = findColumns(table, order, report);
  const grid = sensor ?? smallestGrid(table, places, report);
  if (sensor === null) {
    const size = `${grid.width} × ${grid.height}`;
    report.warn(`gives no sensor size; read as ${size}, which holds its events`);
  }
  const columns = createColumns(table.rows, report);
  const parts = {
    x: table.parts(places.x, BLOCK),
    y: table.parts(places.y, BLOCK),
    p: table.parts(places.p, BLOCK),
    t: table.parts(places.t, BLOCK),
  };
  const source: Source = {
    toUs: converter(places.unit ?? timeUnit ?? 'us'),
    place: (column, row) => table.offsetOf(places[column], row),
    unreadable: table.unreadable ?? null,
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
    addRows(block, count, source, report, grid, columns, state);
  }
  return toEvents(columns, state.count, grid);
}

interface State {
  /** Events kept so far. */
  count: number;
  /** Latest of their times, µs. */
  before: number;
}

/** What rows come from. */
interface Source {
  readonly toUs: (time: number) => number;
  readonly place: (column: Column, row: number) => number | string;
  readonly unreadable: string | null;
}

type Block = Readonly<Record<Column, NumericArray>> & { readonly begin: number };

function addRows(
  { begin, x, y, p, t }: Block,
  rows: number,
  { toUs, place, unreadable: fault }: Source,
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
    const time = toUs(t[k]!);
    // Written so that NaN fails; a fraction is lost in the column and found there.
    if (!(across >= 0 && across < width && down >= 0 && down < height)) {
      if (Number.isNaN(across + down)) unreadable('x', `x ${across}, y ${down}`, begin + k);
      else report.outsideSensor(place('x', begin + k), across, down, grid);
      continue;
    }
    columnX[count] = across;
    columnY[count] = down;
    if (columnX[count] !== across || columnY[count] !== down) {
      unreadable('x', `x ${across}, y ${down}, which is not a pixel`, begin + k);
      continue;
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
    const problem = fault ?? `An event has ${what}.`;
    report.irregular('unreadableEvent', { problem, place: place(column, row) });
  }
}

/** To µs, to the nearest ns: a decimal such as 0.0079 s is not exact, and would fall into the step before its own. */
function converter(unit: TimeUnit): (time: number) => number {
  const unitUs = TIME_UNITS[unit];
  if (unitUs === 1) return (time) => time;
  return (time) => Math.round(time * unitUs * 1000) / 1000;
}

function smallestGrid(table: EventTable, places: FoundColumns, report: Report): PixelGrid {
  let width = 1;
  let height = 1;
  const partOfX = table.parts(places.x, BLOCK);
  const partOfY = table.parts(places.y, BLOCK);
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
