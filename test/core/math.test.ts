import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviationOf, erfc, exp, log, meanOf, softmax } from '../../src/core/math.ts';

const relative = (actual: number, wanted: number) => Math.abs(actual - wanted) / Math.abs(wanted);

describe('exp', () => {
  test('agrees with Math.exp to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
        expect(relative(exp(x), Math.exp(x))).toBeLessThan(2e-15);
      }),
    );
  });

  test('has exact and limiting values', () => {
    expect(exp(0)).toBe(1);
    expect(exp(710)).toBe(Infinity);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(-1000)).toBe(0);
    expect(exp(Number.NaN)).toBeNaN();
    expect(relative(exp(709.7827), Math.exp(709.7827))).toBeLessThan(2e-15);
  });
});

describe('log', () => {
  test('agrees with Math.log over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -1074, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        const wanted = Math.log(x);
        expect(Math.abs(log(x) - wanted)).toBeLessThanOrEqual(2e-15 * Math.abs(wanted) + 1e-300);
      }),
    );
  });

  test('stays accurate next to 1, where it vanishes', () => {
    for (const step of [1e-15, 1e-9, 1e-5, 0.01, 0.4]) {
      for (const x of [1 + step, 1 - step]) {
        expect(relative(log(x), Math.log(x))).toBeLessThan(1e-14);
      }
    }
  });

  test('has exact and limiting values', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(Number.NaN)).toBeNaN();
  });

  test('undoes exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThan(1e-13 * (1 + Math.abs(x)));
      }),
    );
  });
});

describe('erfc', () => {
  // From SciPy 1.17 (Cephes) and the C library, which agree to the last digit or two.
  const known: [number, number][] = [
    [-3, 1.9999779095030015],
    [-0.5, 1.5204998778130465],
    [0.3, 0.6713732405408726],
    [1, 0.15729920705028513],
    [1.999, 0.004698443348629488],
    [2, 0.004677734981047265],
    [2.5, 0.0004069520174449589],
    [5, 1.5374597944280351e-12],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
  ];
  test.each(known)('of %d', (x, wanted) => {
    expect(relative(erfc(x), wanted)).toBeLessThan(1e-12);
  });

  test('has exact and limiting values', () => {
    expect(erfc(0)).toBe(1);
    expect(erfc(Infinity)).toBe(0);
    expect(erfc(-Infinity)).toBe(2);
    expect(erfc(Number.NaN)).toBeNaN();
  });
});

describe('softmax', () => {
  test('is a probability, however large the logits', () => {
    const p = softmax([1000, 1001, -1000]);
    expect(p[0]! + p[1]! + p[2]!).toBeCloseTo(1, 14);
    expect(p[1]! / p[0]!).toBeCloseTo(Math.E, 12);
    expect(p[2]).toBe(0);
  });

  test('does not change if a constant is added to all logits', () => {
    const logits = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(logits, fc.integer({ min: -99, max: 99 }), (row, shift) => {
        expect(softmax(row.map((x) => x + shift))).toEqual(softmax(row));
      }),
    );
  });
});

test('mean and sample standard deviation of 2, 4, 4, 4, 5, 5, 7, 9', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  expect(meanOf(values)).toBe(5);
  expect(deviationOf(values, 5)).toBe(Math.sqrt(32 / 7));
  expect(deviationOf([3], 3)).toBeNaN();
});
