/**
 * Tables of a report as data: the page shows them, and beside it they lie as CSV with all digits and
 * as LaTeX for a paper. Null stands for what is not known or not defined.
 */

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

/** What stands for a cell without a value. */
export const MISSING = '–';

/** A cell as people read it. */
export function cellText(cell: Cell | undefined, { format }: Column): string {
  if (cell === null || cell === undefined) return MISSING;
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return MISSING;
  return format === undefined ? String(cell) : format(cell);
}

/** Comma-separated values (RFC 4180); cells that are missing are empty. */
export function tableToCsv({ columns, rows }: ReportTable): string {
  const lines = [columns.map(({ head }) => head), ...rows].map((row) =>
    row.map((cell) => csvCell(cell)).join(','),
  );
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  // A spreadsheet would compute a text that begins like a formula; an apostrophe marks it as text.
  const text = /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d.]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '–': '--',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
  τ: '$\\tau$',
  μ: '$\\mu$',
  γ: '$\\gamma$',
  α: '$\\alpha$',
  ρ: '$\\rho$',
  '→': '$\\rightarrow$',
  '\u00a0': '~',
  '\u202f': '\\,',
};

/** Text as LaTeX sets it. */
export function latexText(text: string): string {
  return [...text].map((letter) => LATEX[letter] ?? letter).join('');
}

/** A `table` environment for the package booktabs. */
export function tableToLatex(table: ReportTable): string {
  const { name, caption, columns, rows } = table;
  const line = (cells: readonly string[]): string => `  ${cells.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    `\\caption{${latexText(caption)}}`,
    `\\label{tab:${name}}`,
    `\\begin{tabular}{${columns.map(({ format }) => (format ? 'r' : 'l')).join('')}}`,
    '  \\toprule',
    line(columns.map(({ head }) => head)),
    '  \\midrule',
    ...rows.map((row) => line(columns.map((column, c) => cellText(row[c], column)))),
    '  \\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
