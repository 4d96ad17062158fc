/** Figures and bars that fit. */
import { expect, test } from 'vitest';
import { barLine, cutToWidth, fittedLine } from '../../src/view/progress-line.ts';

const parts = [
  { text: 'HRMAS', rank: 1 },
  { text: 'size search 2/3', rank: 0 },
  { text: 'loss 0.1234', rank: 2 },
];

test.each([
  [80, 'HRMAS · size search 2/3 · loss 0.1234'],
  [37, 'HRMAS · size search 2/3 · loss 0.1234'],
  [36, 'HRMAS · size search 2/3'],
  [20, 'size search 2/3'],
  [8, 'size se…'],
  [0, ''],
])('in %i columns, the least important figures are left out', (width, expected) => {
  expect(fittedLine(parts, width)).toBe(expected);
});

test('characters that take two columns count as two, and none steers the terminal', () => {
  expect(cutToWidth('脉冲神经网络', 12)).toBe('脉冲神经网络');
  expect(cutToWidth('脉冲神经网络', 11)).toBe('脉冲神经网…');
  expect(cutToWidth('脉冲神经网络', 10)).toBe('脉冲神经…');
  expect(fittedLine([{ text: 'a\u001b[2Jb\n', rank: 0 }], 40)).toBe('a\\x1b[2Jb\\n');
});

test.each([
  [0, '░░░░░░░░░░   0\u00a0% · ETA 5 s'],
  [0.999, '██████████  99\u00a0% · ETA 5 s'],
  [1, '██████████ 100\u00a0% · ETA 5 s'],
  [1.2, '██████████ 100\u00a0% · ETA 5 s'],
])('a bar takes what the figures leave; %d', (part, expected) => {
  expect(barLine(part, [{ text: 'ETA 5 s', rank: 0 }], 26)).toBe(expected);
});
