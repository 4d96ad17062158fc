/** Tables of events, and which column is which: by name, by `data.columns`, or as it usually is. */
import type { MotifsmithError } from '../../core/errors.ts';
import type { NumericArray } from '../../formats/npy-elements.ts';
import { type TimeUnit, timeUnitNamed } from '../events/reading.ts';
import type { Report } from '../events/report.ts';
import type { FormatOptions } from './format.ts';

/** A table of numbers with named columns. */
export interface EventTable {
  readonly rows: number;
  /** In the order of the file; `0`, `1`, … where it has no names. */
  readonly names: readonly string[];
  readonly isNamed: boolean;
  /** @returns reads `count` ≤ `most` rows of a column from row `begin` on, into the same array each time */
  parts(column: number, most: number): (begin: number, count: number) => NumericArray;
  /** Where a value is in the file: bytes, or words such as `line 7`. */
  offsetOf(column: number, row: number): number | string;
  /** Where the table is in the file, for errors about all of it. */
  readonly place: number | string;
  /** What it means that values are not numbers, as a sentence; else the values are named. */
  readonly unreadable?: string;
}

export type Column = 'x' | 'y' | 'p' | 't';

/** Which column of the table each is, and the unit of its times if its name says so. */
export interface FoundColumns extends Readonly<Record<Column, number>> {
  readonly unit: TimeUnit | null;
}

/** What programs call the columns, in lower case. */
const ALIASES: Readonly<Record<Column, readonly string[]>> = {
  x: ['x', 'xs', 'x_pos', 'addr_x', 'col', 'column'],
  y: ['y', 'ys', 'y_pos', 'addr_y', 'row'],
  p: ['p', 'ps', 'pol', 'polarity', 'polarities', 'on', 'sign'],
  t: ['t', 'ts', 'time', 'times', 'timestamp', 'timestamps'],
};
/** A name with more after it, e.g. `t (us)`, `timestamp_ns` or `polarity (0=off,1=on)`. */
const NAME = /^([a-z_]*?)(?:[\s_]+(?:in_)?([a-zµμ]+)|[\s_]*[([]([^)\]]*)[)\]])?$/;
/** Columns of tables without names, as DVS-Gesture was re-published. */
const USUAL_ORDER = ['x', 'y', 'p', 't'] as const;
/** Rows that tell whether a column can be what it should. */
const TELLING_ROWS = 4096;

const baseOf = (name: string): string => {
  const plain = name.trim().toLowerCase();
  return NAME.exec(plain)?.[1] || plain;
};

/** Places of the columns by their names; null if one is missing. */
function findByName(names: readonly string[]): FoundColumns | null {
  let unit: TimeUnit | null = null;
  const find = (column: Column): number =>
    names.findIndex((full) => {
      const name = full.trim().toLowerCase();
      if (ALIASES[column].includes(name)) return true;
      const [, base = '', word, bracketed] = NAME.exec(name) ?? [];
      if (!ALIASES[column].includes(base)) return false;
      const said = timeUnitNamed(word ?? bracketed ?? '');
      if (column === 't') unit = said;
      return column === 't' ? said !== null : bracketed !== undefined;
    });
  const found = { x: find('x'), y: find('y'), p: find('p'), t: find('t') };
  return Object.values(found).includes(-1) ? null : { ...found, unit };
}

/** What programs call the channels of sensors that have no pixels, such as cochleas. */
const CHANNEL = /^(ch|channel|unit|address)$/i;

/** Whether a name is that of a column of channels. */
export const isChannel = (name: string): boolean => CHANNEL.test(name.trim());

/** Whether names are those of events in a row of channels: a time and a channel, and nothing else. */
export const areChannelColumns = (names: readonly string[]): boolean =>
  names.length === 2 &&
  names.some(isChannel) &&
  names.some((name) => ALIASES.t.includes(name.trim().toLowerCase()) || isTimeWithUnit(name));

const isTimeWithUnit = (name: string): boolean => columnOf(name) === 't' && unitOf(name) !== null;

/** Whether names are those of the columns of events, in any order and among others. */
export const areEventColumns = (names: readonly string[]): boolean => findByName(names) !== null;

/** Whether records have columns but no rows, as those of Tonic's cochlea sets. */
export const isRow = (names: readonly string[]): boolean =>
  !areEventColumns(names) && areEventColumns([...names, 'y']);

/** Which column a name is of; undefined if none. */
export const columnOf = (name: string): Column | undefined =>
  (['x', 'y', 'p', 't'] as const).find((column) => ALIASES[column].includes(baseOf(name)));

/** The unit that the name of a column says, e.g. `t_ms` or `time (us)`; null if it says none. */
export function unitOf(name: string): TimeUnit | null {
  const [, , word, bracketed] = NAME.exec(name.trim().toLowerCase()) ?? [];
  return timeUnitNamed(word ?? bracketed ?? '');
}

/**
 * Those of the names that a column of events has. With all four, others that are merely similar, such as `x_max` or the
 * `t_offset` of DSEC, are not among them.
 */
export const columnsAmong = (names: readonly string[]): string[] => {
  const found = findByName(names);
  if (found === null) return names.filter((name) => columnOf(name) !== undefined);
  const places = [found.x, found.y, found.p, found.t];
  return names.filter((_, place) => places.includes(place));
};

/**
 * Columns in memory as a table.
 * @throws MotifsmithError `data` if they have different lengths
 */
export function tableOfColumns(
  names: readonly string[],
  columns: readonly NumericArray[],
  place: string,
  offsetOf: EventTable['offsetOf'],
  report: Report,
): EventTable {
  const rows = columns[0]?.length ?? 0;
  columns.forEach(({ length }, k) => {
    if (length === rows) return;
    throw report.damaged(`${names[k]} has ${length} values, but ${names[0]} has ${rows}`, place);
  });
  return {
    rows,
    names,
    isNamed: true,
    parts: (column) => (begin, count) => columns[column]!.subarray(begin, begin + count),
    offsetOf,
    place,
  };
}

/** @throws MotifsmithError `data` if a column is missing or is another than it seems */
export function findColumns(
  table: EventTable,
  order: FormatOptions['columns'],
  report: Report,
): FoundColumns {
  const { names, isNamed, place } = table;
  const named = isNamed ? findByName(names) : null;
  if (named !== null) return named;
  if (isNamed && order === null) {
    throw report.unsupported(
      `its columns are ${names.join(', ')}, not x, y, p and t`,
      place,
      'Name the columns x, y, p and t, in any order, or say what they are: data.columns, e.g. [t, x, y, p].',
    );
  }
  const expected = order ?? USUAL_ORDER;
  const found = {
    x: expected.indexOf('x'),
    y: expected.indexOf('y'),
    p: expected.indexOf('p'),
    t: expected.indexOf('t'),
  };
  const missing = (['x', 'y', 'p', 't'] as const).filter((column) => found[column] < 0);
  if (missing.length === 0 && isTransposed(table.rows, names.length, expected.length)) {
    throw transposed(table.rows, names.length, place, report);
  }
  if (missing.length > 0 || names.length !== expected.length) {
    throw report.unsupported(
      missing.length > 0
        ? `data.columns names no column ${missing.join(', ')}`
        : `it has ${names.length} columns (${names.join(', ')}), not ${expected.length}`,
      place,
      'Name its columns in order, e.g. data.columns: [t, x, y, p], with - for those to ignore.',
    );
  }
  requireLikely(table, found, expected, report);
  return { ...found, unit: null };
}

/** Whether a matrix has a column for each event where it should have a row. */
export const isTransposed = (rows: number, across: number, columns: number): boolean =>
  rows === columns && across !== columns;

/** The error about such a matrix. */
export const transposed = (
  rows: number,
  across: number,
  place: string | number,
  report: Report,
): MotifsmithError =>
  report.unsupported(
    `it is transposed: ${rows} rows of ${across} columns, where each event should have a row`,
    place,
    "Save it the other way round: events.T in NumPy, events' in MATLAB.",
  );

/** Share of the values of a column that must be possible. */
const LIKELY = 0.9;

/** Nothing but the values tells which column of a table without names is which. */
function requireLikely(
  table: EventTable,
  found: Readonly<Record<Column, number>>,
  expected: readonly string[],
  report: Report,
): void {
  const count = Math.min(TELLING_ROWS, table.rows);
  const columns = table.names.map((_, column) => column);
  const mostly = (column: number, test: (value: number, before: number) => boolean) => {
    const values = table.parts(column, count)(0, count);
    const fits = (value: number, k: number) =>
      Number.isNaN(value) || test(value, values[k - 1] ?? value);
    // A few wrong values do not make it another column; they are dropped one by one.
    return values.filter(fits).length >= LIKELY * values.length;
  };
  const isSign = (column: number) =>
    mostly(column, (value) => value === 0 || value === 1 || value === -1);
  if (count === 0 || isSign(found.p)) return;
  const sign = columns.find(isSign);
  // Times grow from row to row; pixels do not.
  const grows = (column: number) =>
    mostly(column, (value, before) => !(value < before)) && column !== sign;
  const times = columns.filter(grows);
  const rest = columns.filter((column) => column !== sign && column !== times[0]);
  const guess =
    sign !== undefined && times.length === 1 && rest.length === 2
      ? columns.map((column) =>
          column === sign ? 'p' : column === times[0] ? 't' : column === rest[0] ? 'x' : 'y',
        )
      : null;
  throw report.unsupported(
    `column ${table.names[found.p]}, which should be the polarity, has other values than 0, 1 and −1`,
    table.place,
    guess === null
      ? `Name its columns in order: data.columns, now [${expected.join(', ')}].`
      : `They seem to be ${guess.join(', ')}: set data.columns to [${guess.join(', ')}].`,
  );
}
