/** Systems of linear equations, by LU decomposition with partial pivoting. */

/**
 * Solves A x = b.
 * @param matrix A [n][n], row by row; destroyed
 * @returns x [n]
 */
export function solve(matrix: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  const x = Float64Array.from(right);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(matrix[i * n + k]!) > Math.abs(matrix[pivot * n + k]!)) pivot = i;
    }
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const at = matrix[k * n + j]!;
        matrix[k * n + j] = matrix[pivot * n + j]!;
        matrix[pivot * n + j] = at;
      }
      const at = x[k]!;
      x[k] = x[pivot]!;
      x[pivot] = at;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k]! / matrix[k * n + k]!;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) matrix[i * n + j]! -= factor * matrix[k * n + j]!;
      x[i]! -= factor * x[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k]! -= matrix[k * n + j]! * x[j]!;
    x[k]! /= matrix[k * n + k]!;
  }
  return x;
}
