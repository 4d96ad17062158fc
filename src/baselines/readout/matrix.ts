/** Dense matrices, row by row, and the few products that readouts need. Sums run in a fixed order. */
import { blockAt } from '../../kernels/dense/blocks.ts';
import { addMatrixProduct } from '../../kernels/dense/products.ts';

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

const whole = ({ data, columns }: Matrix) => blockAt(data, columns);

/** A Bᵀ, [a.rows][b.rows]. */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.rows);
  const sizes = [a.rows, a.columns, b.rows] as const;
  addMatrixProduct(whole(result), whole(a), whole(b), sizes, { b: true });
  return result;
}

/** Rows of a Gram matrix that are computed at once. */
const STRIP = 128;

/** A Aᵀ; only the lower triangle is sure to be there. */
export function gramMatrix(a: Matrix): Matrix {
  const result = matrix(a.rows, a.rows);
  for (let from = 0; from < a.rows; from += STRIP) {
    const to = Math.min(from + STRIP, a.rows);
    const sizes = [to - from, a.columns, to] as const;
    addMatrixProduct(
      blockAt(result.data, a.rows, from),
      blockAt(a.data, a.columns, from),
      whole(a),
      sizes,
      { b: true },
    );
  }
  return result;
}

/** Aᵀ B, [a.columns][b.columns]. */
export function transposedTimes(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.columns, b.columns);
  const sizes = [a.columns, a.rows, b.columns] as const;
  addMatrixProduct(whole(result), whole(a), whole(b), sizes, { a: true });
  return result;
}
