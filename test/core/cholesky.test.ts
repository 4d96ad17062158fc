import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cholesky, solveLower, solveSymmetric } from '../../src/core/cholesky.ts';

test('solves equations of random positive definite matrices', () => {
  const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 30,
    maxLength: 30,
  });
  fc.assert(
    fc.property(entries, (values) => {
      const n = 5;
      // A = B·Bᵀ + I, and b.
      const A = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) A[i * n + j]! += values[i * n + k]! * values[j * n + k]!;
        }
        A[i * n + i]! += 1;
      }
      const b = values.slice(n * n);
      const factor = cholesky(A, n);
      const x = solveSymmetric(factor, b);
      const half = solveLower(factor, b);
      for (let i = 0; i < n; i++) {
        let [full, lower] = [0, 0];
        for (let j = 0; j < n; j++) {
          full += A[i * n + j]! * x[j]!;
          lower += factor.lower[i * n + j]! * half[j]!;
        }
        expect(full).toBeCloseTo(b[i]!, 12);
        expect(lower).toBeCloseTo(b[i]!, 12);
      }
    }),
  );
});

test('refuses a matrix that is not positive definite', () => {
  expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow('not positive definite');
});
