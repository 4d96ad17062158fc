/**
 * Solves `(XᵀX + μI) Z = V` for features X [n][F]: through the smaller of XᵀX and XXᵀ, by Cholesky's method.
 * Ridge regression is one such equation.
 */
import { type CholeskyFactor, cholesky } from '../../core/cholesky.ts';
import { gramMatrix, type Matrix, timesTransposed, transposed, transposedTimes } from './matrix.ts';

/** Z for the columns of V, both [F][K]. */
export type Solve = (values: Matrix) => Matrix;

export class GramSolver {
  readonly #x: Matrix;
  readonly #gram: Matrix;

  constructor(x: Matrix) {
    this.#x = x;
    this.#gram = gramMatrix(this.#isWide ? x : transposed(x));
  }

  /** More features than samples. */
  get #isWide(): boolean {
    return this.#x.columns > this.#x.rows;
  }

  /** @param mu μ > 0 */
  factor(mu: number): Solve {
    const factor = cholesky(this.#gram.data, this.#gram.rows, mu);
    if (!this.#isWide) return (values) => substitute(factor, values);
    // (XᵀX + μI)⁻¹ = (I − Xᵀ (XXᵀ + μI)⁻¹ X)/μ
    return (values) => {
      const inner = substitute(factor, timesTransposed(this.#x, transposed(values)));
      const outer = transposedTimes(this.#x, inner);
      return { ...outer, data: outer.data.map((each, k) => (values.data[k]! - each) / mu) };
    };
  }
}

/** L Lᵀ Z = V, all columns at once. */
function substitute({ size: n, lower: l }: CholeskyFactor, values: Matrix): Matrix {
  const width = values.columns;
  const z = values.data.slice();
  const subtract = (from: number, factor: number, to: number) => {
    for (let k = 0; k < width; k++) z[to + k]! -= factor * z[from + k]!;
  };
  const divide = (at: number, divisor: number) => {
    for (let k = 0; k < width; k++) z[at + k]! /= divisor;
  };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) subtract(j * width, l[i * n + j]!, i * width);
    divide(i * width, l[i * n + i]!);
  }
  for (let i = n - 1; i >= 0; i--) {
    divide(i * width, l[i * n + i]!);
    for (let j = 0; j < i; j++) subtract(i * width, l[i * n + j]!, j * width);
  }
  return { rows: n, columns: width, data: z };
}
