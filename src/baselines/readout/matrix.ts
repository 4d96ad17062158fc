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

/** Rows of A and of B, or of A and rows of the result, that are in hand at once. */
const TALL = 4;
const WIDE = 2;

/** A Bᵀ, [a.rows][b.rows]. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i += TALL) dotRows(a, i, b, b.rows, result);
  return result;
}

/** A Aᵀ; only the lower triangle is sure to be there. */
export function gramMatrix(a: Matrix): Matrix {
  const result = matrix(a.rows, a.rows);
  for (let i = 0; i < a.rows; i += TALL) {
    dotRows(a, i, a, Math.min(a.rows, i + TALL), result);
  }
  return result;
}

/** Rows i … i + 3 of A times the first `count` rows of B; each number that is read serves a block of products. */
function dotRows(a: Matrix, i: number, b: Matrix, count: number, result: Matrix): void {
  const { data: x, columns: length } = a;
  const { data: y } = b;
  const { data: to, columns: width } = result;
  const whole = i + TALL <= a.rows ? count - (count % WIDE) : 0;
  const [a0, a1, a2, a3] = [0, 1, 2, 3].map((r) => (i + r) * length) as Four;
  for (let j = 0; j < whole; j += WIDE) {
    let s00 = 0;
    let s01 = 0;
    let s10 = 0;
    let s11 = 0;
    let s20 = 0;
    let s21 = 0;
    let s30 = 0;
    let s31 = 0;
    const b0 = j * length;
    const b1 = b0 + length;
    for (let k = 0; k < length; k++) {
      const y0 = y[b0 + k]!;
      const y1 = y[b1 + k]!;
      const x0 = x[a0 + k]!;
      const x1 = x[a1 + k]!;
      const x2 = x[a2 + k]!;
      const x3 = x[a3 + k]!;
      s00 += x0 * y0;
      s01 += x0 * y1;
      s10 += x1 * y0;
      s11 += x1 * y1;
      s20 += x2 * y0;
      s21 += x2 * y1;
      s30 += x3 * y0;
      s31 += x3 * y1;
    }
    const sums = [s00, s01, s10, s11, s20, s21, s30, s31];
    for (let s = 0; s < sums.length; s++) {
      to[(i + Math.floor(s / WIDE)) * width + j + (s % WIDE)] = sums[s]!;
    }
  }
  for (let r = i; r < Math.min(a.rows, i + TALL); r++) {
    for (let j = whole; j < count; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += x[r * length + k]! * y[j * length + k]!;
      to[r * width + j] = sum;
    }
  }
}

type Four = [number, number, number, number];

/** Aᵀ B, [a.columns][b.columns]. */
export function transposedTimes(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.columns, b.columns);
  const { data: x, columns: height } = a;
  const { data: y, columns: width } = b;
  const { data: to } = result;
  const rows = a.rows - (a.rows % TALL);
  const whole = height - (height % WIDE);
  for (let i = 0; i < rows; i += TALL) {
    const [b0, b1, b2, b3] = [0, 1, 2, 3].map((r) => (i + r) * width) as Four;
    for (let k = 0; k < whole; k += WIDE) {
      const [a0, a1, a2, a3] = [0, 1, 2, 3].map((r) => (i + r) * height + k) as Four;
      const [f0, f1, f2, f3] = [x[a0]!, x[a1]!, x[a2]!, x[a3]!];
      const [g0, g1, g2, g3] = [x[a0 + 1]!, x[a1 + 1]!, x[a2 + 1]!, x[a3 + 1]!];
      const first = k * width;
      const second = first + width;
      for (let j = 0; j < width; j++) {
        const y0 = y[b0 + j]!;
        const y1 = y[b1 + j]!;
        const y2 = y[b2 + j]!;
        const y3 = y[b3 + j]!;
        to[first + j] = to[first + j]! + f0 * y0 + f1 * y1 + f2 * y2 + f3 * y3;
        to[second + j] = to[second + j]! + g0 * y0 + g1 * y1 + g2 * y2 + g3 * y3;
      }
    }
    addRows(a, b, [i, i + TALL], [whole, height], to);
  }
  addRows(a, b, [rows, a.rows], [0, height], to);
  return result;
}

/** What some rows add to some rows of Aᵀ B. */
function addRows(
  { data: x, columns: height }: Matrix,
  { data: y, columns: width }: Matrix,
  [begin, end]: readonly [number, number],
  [from, until]: readonly [number, number],
  to: Float64Array,
): void {
  for (let i = begin; i < end; i++) {
    for (let k = from; k < until; k++) {
      const factor = x[i * height + k]!;
      for (let j = 0; j < width; j++) to[k * width + j]! += factor * y[i * width + j]!;
    }
  }
}
