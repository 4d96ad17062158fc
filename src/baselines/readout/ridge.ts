/** Ridge regression on one-hot targets: min |XWᵀ + b − Y|² + λ|W|², the bias free. */
import type { GramSolver } from './gram.ts';
import { matrix, transposed, transposedTimes } from './matrix.ts';
import type { Labelled } from './softmax-regression.ts';

/**
 * The optimum in closed form. The features have mean 0, so the bias is the mean of the targets.
 * @param solver of the same features
 * @returns [W, b], W [K][F] row by row
 */
export function ridge(
  { x, labels, classes }: Labelled,
  lambda: number,
  solver: GramSolver,
): Float64Array {
  const targets = matrix(x.rows, classes);
  const bias = new Float64Array(classes);
  for (let i = 0; i < x.rows; i++) {
    targets.data[i * classes + labels[i]!] = 1;
    bias[labels[i]!]! += 1 / x.rows;
  }
  // The mean of the targets need not be taken off: the features have mean 0.
  const weights = transposed(solver.factor(lambda)(transposedTimes(x, targets)));
  return Float64Array.from([...weights.data, ...bias]);
}
