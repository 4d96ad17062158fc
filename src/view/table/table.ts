/**
 * Tables as data: pages show them, and files hold them as CSV with all digits, as Markdown and as LaTeX. Null stands
 * for what is not known or not defined.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { type CsvCell, csvText } from '../csv.ts';
import { list, MISSING } from '../format.ts';

/** Text, a number that its column formats, both where readers see more or other than the file holds, or nothing. */
export type Cell = string | number | null | undefined | Shown;

interface Shown {
  readonly value: CsvCell;
  readonly text: string;
}

export interface Column {
  /** What readers see, with its unit. */
  readonly head: string;
  /** What files call it; by default the head without its unit, as one word. */
  readonly id?: string;
  /** How a number is shown. Columns that have it stand to the right. */
  readonly format?: (value: number) => string;
  /** Long words may be broken to fit. */
  readonly wrap?: boolean;
  /** Which of its numbers a paper points out. */
  readonly best?: 'highest' | 'lowest';
  /** In CSV files alone. */
  readonly fileOnly?: boolean;
}

export interface Table {
  /** Name of its files, e.g. `members`; unique in a report. */
  readonly name: string;
  /** What it shows. */
  readonly caption: string;
  /** Below it. */
  readonly notes?: readonly string[];
  readonly columns: readonly Column[];
  /** The first cell that is shown of a row is its heading. */
  readonly rows: readonly (readonly Cell[])[];
  /** More rows, in CSV files alone. */
  readonly fileRows?: readonly (readonly Cell[])[];
}

/** What files and `--columns` call a column: `cpu_hours`. */
export const columnId = ({ id, head }: Column): string =>
  id ??
  head
    .replace(/\(.*?\)/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_');

/** A cell as files have it. */
export function cellValue(cell: Cell): CsvCell {
  const value = typeof cell === 'object' && cell !== null ? cell.value : cell;
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** A cell as people read it. */
export function cellText(cell: Cell, { format }: Column): string {
  if (typeof cell === 'object' && cell !== null) return cell.text;
  if (typeof cell === 'string') return cell;
  if (cell === null || cell === undefined || !Number.isFinite(cell)) return MISSING;
  return format === undefined ? String(cell) : format(cell);
}

/** What readers see of a table. */
export function shownTable({ columns, rows, ...table }: Table): Table {
  const shown = columns.flatMap(({ fileOnly }, c) => (fileOnly ? [] : [c]));
  return {
    ...table,
    columns: shown.map((c) => columns[c]!),
    rows: rows.map((row) => shown.map((c) => row[c])),
  };
}

/** What readers see as text, the heads first. */
export function shownTexts(table: Table): string[][] {
  const { columns, rows } = shownTable(table);
  return [
    columns.map(({ head }) => head),
    ...rows.map((row) => row.map((cell, c) => cellText(cell, columns[c]!))),
  ];
}

/**
 * A table with these columns in this order, whether readers see them otherwise or not.
 * @param ids as `columnId` gives them
 * @throws MotifsmithError `usage` for one that the table does not have
 */
export function chooseColumns(table: Table, ids: readonly string[]): Table {
  const known = table.columns.map(columnId);
  const places = ids.map((id) => {
    const place = known.indexOf(id);
    if (place >= 0) return place;
    throw new MotifsmithError(
      'usage',
      `The table ${table.name} has no column ${JSON.stringify(id)}.`,
      {
        where: '--columns',
        remedy: `It has ${list(known)}.`,
      },
    );
  });
  return {
    ...table,
    columns: places.map((c) => ({ ...table.columns[c]!, fileOnly: false })),
    rows: table.rows.map((row) => places.map((c) => row[c])),
  };
}

/** Comma-separated values with all digits; cells that are missing are empty. */
export const tableCsv = ({ columns, rows, fileRows = [] }: Table): string =>
  csvText(
    columns.map(columnId),
    [...rows, ...fileRows].map((row) =>
      row.map((cell) => {
        const value = cellValue(cell);
        return typeof value === 'string' ? harmless(value) : value;
      }),
    ),
  );

/** A spreadsheet would evaluate text that starts like a formula; an apostrophe marks it as text. */
const harmless = (text: string): string => (/^[=+@\t\r-][^\d.]/.test(text) ? `'${text}` : text);
