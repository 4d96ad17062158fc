/** Tables of reports as files. */
import { expect, test } from 'vitest';
import { tableToCsv, tableToLatex } from '../../src/report/table.ts';

const table = {
  name: 'example',
  caption: 'An example & more.',
  columns: [{ head: 'name' }, { head: 'share (%)', format: (x: number) => x.toFixed(1) }],
  rows: [
    ['a,"b"', 0.1 + 0.2],
    ['=SUM(A1)', null],
    ['-2.5', Number.NaN],
    ['50 % of $x_1$', 1],
  ],
};

test('CSV has all digits, nothing for what is missing, and no formulas', () => {
  expect(tableToCsv(table)).toBe(
    'name,share (%)\n"a,""b""",0.30000000000000004\n\'=SUM(A1),\n-2.5,\n50 % of $x_1$,1\n',
  );
});

test('LaTeX has rounded figures, and text that it takes as text', () => {
  const text = tableToLatex(table);
  expect(text).toContain('\\begin{tabular}{lr}');
  expect(text).toContain('a,"b" & 0.3 \\\\');
  expect(text).toContain('50 \\% of \\$x\\_1\\$ & 1.0 \\\\');
  expect(text).toContain('=SUM(A1) & -- \\\\');
});
