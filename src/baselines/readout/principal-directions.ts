/** Directions in which features vary most, by orthogonal iteration: near enough for a preconditioner. */
import { norm } from '../../core/math.ts';
import { type Matrix, matrix, timesTransposed, transposed, transposedTimes } from './matrix.ts';

const ROUNDS = 4;
/** A direction of which less than this is left without those before it is one of theirs. */
const LEAST_REST = 1e-8;

/**
 * Orthonormal rows, the direction of the largest variance first; fewer than asked for if features vary in fewer.
 * @param x [n][F]
 */
export function principalDirections(x: Matrix, count: number): Matrix {
  // Samples from all over the set: they vary where the set does.
  const first = matrix(Math.min(count, x.rows, x.columns), x.columns);
  for (let d = 0; d < first.rows; d++) {
    first.data.set(rowOf(x, Math.floor((d * x.rows) / first.rows)), d * x.columns);
  }
  let directions = orthonormal(first);
  for (let round = 0; round < ROUNDS; round++) {
    const shown = timesTransposed(x, directions);
    directions = orthonormal(transposed(transposedTimes(x, shown)));
  }
  return directions;
}

const rowOf = ({ columns, data }: Matrix, i: number): Float64Array =>
  data.subarray(i * columns, (i + 1) * columns);

/** Gram and Schmidt’s rows; those that depend on others are left out. */
function orthonormal(rows: Matrix): Matrix {
  const { columns } = rows;
  const data = rows.data.slice();
  let kept = 0;
  for (let d = 0; d < rows.rows; d++) {
    const row = data.subarray(kept * columns, (kept + 1) * columns);
    row.set(rowOf(rows, d));
    const before = norm(row);
    for (let e = 0; e < kept; e++) {
      const other = data.subarray(e * columns, (e + 1) * columns);
      let along = 0;
      for (let f = 0; f < columns; f++) along += row[f]! * other[f]!;
      for (let f = 0; f < columns; f++) row[f]! -= along * other[f]!;
    }
    const left = norm(row);
    if (!(left > LEAST_REST * before)) continue;
    for (let f = 0; f < columns; f++) row[f]! /= left;
    kept += 1;
  }
  return { rows: kept, columns, data: data.slice(0, kept * columns) };
}
