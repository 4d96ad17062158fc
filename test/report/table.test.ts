/** The small parts of reports: tables as files, numbers as text, distributions out of counts. */
import { describe, expect, test } from 'vitest';
import {
  divergenceFromExponential,
  histogramQuantile,
} from '../../src/report/figures/histogram.ts';
import {
  duration,
  energyText,
  list,
  percent,
  points,
  probability,
  significant,
  whole,
} from '../../src/report/format.ts';
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

test('numbers', () => {
  expect(percent(0.12345)).toBe('12.35\u00a0%');
  expect([points(0.012), points(-0.5), points(0)]).toEqual(['+1.20', '−50.00', '0.00']);
  expect([whole(1234567.4), whole(-1000), whole(999)]).toEqual(['1,234,567', '−1,000', '999']);
  expect([0, 0.00012, -0.5, 12.345, 45678].map(significant)).toEqual([
    '0',
    '1.2e−4',
    '−0.5',
    '12.3',
    '45,678',
  ]);
  expect([probability(0.0004), probability(0.05)]).toEqual(['<\u00a00.001', '0.050']);
  expect([duration(5.04), duration(125), duration(3723)]).toEqual([
    '5.0\u00a0s',
    '2:05\u00a0min',
    '1:02:03\u00a0h',
  ]);
  expect([energyText(12), energyText(1_234_000)]).toEqual(['12\u00a0pJ', '1.23\u00a0µJ']);
  expect([list([]), list(['a']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});

describe('distributions', () => {
  test('quantiles lie where the counts put them', () => {
    const even = { from: 0, to: 4, counts: [1, 1, 1, 1] };
    expect([0, 0.25, 0.5, 1].map((p) => histogramQuantile(even, p))).toEqual([0, 1, 2, 4]);
    const alike = { from: 3, to: 3, counts: [7, 0] };
    expect(histogramQuantile(alike, 0.5)).toBe(3);
  });

  test('counts as the exponential has them are at no distance, all in one bin far from it', () => {
    const mean = 0.1;
    const to = 0.5;
    const counts = Array.from({ length: 20 }, (_, k) => {
      const high = k === 19 ? 0 : Math.exp(-((k + 1) * to) / 20 / mean);
      return 1e6 * (Math.exp(-(k * to) / 20 / mean) - high);
    });
    expect(divergenceFromExponential({ from: 0, to, counts }, mean)).toBeCloseTo(0, 10);
    // ln(1 / P(x > 0.4)) = 0.4 / μ
    const late = { from: 0, to: 0.8, counts: [0, 5] };
    expect(divergenceFromExponential(late, mean)).toBeCloseTo(4, 10);
  });
});
