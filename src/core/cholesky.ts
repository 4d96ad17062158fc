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
  for (let j = 0; j < size; j++) {
    const row = j * size;
    let rest = matrix[row + j]! + added;
    for (let k = 0; k < j; k++) rest -= lower[row + k]! * lower[row + k]!;
    if (!(rest > 0)) throw new MotifsmithError('internal', 'A matrix is not positive definite.');
    const diagonal = Math.sqrt(rest);
    lower[row + j] = diagonal;
    let i = j + 1;
    // Four rows below at once: sums that do not wait for each other.
    for (; i + 4 <= size; i += 4) {
      const r0 = i * size;
      const [r1, r2, r3] = [r0 + size, r0 + 2 * size, r0 + 3 * size];
      let [s0, s1, s2, s3] = [matrix[r0 + j]!, matrix[r1 + j]!, matrix[r2 + j]!, matrix[r3 + j]!];
      for (let k = 0; k < j; k++) {
        const each = lower[row + k]!;
        s0 -= lower[r0 + k]! * each;
        s1 -= lower[r1 + k]! * each;
        s2 -= lower[r2 + k]! * each;
        s3 -= lower[r3 + k]! * each;
      }
      lower[r0 + j] = s0 / diagonal;
      lower[r1 + j] = s1 / diagonal;
      lower[r2 + j] = s2 / diagonal;
      lower[r3 + j] = s3 / diagonal;
    }
    for (; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[row + k]!;
      lower[i * size + j] = sum / diagonal;
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
