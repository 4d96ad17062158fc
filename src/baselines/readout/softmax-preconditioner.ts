/**
 * An approximate inverse of the Hessian of softmax regression, `Σ_i (diag p_i − p_i p_iᵀ) ⊗ x_i x_iᵀ/n + λI`. In the
 * few directions in which features vary most it is exact, across all classes; in some more only its diagonal counts,
 * and in all others the mean of that.
 */
import { cholesky, solveSymmetric } from '../../core/cholesky.ts';
import { gramMatrix, type Matrix, matrix, timesTransposed, transposedTimes } from './matrix.ts';
import type { LinearMap } from './newton.ts';
import { principalDirections } from './principal-directions.ts';

/** Most principal directions that are computed; the rest of the features is left to the diagonal. */
const DIRECTIONS = 150;
/**
 * Rows of the exact part, its classes times its directions: at most so many, and so few that making it takes as long as
 * a few products with the Hessian.
 */
const MOST_ROWS = 1024;
const exactRows = (weights: number): number => Math.min(MOST_ROWS, Math.sqrt(10 * weights));
/** Keeps the exact part positive definite where all samples are certain, and biases as a whole are free. */
const LEAST_CURVATURE = 1e-9;

/** What does not change from one point to the next. */
export interface SeenAlong {
  /** [D][F] orthonormal rows. */
  readonly directions: Matrix;
  /** [1 + D][n] samples along the bias, then along each direction. */
  readonly along: Matrix;
  /** Variance in all other directions, mean over them. */
  readonly rest: number;
}

/** @param x [n][F] standardised */
export function seenAlong(x: Matrix): SeenAlong {
  const { rows: n, columns } = x;
  const directions = principalDirections(x, DIRECTIONS);
  const shown = timesTransposed(directions, x);
  const along = matrix(1 + directions.rows, n);
  along.data.fill(1, 0, n);
  along.data.set(shown.data, n);
  const others = columns - directions.rows;
  const left = squares(x.data) - squares(shown.data);
  return { directions, along, rest: others > 0 ? Math.max(0, left) / (n * others) : 0 };
}

const squares = (values: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * values[k]!;
  return sum;
};

/** @param probabilities [K][n] */
export function softmaxPreconditioner(
  { directions, along, rest }: SeenAlong,
  probabilities: Matrix,
  lambda: number,
): LinearMap {
  const { rows: classes, columns: n } = probabilities;
  const features = directions.columns;
  const exact = Math.min(along.rows, Math.floor(exactRows(classes * features) / classes));
  const factor = cholesky(
    exactHessian(along, exact, probabilities, lambda),
    classes * exact,
    LEAST_CURVATURE,
  );
  const spread = { ...probabilities, data: probabilities.data.map((p) => p * (1 - p)) };
  const diagonal = timesTransposed(
    { ...along, data: along.data.map((each) => each * each) },
    spread,
  ).data.map((each, k) => each / n + (k < classes ? LEAST_CURVATURE : lambda));
  // Along the bias all samples are 1.
  const outside = diagonal.slice(0, classes).map((mean) => mean * rest + lambda);
  return (v) => {
    const size = classes * features;
    const slopes = { rows: classes, columns: features, data: v.subarray(0, size) };
    const shown = matrix(along.rows, classes);
    shown.data.set(v.subarray(size));
    shown.data.set(timesTransposed(directions, slopes).data, classes);
    const solved = { ...shown, data: shown.data.map((each, k) => each / diagonal[k]!) };
    const coupled = new Float64Array(classes * exact);
    for (let k = 0; k < classes; k++) {
      for (let d = 0; d < exact; d++) coupled[k * exact + d] = shown.data[d * classes + k]!;
    }
    const inner = solveSymmetric(factor, coupled);
    for (let k = 0; k < classes; k++) {
      for (let d = 0; d < exact; d++) solved.data[d * classes + k] = inner[k * exact + d]!;
    }
    // What the other directions hold is v less its part along these.
    const change = matrix(directions.rows, classes);
    for (let d = 0; d < change.data.length; d++) {
      change.data[d] = solved.data[classes + d]! - shown.data[classes + d]! / outside[d % classes]!;
    }
    const result = transposedTimes(change, directions).data;
    const full = new Float64Array(v.length);
    for (let k = 0; k < size; k++) {
      full[k] = result[k]! + v[k]! / outside[Math.floor(k / features)]!;
    }
    full.set(solved.data.subarray(0, classes), size);
    return full;
  };
}

/** The Hessian along the bias and the first directions, class by class; the lower triangle. */
function exactHessian(
  along: Matrix,
  exact: number,
  probabilities: Matrix,
  lambda: number,
): Float64Array {
  const { rows: classes, columns: n } = probabilities;
  const size = classes * exact;
  const weighted = matrix(size, n);
  for (let k = 0; k < classes; k++) {
    for (let d = 0; d < exact; d++) {
      const at = (k * exact + d) * n;
      for (let i = 0; i < n; i++) {
        weighted.data[at + i] = probabilities.data[k * n + i]! * along.data[d * n + i]!;
      }
    }
  }
  const hessian = gramMatrix(weighted).data.map((each) => -each / n);
  const first = { rows: exact, columns: n, data: along.data.subarray(0, exact * n) };
  for (let k = 0; k < classes; k++) {
    const rows = exact * n;
    const own = timesTransposed(
      { ...first, data: weighted.data.subarray(k * rows, (k + 1) * rows) },
      first,
    ).data;
    for (let d = 0; d < exact; d++) {
      const at = (k * exact + d) * size + k * exact;
      for (let e = 0; e <= d; e++) hessian[at + e]! += own[d * exact + e]! / n;
      if (d > 0) hessian[at + d]! += lambda;
    }
  }
  return hessian;
}
