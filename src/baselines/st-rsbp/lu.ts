/**
 * Systems of linear equations, by LU decomposition with partial pivoting. What is 0 to the left or right of all else
 * in a row is passed over, so a matrix with a band takes little more than its band.
 */

/**
 * Solves A x = b.
 * @param matrix A [n][n], row by row; destroyed
 * @returns x [n]
 */
export function solve(matrix: Float64Array, right: ArrayLike<number>): Float64Array {
  const n = right.length;
  const x = Float64Array.from(right);
  // Of each row, where it ends: all after it is 0.
  const ends = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    let end = n;
    while (end > 0 && matrix[i * n + end - 1] === 0) end -= 1;
    ends[i] = end;
  }
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(matrix[i * n + k]!) > Math.abs(matrix[pivot * n + k]!)) pivot = i;
    }
    if (pivot !== k) swap(matrix, ends, x, k, pivot);
    const end = ends[k]!;
    const row = k * n;
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k]! / matrix[row + k]!;
      if (factor === 0) continue;
      const to = (i - k) * n;
      for (let at = row + k + 1; at < row + end; at++) matrix[to + at]! -= factor * matrix[at]!;
      if (ends[i]! < end) ends[i] = end;
      x[i]! -= factor * x[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < ends[k]!; j++) x[k]! -= matrix[k * n + j]! * x[j]!;
    x[k]! /= matrix[k * n + k]!;
  }
  return x;
}

/** Exchanges rows k and p from column k on. */
function swap(
  matrix: Float64Array,
  ends: Uint32Array,
  x: Float64Array,
  k: number,
  p: number,
): void {
  const n = x.length;
  const end = Math.max(ends[k]!, ends[p]!);
  for (let j = k; j < end; j++) {
    const at = matrix[k * n + j]!;
    matrix[k * n + j] = matrix[p * n + j]!;
    matrix[p * n + j] = at;
  }
  [x[k], x[p]] = [x[p]!, x[k]!];
  [ends[k], ends[p]] = [ends[p]!, ends[k]!];
}
