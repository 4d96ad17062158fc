/**
 * Tables of a report as data: the page shows them, and next to it they are written as CSV with all digits and
 * as LaTeX for a paper. Null stands for what is not known or not defined.
 */
import { latexText } from '../study/tables/table.ts';
import { csvText } from '../view/csv.ts';
import { MISSING } from '../view/format.ts';

/** A cell: text, a number that its column formats, or nothing. */
export type Cell = string | number | null;

export interface Column {
  readonly head: string;
  /** Numbers stand to the right; how one is shown in the page and in LaTeX. */
  readonly format?: (value: number) => string;
  /** Long words may be broken to fit a narrow screen. */
  readonly wrap?: boolean;
}

export interface ReportTable {
  /** Name of its files, e.g. `members`; unique in a report. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A cell as people read it. */
export function cellText(cell: Cell | undefined, { format }: Column): string {
  if (cell === null || cell === undefined) return MISSING;
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return MISSING;
  return format === undefined ? String(cell) : format(cell);
}

/** Comma-separated values with all digits; cells that are missing are empty. */
export function tableToCsv({ columns, rows }: ReportTable): string {
  return csvText(
    columns.map(({ head }) => head),
    rows.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? harmless(cell) : finite(cell))),
    ),
  );
}

/** A spreadsheet would evaluate text that starts like a formula; an apostrophe marks it as text. */
const harmless = (text: string): string => (/^[=+@\t\r-][^\d.]/.test(text) ? `'${text}` : text);

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;

/** A `tabular` to be read by `\\input`, with the figures as people read them. */
export function tableToLatex({ name, caption, columns, rows }: ReportTable): string {
  const words = columns.findIndex(({ format }) => format !== undefined);
  return latexText({
    name,
    title: caption,
    notes: [],
    csv: { head: [], rows: [] },
    shown: {
      labels: words < 0 ? columns.length : words,
      head: columns.map(({ head }) => head),
      rows: rows.map((row) => columns.map((column, c) => cellText(row[c], column))),
    },
  });
}
