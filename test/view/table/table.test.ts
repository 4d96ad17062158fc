/** Tables as files: all digits in CSV, text that stays text in Markdown and LaTeX, and columns that readers choose. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentNumber } from '../../../src/view/format.ts';
import { bestCells } from '../../../src/view/table/best.ts';
import { tableLatex } from '../../../src/view/table/latex.ts';
import { breakableText, latexText } from '../../../src/view/table/latex-text.ts';
import { tableMarkdown } from '../../../src/view/table/markdown.ts';
import { chooseColumns, columnId, type Table, tableCsv } from '../../../src/view/table/table.ts';
import { expectFailure } from '../../data/helpers.ts';

const table: Table = {
  name: 'example_1',
  caption: 'An example & more.',
  notes: ['50 % are not_known.'],
  columns: [
    { head: 'name' },
    { head: 'share (%)', format: (x: number) => x.toFixed(1), best: 'highest' },
    { head: 'kept', fileOnly: true },
  ],
  rows: [
    ['a,"b"', 0.1 + 0.2, 'x'],
    ['=SUM(A1)', null, 1],
    ['-2.5', Number.NaN, null],
    ['50 % of $x_1$', { value: 1, text: '1.0 ± 0.2' }, undefined],
  ],
};

test('CSV has all digits, nothing for what is missing, and no formulas', () => {
  expect(tableCsv(table)).toBe(
    'name,share,kept\n"a,""b""",0.30000000000000004,x\n\'=SUM(A1),,1\n-2.5,,\n50 % of $x_1$,1,\n',
  );
});

test('files name a column by its head, without the unit', () => {
  expect(columnId({ head: '95 % t interval (points)' })).toBe('95_t_interval');
  expect(columnId({ head: 'CPU (s)', id: 'cpu_seconds' })).toBe('cpu_seconds');
});

test('Markdown: what readers see, as many cells in every line', () => {
  const text = tableMarkdown(table);
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
  expect(text).toContain('| 50 % of $x\\_1$ | 1.0 ± 0.2 |');
  expect(text).not.toContain('kept');
});

describe('LaTeX', () => {
  test('siunitx aligns figures, the best is bold, text is text', () => {
    const text = tableLatex(table);
    expect(text).toContain(
      '% For a column (84 mm); needs \\usepackage{array,booktabs,siunitx,tabularx}.',
    );
    expect(text).toContain('\\caption{An example \\& more.}\\label{tab:example-1}');
    expect(text).toContain('XS[table-format=1.1(2)]@{}}');
    expect(text).toContain('  name & {share (\\%)} \\\\');
    expect(text).toContain('  a,"b" & 0.3 \\\\');
    expect(text).toContain('  50 \\% of \\$x\\_1\\$ & \\bfseries 1.0 +- 0.2 \\\\');
    expect(text).toContain('  =SUM(A1) & {--} \\\\');
    expect(text).toContain('{\\raggedright 50 \\% are not\\_known.\\par}');
  });

  const wide = (figures: number, rows = 3): Table => ({
    name: 'wide',
    caption: 'Many figures.',
    columns: [
      { head: 'method', wrap: true },
      ...Array.from({ length: figures }, (_, k) => ({
        head: `figure ${k}`,
        format: percentNumber,
      })),
    ],
    rows: Array.from({ length: rows }, () => ['a method', ...new Array(figures).fill(0.123)]),
  });
  const environment = (figures: number) =>
    /\\begin\{([a-z*]+)\}/.exec(tableLatex(wide(figures)))![1];

  test('takes a column, a page, or a page on its side, as its columns need', () => {
    expect([3, 9, 18].map(environment)).toEqual(['table', 'table*', 'sidewaystable*']);
    expect(tableLatex(wide(3, 60))).toContain('\\begin{longtable}');
    expect(tableLatex(wide(3, 60))).toContain('\\endhead');
  });

  test('long words can be broken', () => {
    expect(breakableText('search.plasticity.rate of')).toBe(
      'search.\\allowbreak{}plastici\\allowbreak{}ty.\\allowbreak{}rate of',
    );
    expect(breakableText('0123456789abcdef')).toBe('01234567\\allowbreak{}89abcdef');
  });

  test('pdfLaTeX has a command for every character of our own', () => {
    expect(latexText('τ from 64 to 8 ms, μ ≤ 0.2 µs, “R²”')).toBe(
      "$\\tau$ from 64 to 8 ms, $\\mu$ $\\leq$ 0.2 $\\mu$s, ``R\\textsuperscript{2}''",
    );
    expect(latexText('--data a\u0007b')).toBe('-{}-data a\\textbackslash{}x07b');
  });

  test('no text is a command or ends a cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const left = latexText(text)
          .replace(
            /\\(text(backslash|asciitilde|asciicircum|asciigrave|bar|less|greater)|ldots)\{\}/g,
            '',
          )
          .replaceAll('\\textsuperscript{2}', '')
          .replaceAll('-{}', '')
          .replace(/\$\\[a-zA-Z]+\$|\$-\$/g, '')
          .replace(/\\[{}&%$#_]/g, '');
        // A tilde is a space that does not break.
        expect(left.replaceAll('~', '')).not.toMatch(/[\\{}&%$#_^\r\n]/);
      }),
    );
  });
});

test('the best of each data set, unless there is nothing to choose between', () => {
  const compared: Table = {
    name: 'x',
    caption: 'x',
    columns: [
      { head: 'data set', id: 'dataset' },
      { head: 'cost', best: 'lowest' },
      { head: 'same', best: 'highest' },
    ],
    rows: [
      ['a', 3, 1],
      ['a', 2, 1],
      ['b', 1, 2],
      ['b', null, 2],
      ['a', 2, null],
    ],
  };
  expect(bestCells(compared)).toEqual(
    new Map([
      ['cost', new Set([1, 4])],
      ['same', new Set()],
    ]),
  );
});

test('columns that are chosen, in the order given; unknown ones are refused', async () => {
  const { columns, rows } = chooseColumns(table, ['kept', 'name']);
  expect(columns.map(({ head, fileOnly }) => [head, fileOnly])).toEqual([
    ['kept', false],
    ['name', false],
  ]);
  expect(rows[0]).toEqual(['x', 'a,"b"']);
  await expectFailure(
    async () => chooseColumns(table, ['name', 'shares']),
    'usage',
    /no column "shares"/,
    /--columns/,
  );
});
