import { describe, expect, test } from 'vitest';
import { exp } from '../../src/core/math.ts';
import { Random } from '../../src/core/random.ts';
import { blockAt } from '../../src/kernels/dense/blocks.ts';
import { logisticOf, tanhOf } from '../../src/kernels/dense/functions.ts';
import { addMatrixProduct } from '../../src/kernels/dense/products.ts';
import { loadRows } from '../../src/kernels/dense/rows.ts';

/** One matrix inside a larger one, whose other numbers must stay as they are. */
function within(rows: number, columns: number, random: Random) {
  const stride = columns + 3;
  const data = Float64Array.from({ length: (rows + 2) * stride }, () => random.uniform() - 0.5);
  return blockAt(data, stride, 1, 2);
}

describe('a product of dense matrices', () => {
  // Sizes around the four rows and columns of the inner loop, and past a tile.
  test.each([
    [1, 1, 1],
    [3, 5, 7],
    [4, 4, 4],
    [20, 70, 282],
    [131, 259, 13],
    [9, 2, 515],
  ])('of %i × %i × %i has the bits of three plain loops', (rows, inner, columns) => {
    const random = new Random(1, 'dense');
    for (const [a, b] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const left = a ? within(inner, rows, random) : within(rows, inner, random);
      const right = b ? within(columns, inner, random) : within(inner, columns, random);
      const result = within(rows, columns, random);
      const expected = result.data.slice();
      const at = (block: typeof left, r: number, c: number) =>
        block.data[block.at + r * block.stride + c]!;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const place = result.at + i * result.stride + j;
          for (let k = 0; k < inner; k++) {
            expected[place]! +=
              (a ? at(left, k, i) : at(left, i, k)) * (b ? at(right, j, k) : at(right, k, j));
          }
        }
      }
      addMatrixProduct(result, left, right, [rows, inner, columns], { a, b });
      expect(result.data).toEqual(expected);
    }
  });

  test('keeps what is not a number to its own row', () => {
    const a = Float64Array.from([NaN, Infinity, 1, 2]);
    const b = Float64Array.from([1, 2, 3, 4]);
    const c = new Float64Array(4);
    addMatrixProduct(blockAt(c, 2), blockAt(a, 2), blockAt(b, 2), [2, 2, 2]);
    expect([...c]).toEqual([NaN, NaN, 7, 10]);
  });
});

const logistic = (x: number) => 1 / (1 + exp(-x));
const tanh = (x: number) => 1 - 2 / (exp(2 * x) + 1);

describe('functions of many numbers', () => {
  const random = new Random(2, 'functions');
  const drawn = Array.from({ length: 999 }, () => (random.uniform() - 0.5) * 40);
  const edges = [0, -0, NaN, Infinity, -Infinity, 5e-324, 708, -708.5, 709.79, 354.9, -800, 1e300];
  // Halves of ln 2, where rounding to a power of two has to choose.
  const ties = Array.from({ length: 41 }, (_, k) => (k - 20.5) * Math.LN2);
  const values = Float64Array.from([...edges, ...ties, ...drawn]);

  test.each([
    ['logistic', logisticOf, logistic],
    ['tanh', tanhOf, tanh],
  ] as const)('%s has the bits that exp gives, number by number', (_name, many, one) => {
    const result = values.slice();
    many(blockAt(result, result.length), 1, result.length);
    expect(result).toEqual(values.map(one));
  });

  test('agree with their definitions, and end at their limits', () => {
    const result = values.slice();
    tanhOf(blockAt(result, result.length), 1, result.length);
    result.forEach((each, k) => {
      if (Number.isFinite(each)) expect(Math.abs(each - Math.tanh(values[k]!))).toBeLessThan(1e-15);
    });
    expect(tanh(-400)).toBe(-1);
    expect(logistic(-750)).toBe(0);
  });

  test('leave the rest of a matrix alone', () => {
    const [stride, rows, columns] = [7, 5, 3];
    const result = values.slice(0, 40);
    logisticOf(blockAt(result, stride, 0, 2), rows, columns);
    const inside = (k: number) => k < rows * stride && k % stride >= 2 && k % stride < 2 + columns;
    expect(result).toEqual(values.slice(0, 40).map((x, k) => (inside(k) ? logistic(x) : x)));
  });
});

describe('rows that a list picks', () => {
  test.each([1, 2, 5, 16])('of %i columns', (columns) => {
    const random = new Random(3, 'rows');
    const matrix = Float64Array.from({ length: 6 * columns }, () => random.uniform());
    const list = [5, 0, 5, 3];
    const rows = loadRows(matrix, columns, list.length);
    rows.list(list);
    rows.gather(1, 4);
    const sum = Array.from({ length: columns }, (_, c) =>
      list.slice(1).reduce((total, r) => total + matrix[r * columns + c]!, 0),
    );
    expect([...rows.row]).toEqual(sum);
    rows.row.fill(1);
    rows.scatter(0, 3);
    const expected = matrix.slice();
    for (const r of list.slice(0, 3)) {
      for (let c = 0; c < columns; c++) expected[r * columns + c]! += 1;
    }
    rows.store();
    expect(matrix).toEqual(expected);
  });

  test('of a matrix larger than the memory at hand', () => {
    const matrix = new Float64Array(2_000_000).fill(2);
    const rows = loadRows(matrix, 1000, 1);
    rows.list([1999]);
    rows.gather(0, 1);
    expect(rows.row[999]).toBe(2);
  });
});
