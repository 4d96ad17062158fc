/**
 * Cholesky's factor of a symmetric positive definite matrix, and what is solved with it. Sums run in one order,
 * from operations that IEEE 754 fixes, so that results have the same bits on every machine.
 */
import { MotifsmithError } from './errors.ts';

/** L with A = L·Lᵀ: row-major [n][n], zero above the diagonal. */
export interface CholeskyFactor {
  readonly size: number;
  readonly lower: Float64Array;
}

/**
 * @param matrix A, row-major [n][n]; only the part below the diagonal, and the diagonal, are read
 * @param added μ, for the factor of A + μI
 * @throws MotifsmithError (`internal`) if that is not positive definite
 */
export function cholesky(matrix: Float64Array, size: number, added = 0): CholeskyFactor {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]! + (i === j ? added : 0);
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      if (i !== j) lower[i * size + j] = rest / lower[j * size + j]!;
      else if (rest > 0) lower[i * size + i] = Math.sqrt(rest);
      else throw new MotifsmithError('internal', 'A matrix is not positive definite.');
    }
  }
  return { size, lower };
}

/** L⁻¹·b. */
export function solveLower({ size, lower }: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = x[i]! - lower[i * size + k]! * x[k]!;
    x[i] = x[i]! / lower[i * size + i]!;
  }
  return x;
}

/** A⁻¹·b. */
export function solveSymmetric(factor: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  const { size, lower } = factor;
  const x = solveLower(factor, b);
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = x[i]! - lower[k * size + i]! * x[k]!;
    x[i] = x[i]! / lower[i * size + i]!;
  }
  return x;
}
