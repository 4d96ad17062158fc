/** Numbers as text: enough digits to compare, none that mean nothing, no hyphen for a minus. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ago,
  bytes,
  count,
  counted,
  duration,
  fixed,
  interval,
  joules,
  list,
  loss,
  MISSING,
  meanStd,
  motifSizes,
  percent,
  percentMeanStd,
  percentNumber,
  points,
  pValue,
  rate,
  scientific,
  sentence,
  signed,
  significant,
} from '../../src/view/format.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const GAP = '\u00a0';

test('fractions in percent, differences in points', () => {
  expect([percent(0.12345), percent(0.5, 0)]).toEqual([`12.35${GAP}%`, `50${GAP}%`]);
  expect([points(0.012), points(-0.5), points(0), points(1e-9)]).toEqual([
    '+1.20',
    '−50.00',
    '0.00',
    '0.00',
  ]);
  expect(percentMeanStd({ mean: 0.9515, std: 0.0086 })).toBe(`95.15 ± 0.86${GAP}%`);
  expect(meanStd({ mean: 0.1, std: null }, loss)).toBe('0.1000');
  expect(interval([0.9584, 0.9631])).toBe('[95.84, 96.31]');
  expect(interval([-0.01, 0.02], points)).toBe('[−1.00, +2.00]');
});

test('numbers by their size', () => {
  expect([count(1234567.4), count(-1000), count(999)]).toEqual(['1,234,567', '−1,000', '999']);
  expect([0, 0.00012, -0.5, 12.345, 999.6, 45678].map((x) => significant(x))).toEqual([
    '0',
    '1.2e−4',
    '−0.5',
    '12.3',
    '1,000',
    '45,678',
  ]);
  expect([fixed(-0.00001, 4), fixed(-2.5, 1), scientific(0.000123)]).toEqual([
    '0.0000',
    '−2.5',
    '1.23e−4',
  ]);
  expect([signed(0.0103), signed(-2), signed(0)]).toEqual(['+0.0103', '−2', '0']);
  expect([pValue(0.0004), pValue(0.05)]).toEqual([`<${GAP}0.001`, '0.050']);
});

test('amounts with their units', () => {
  expect([512, 12_345, 1_500_000, 2.5e9].map((n) => bytes(n))).toEqual([
    `512${GAP}B`,
    `12.3${GAP}kB`,
    `1.5${GAP}MB`,
    `2.5${GAP}GB`,
  ]);
  expect([joules(12), joules(1_234_000)]).toEqual([`12${GAP}pJ`, `1.23${GAP}µJ`]);
  expect([rate(3.24, 'MB'), rate(1234.5, 'samples')]).toEqual([
    `3.2${GAP}MB/s`,
    `1,235${GAP}samples/s`,
  ]);
});

test.each([
  [0, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [113, '1 min 53 s'],
  [3599.7, '1 h 0 min'],
  [7500, '2 h 5 min'],
  [273_600, '3 d 4 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds).replaceAll(GAP, ' ')).toBe(text);
});

test('how long ago', () => {
  const texts = [10, 300, 7200, 200_000].map((s) => ago(0, 1000 * s).replaceAll(GAP, ' '));
  expect(texts).toEqual(['just now', '5 min ago', '2 h ago', '2 d ago']);
});

test('words', () => {
  expect([list([]), list(['a']), list(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
  expect([counted(1, 'seed'), counted(1200, 'seed'), counted(2, 'class', 'classes')]).toEqual([
    '1 seed',
    '1,200 seeds',
    '2 classes',
  ]);
  expect(motifSizes([[16], [16]])).toBe('16');
  expect(motifSizes([[16, 8], [4, 4], []])).toBe('16+8, 4+4, –');
  expect(motifSizes([])).toBe(MISSING);
  expect(sentence('one random motif')).toBe('One random motif.');
});

test('what is not known is a dash, and no number is ever NaN, infinite or −0', () => {
  const formats = [
    ...[count, significant, scientific, percent, percentNumber, points, pValue, bytes, joules],
    ...[duration, loss, (x: number | null) => fixed(x, 2), (x: number | null) => signed(x)],
  ];
  for (const format of formats) {
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(format(value)).toBe(MISSING);
    }
  }
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), (value) => {
      for (const format of formats) {
        expect(format(value)).not.toMatch(/NaN|Infinity|undefined|-|^[−+][0.]+$/);
      }
    }),
  );
});

test('elsewhere, the linter refuses to make text of numbers', () => {
  const folder = temporaryFolder();
  const plugins = [join(import.meta.dirname, '../../scripts/lint/no-number-text.grit')];
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ plugins }));
  const lint = (expression: string): string => {
    const file = join(folder, 'example.ts');
    writeFileSync(file, `export const show = (x: number) => ${expression};\n`);
    const { stdout, stderr } = spawnSync('npx', ['biome', 'lint', '--config-path', folder, file]);
    return `${stdout}${stderr}`;
  };
  const message = 'Numbers become text in src/view/format.ts';
  for (const expression of ['x.toFixed(2)', 'x.toLocaleString()', 'new Intl.NumberFormat()']) {
    expect(lint(expression), expression).toContain(message);
  }
  // What is rounded stays a number.
  expect(lint('Number(x.toFixed(3))')).not.toContain(message);
});
