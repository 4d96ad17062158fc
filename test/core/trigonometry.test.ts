import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asinh, cos, sin, sinh } from '../../src/core/trigonometry.ts';

const relative = (actual: number, wanted: number) => Math.abs(actual - wanted) / Math.abs(wanted);

describe('sin and cos', () => {
  test.each([1, 1000, 2 ** 20])(
    'agree with Math to a few units in the last place, up to ±%i',
    (limit) => {
      fc.assert(
        fc.property(fc.double({ min: -limit, max: limit, noNaN: true }), (x) => {
          expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(2.3e-16);
          expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(2.3e-16);
        }),
        { numRuns: 5000 },
      );
    },
  );

  test('keep relative accuracy where the sine is small', () => {
    for (const x of [1e-300, 1e-20, 1e-9, 1e-4, 0.1]) {
      expect(relative(sin(x), Math.sin(x))).toBeLessThan(5e-16);
      expect(relative(sin(Math.PI + x), Math.sin(Math.PI + x))).toBeLessThan(5e-16);
    }
  });

  test('have exact and limiting values', () => {
    expect(sin(0)).toBe(0);
    expect(cos(0)).toBe(1);
    expect(sin(Math.PI / 2)).toBe(1);
    expect(cos(Math.PI)).toBe(-1);
    expect(sin(Number.NaN)).toBeNaN();
    expect(() => cos(2 ** 21)).toThrow(/beyond/);
    expect(() => sin(Infinity)).toThrow(/beyond/);
  });

  test('lie on the unit circle', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (x) => {
        expect(Math.abs(sin(x) ** 2 + cos(x) ** 2 - 1)).toBeLessThan(1e-15);
      }),
    );
  });
});

describe('hyperbolic functions', () => {
  test('agree with Math in their ranges', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), (x) => {
        expect(relative(sinh(x), Math.sinh(x))).toBeLessThan(1e-13);
        expect(sinh(-x)).toBe(-sinh(x));
        expect(relative(asinh(x), Math.asinh(x))).toBeLessThan(1e-13);
      }),
    );
  });

  test('undo each other', () => {
    for (const x of [0.05, 1, 3, 12]) expect(relative(asinh(sinh(x)), x)).toBeLessThan(1e-13);
  });
});
