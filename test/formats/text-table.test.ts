/** Tables of numbers in text: their values, layouts and lines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseValue } from '../../src/formats/text-number.ts';
import { openTextTable, textLayout } from '../../src/formats/text-table.ts';

const ascii = (text: string) => new TextEncoder().encode(text);
const numberIn = (text: string) => parseValue(ascii(text), 0, text.length);

function read(text: string) {
  const bytes = ascii(text);
  const layout = textLayout(bytes, true)!;
  const table = openTextTable(bytes, layout);
  const columns = Array.from({ length: layout.columns }, (_, column) => [
    ...table.column(column, table.rows)(0, table.rows),
  ]);
  const lines = Array.from({ length: table.rows }, (_, row) => table.lineOf(row));
  return { layout, columns, lines, openEnd: table.openEnd, isCut: table.isCut };
}

describe('parseValue', () => {
  it('gives the nearest double, as Number does', () => {
    const texts = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.integer(), fc.nat(999_999_999)).map(([a, b]) => `${a}.${b}`),
      fc.tuple(fc.bigInt(), fc.integer({ min: -330, max: 330 })).map(([a, e]) => `${a}e${e}`),
      fc.stringMatching(/^[-+]?[0-9]{0,25}\.?[0-9]{0,25}$/),
    );
    const check = (text: string) => {
      const value = Number(text);
      const isValue = /\d/.test(text) && Number.isFinite(value);
      expect(numberIn(text)).toBe(isValue ? value : Number.NaN);
    };
    fc.assert(fc.property(texts, check), { numRuns: 2000, seed: 1 });
  });

  it.each(['', '-', '.', 'e5', '1e', '0x10', '1_0', '1.2.3', 'nan', 'inf', '1e999', '--1', 'x'])(
    'is NaN for %j',
    (text) => expect(numberIn(text)).toBeNaN(),
  );

  it('knows truth values', () => {
    expect(['True', 'False', 'true', 'false'].map(numberIn)).toEqual([1, 0, 1, 0]);
  });
});

describe('text tables', () => {
  it.each([',', ', ', ';', ' ; ', '\t', '   ', ' \t'])('separate values by %j', (separator) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const rows = [[1, 2.5, -3].join(separator), '', ['4e1', '"5"', '.5'].join(separator)];
      const { columns, lines } = read(rows.map((row) => ` ${row} ${end}`).join(''));
      expect(columns).toEqual([
        [1, 40],
        [2.5, 5],
        [-3, 0.5],
      ]);
      expect(lines).toEqual([1, 3]);
    }
  });

  it('keep rows that are not numbers as NaN', () => {
    const { columns, lines } = read('1 2\n3\n4 five\n6 7 8\n,\n9 10\n');
    expect(columns[0]).toEqual([1, NaN, NaN, NaN, NaN, 9]);
    expect(lines).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('find names and comments, and count on through many rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, k) => `${k},${2 * k}`);
    rows.splice(5000, 0, '# a comment');
    const { layout, columns, lines } = read(
      `% one\n\n// two\nfirst name,"second"\n${rows.join('\n')}`,
    );
    expect(layout).toMatchObject({ comments: ['one', 'two'], names: ['first name', 'second'] });
    expect(columns[1]).toEqual(Array.from({ length: 10_000 }, (_, k) => 2 * k));
    expect([lines[0], lines[4999], lines[5000], lines[9999]]).toEqual([5, 5004, 5006, 10_005]);
  });

  it('tell whether the last line has an end, and is a row', () => {
    expect(read('1 2\n3 4\n')).toMatchObject({ openEnd: -1, isCut: false });
    expect(read('1 2\n3 4')).toMatchObject({ openEnd: 4, isCut: false, lines: [1, 2] });
    expect(read('1 2\n3')).toMatchObject({ openEnd: 4, isCut: true, lines: [1] });
  });

  it('need a line of values', () => {
    expect(textLayout(ascii('# only\n\n'), true)).toBe(null);
    expect(textLayout(ascii('1,2'), false)).toBe(null);
    expect(textLayout(ascii(Array.from({ length: 65 }, () => '1').join(',')), true)).toBe(null);
  });
});
