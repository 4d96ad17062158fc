/** Dense matrices, row by row, and the few products that readouts need. Sums run in a fixed order. */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows · columns] */
  readonly data: Float64Array;
}

export const matrix = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const to = matrix(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) to.data[j * rows + i] = data[i * columns + j]!;
  }
  return to;
}

/** A Bᵀ, [a.rows][b.rows]: four rows of B at a time, so that each number of A is read once for them. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) dotRows(a, i, b, b.rows, result);
  return result;
}

/** A Aᵀ, the lower triangle only. */
export function gramMatrix(a: Matrix): Matrix {
  const result = matrix(a.rows, a.rows);
  for (let i = 0; i < a.rows; i++) dotRows(a, i, a, i + 1, result);
  return result;
}

/** Row i of A times the first `count` rows of B, into row i of the result. */
function dotRows(a: Matrix, i: number, b: Matrix, count: number, result: Matrix): void {
  const { data: x, columns } = a;
  const { data: y } = b;
  const at = i * columns;
  const to = i * result.columns;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    const p0 = j * columns;
    const [p1, p2, p3] = [p0 + columns, p0 + 2 * columns, p0 + 3 * columns];
    for (let k = 0; k < columns; k++) {
      const value = x[at + k]!;
      s0 += value * y[p0 + k]!;
      s1 += value * y[p1 + k]!;
      s2 += value * y[p2 + k]!;
      s3 += value * y[p3 + k]!;
    }
    result.data[to + j] = s0;
    result.data[to + j + 1] = s1;
    result.data[to + j + 2] = s2;
    result.data[to + j + 3] = s3;
  }
  for (; j < count; j++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += x[at + k]! * y[j * columns + k]!;
    result.data[to + j] = sum;
  }
}

/** Aᵀ B, [a.columns][b.columns]; four columns of A at a time. */
export function transposedTimes(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.columns, b.columns);
  const { data: y, columns: width } = b;
  const { data: to } = result;
  for (let i = 0; i < a.rows; i++) {
    const row = i * width;
    let k = 0;
    for (; k + 4 <= a.columns; k += 4) {
      const at = i * a.columns + k;
      const [f0, f1, f2, f3] = [a.data[at]!, a.data[at + 1]!, a.data[at + 2]!, a.data[at + 3]!];
      const p0 = k * width;
      const [p1, p2, p3] = [p0 + width, p0 + 2 * width, p0 + 3 * width];
      for (let j = 0; j < width; j++) {
        const value = y[row + j]!;
        to[p0 + j]! += f0 * value;
        to[p1 + j]! += f1 * value;
        to[p2 + j]! += f2 * value;
        to[p3 + j]! += f3 * value;
      }
    }
    for (; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      for (let j = 0; j < width; j++) to[k * width + j]! += factor * y[row + j]!;
    }
  }
  return result;
}
