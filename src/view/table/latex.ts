/**
 * Tables for a paper, to be read by `\input`: as wide as a column of a journal or a page, by the width that its
 * columns need; on its side, if that is not enough; over several pages, if it has many rows.
 */
import { list, MISSING } from '../format.ts';
import { bestCells } from './best.ts';
import { breakableText, LONG_WORD, latexText } from './latex-text.ts';
import { cellText, columnId, shownTable, type Table } from './table.ts';

/** Wider tables are laid out for the next. Points of a width, and of a letter at a size of text, rather too many. */
const LAYOUTS = [
  {
    name: 'a column (84 mm)',
    points: 239,
    environment: 'table',
    size: 'footnotesize',
    letter: 4.4,
  },
  {
    name: 'a page (174 mm)',
    points: 495,
    environment: 'table*',
    size: 'footnotesize',
    letter: 4.4,
  },
  { name: 'a page (174 mm)', points: 495, environment: 'table*', size: 'scriptsize', letter: 4.05 },
  {
    name: 'a page on its side (225 mm)',
    points: 640,
    environment: 'sidewaystable*',
    size: 'scriptsize',
    letter: 4.05,
  },
] as const;
type Layout = (typeof LAYOUTS)[number];

/** Between columns, in points. */
const GAP = 6;
/** Of a line that a column of text wishes for. */
const MOST_LETTERS = 80;
/** More rows than a page has room for. */
const MANY_ROWS = 40;
/** Numbers as siunitx aligns them. */
const NUMBER = /^([+−]?)([\d,]+)(?:\.(\d+))?(?: ± ([\d,]+)(?:\.(\d+))?)?$/;

interface LatexColumn {
  readonly kind: 'number' | 'right' | 'left' | 'text';
  /** `S[…]`, `r` or `l`; of text, its width is that of the layout. */
  readonly spec: string;
  readonly head: string;
  readonly cells: readonly string[];
  /** Letters that it needs, and of text those that it would rather have. */
  readonly letters: number;
  readonly wish: number;
}

export function tableLatex(table: Table): string {
  const { name, caption, notes = [], columns, rows } = shownTable(table);
  const best = bestCells(table);
  const laid = columns.map((column, c) => {
    const texts = rows.map((row) => cellText(row[c], column));
    const bold = best.get(columnId(column)) ?? new Set<number>();
    return column.format === undefined
      ? textColumn(column.head, texts, c === 0 || column.wrap === true)
      : figureColumn(column.head, texts, bold);
  });
  const layout = LAYOUTS.find((one) => fits(laid, one)) ?? LAYOUTS.at(-1)!;
  const long = rows.length > MANY_ROWS;
  // After a line's end, [ and * would belong to it.
  const line = (cells: readonly string[]) => `  ${cells.join(' & ').replace(/^[[*]/, '{}$&')} \\\\`;
  const parts: Parts = {
    caption: `\\caption{${latexText(caption)}}\\label{tab:${name.replace(/[^\w-]|_/g, '-')}}`,
    head: line(laid.map(({ head }) => head)),
    body: rows.map((_, r) => line(laid.map(({ cells }) => cells[r]!))),
    notes: notes.map((note) => `\\par\\smallskip{\\raggedright ${latexText(note)}\\par}`),
  };
  const packages = ['array', 'booktabs', 'siunitx', long ? 'longtable' : 'tabularx'];
  if (layout.environment === 'sidewaystable*' && !long) packages.push('rotating');
  return `${[
    `% For ${long ? 'pages of one column' : layout.name}; needs \\usepackage{${packages.join(',')}}.`,
    `% Its columns: ${list(table.columns.map(columnId))}.`,
    ...(long ? longTable(laid, layout, parts) : floatingTable(laid, layout, parts)),
  ].join('\n')}\n`;
}

interface Parts {
  readonly caption: string;
  readonly head: string;
  readonly body: readonly string[];
  readonly notes: readonly string[];
}

const SETTINGS = `\\setlength{\\tabcolsep}{${GAP / 2}pt}\\sisetup{group-digits=integer,group-minimum-digits=4,group-separator={,},separate-uncertainty=true,retain-explicit-plus=true,detect-weight=true}`;
const RAGGED = '>{\\raggedright\\arraybackslash}';

function floatingTable(
  columns: readonly LatexColumn[],
  { environment, size }: Layout,
  { caption, head, body, notes }: Parts,
): string[] {
  const shares = textShares(columns);
  const many = shares.filter((share) => share > 0).length;
  const specs = columns.map(({ kind, spec }, c) => {
    if (kind !== 'text') return spec;
    const share = Number((shares[c]! * many).toFixed(3));
    return `>{\\hsize=${share}\\hsize\\linewidth=\\hsize\\raggedright\\arraybackslash}X`;
  });
  const [begin, end] =
    many > 0
      ? [`\\begin{tabularx}{\\linewidth}`, '\\end{tabularx}']
      : ['\\begin{tabular}', '\\end{tabular}'];
  return [
    `\\begin{${environment}}`,
    `\\centering\\${size}${SETTINGS}`,
    caption,
    `${begin}{@{}${specs.join('')}@{}}`,
    ...['  \\toprule', head, '  \\midrule', ...body, '  \\bottomrule'],
    end,
    ...notes,
    `\\end{${environment}}`,
  ];
}

function longTable(
  columns: readonly LatexColumn[],
  layout: Layout,
  { caption, head, body, notes }: Parts,
): string[] {
  const { size, letter } = layout;
  const page = LAYOUTS[1].points;
  const shares = textShares(columns);
  const taken = columns.reduce(
    (sum, { kind, letters }) => sum + GAP + (kind === 'text' ? 0 : letters * letter),
    0,
  );
  // Widths of letters are estimates: a point more a column would leave the page.
  const rest = Math.max(60, page - taken - 2 * columns.length);
  const specs = columns.map(({ kind, spec }, c) =>
    kind === 'text' ? `${RAGGED}p{${Math.floor(shares[c]! * rest)}pt}` : spec,
  );
  return [
    `{\\${size}${SETTINGS}`,
    `\\begin{longtable}{@{}${specs.join('')}@{}}`,
    `${caption}\\\\`,
    ...['  \\toprule', head, '  \\midrule', '  \\endfirsthead'],
    ...['  \\toprule', head, '  \\midrule', '  \\endhead'],
    ...['  \\bottomrule', '  \\endfoot'],
    ...body,
    '\\end{longtable}',
    ...notes,
    '}',
  ];
}

/** How the columns of text share the room that is left, 0 for the others. */
function textShares(columns: readonly LatexColumn[]): number[] {
  const wishes = columns.map(({ kind, letters, wish }) =>
    kind === 'text' ? Math.max(letters, Math.min(MOST_LETTERS, wish)) : 0,
  );
  const sum = wishes.reduce((total, wish) => total + wish, 0);
  return wishes.map((wish) => (sum === 0 ? 0 : wish / sum));
}

/** Whether figures have room, and text enough to be read. */
function fits(columns: readonly LatexColumn[], { points, letter }: Layout): boolean {
  const shares = textShares(columns);
  const figures = columns.reduce(
    (sum, { kind, letters }) => sum + GAP + (kind === 'text' ? 0 : letters * letter),
    0,
  );
  const rest = points - figures;
  return (
    rest >= 0 &&
    columns.every(({ letters }, c) => shares[c] === 0 || shares[c]! * rest >= letters * letter)
  );
}

const longest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, text.length), 0);

function textColumn(head: string, texts: readonly string[], wrap: boolean): LatexColumn {
  const most = longest([head, ...texts]);
  const words = longest([head, ...texts].flatMap((text) => text.split(' ')));
  const cells = texts.map(breakableText);
  if (!wrap && most <= LONG_WORD + 4) {
    return { kind: 'left', spec: 'l', head: latexText(head), cells, letters: most, wish: most };
  }
  const average = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);
  // Text in lines of a few words can be read; many narrow lines cannot.
  const letters = Math.max(Math.min(words, LONG_WORD), Math.min(most, 16));
  return { kind: 'text', spec: '', head: latexText(head), cells, letters, wish: 1.3 * average };
}

function figureColumn(
  head: string,
  texts: readonly string[],
  best: ReadonlySet<number>,
): LatexColumn {
  const width = Math.max(longest(texts), longest(head.split(' ')), 4);
  const shown = stacked(head, width);
  const spec = numberSpec(texts);
  if (spec === null) {
    const cells = texts.map((text, r) =>
      best.has(r) ? `\\textbf{${latexText(text)}}` : latexText(text),
    );
    return { kind: 'right', spec: 'r', head: shown, cells, letters: width, wish: width };
  }
  const cells = texts.map((text, r) => {
    if (text === MISSING) return '{--}';
    const digits = text.replaceAll(',', '').replace('−', '-').replace('±', '+-');
    return best.has(r) ? `\\bfseries ${digits}` : digits;
  });
  return { kind: 'number', spec, head: `{${shown}}`, cells, letters: width, wish: width };
}

/** The format of a column of numbers; null where one is not such a number. */
function numberSpec(texts: readonly string[]): string | null {
  let [sign, whole, decimals, uncertainty] = ['', 1, 0, 0];
  for (const text of texts) {
    if (text === MISSING) continue;
    const match = NUMBER.exec(text);
    if (match === null) return null;
    const [, mark, integer, fraction = '', around = '', parts = ''] = match;
    if (mark !== '') sign = '+';
    whole = Math.max(whole, integer!.replaceAll(',', '').length);
    decimals = Math.max(decimals, fraction.length);
    uncertainty = Math.max(uncertainty, around.replaceAll(',', '').length + parts.length);
  }
  return `S[table-format=${sign}${whole}.${decimals}${uncertainty > 0 ? `(${uncertainty})` : ''}]`;
}

/** A head in lines that are about as wide as its column. */
function stacked(head: string, width: number): string {
  const lines: string[] = [];
  for (const word of head.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.length === 1
    ? latexText(head)
    : `\\shortstack[r]{${lines.map(latexText).join('\\\\')}}`;
}
