import { describe, expect, test } from 'vitest';
import {
  gramMatrix,
  type Matrix,
  matrix,
  timesTransposed,
  transposed,
  transposedTimes,
} from '../../../src/baselines/readout/matrix.ts';
import { Newton, startAt } from '../../../src/baselines/readout/newton.ts';
import { seenAlong } from '../../../src/baselines/readout/softmax-preconditioner.ts';
import {
  type Labelled,
  softmaxObjective,
} from '../../../src/baselines/readout/softmax-regression.ts';
import { standardised, standardOf } from '../../../src/baselines/readout/standardise.ts';
import { cholesky, solveSymmetric } from '../../../src/core/cholesky.ts';
import { softmax } from '../../../src/core/math.ts';
import { Random } from '../../../src/core/random.ts';

/** Classes around centres; few directions hold most of the variance, as with neurons that fire together. */
function problemOf(n: number, features: number, classes: number, spread = 1): Labelled {
  const random = new Random(n * features + classes, 'problem');
  const labels = Uint32Array.from({ length: n }, (_, i) => i % classes);
  const rows = matrix(n, features);
  const mixing = Float64Array.from({ length: 5 * features }, () => random.normal());
  const centres = Float64Array.from({ length: 5 * classes }, () => random.normal());
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < 5; d++) {
      const hidden = centres[labels[i]! * 5 + d]! + spread * random.normal();
      for (let f = 0; f < features; f++) {
        rows.data[i * features + f]! += hidden * mixing[d * features + f]!;
      }
    }
    for (let f = 0; f < features; f++) rows.data[i * features + f]! += 0.1 * random.normal();
    // One never varies, and two are the same.
    rows.data[i * features] = 3;
    if (features > 2) rows.data[i * features + 1] = rows.data[i * features + 2]!;
  }
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  return { x: standardised(rows, all, standardOf(rows, all)), labels, classes };
}

function solve(problem: Labelled, lambda: number, start?: Float64Array) {
  const size = problem.classes * (problem.x.columns + 1);
  const objective = softmaxObjective(problem, seenAlong(problem.x), lambda);
  const search = new Newton(objective, 1e-8, startAt(start ?? new Float64Array(size)));
  while (!search.finished) search.advance();
  return search;
}

/** Newton's method with the whole Hessian, as in a textbook: another way to the same optimum. */
function textbook({ x, labels, classes }: Labelled, lambda: number): Float64Array {
  const width = x.columns + 1;
  const size = classes * width;
  const at = new Float64Array(size);
  const value = (i: number, f: number) => (f < x.columns ? x.data[i * x.columns + f]! : 1);
  for (let round = 0; round < 60; round++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let k = 0; k < classes; k++) {
      for (let f = 0; f < x.columns; f++) {
        gradient[k * width + f] = lambda * at[k * width + f]!;
        hessian[(k * width + f) * (size + 1)] = lambda;
      }
      // All biases may rise together: hold their sum.
      for (let l = 0; l < classes; l++)
        hessian[((k + 1) * width - 1) * size + (l + 1) * width - 1] = 1;
    }
    for (let i = 0; i < x.rows; i++) {
      const scores = Float64Array.from({ length: classes }, (_, k) => {
        let sum = 0;
        for (let f = 0; f < width; f++) sum += at[k * width + f]! * value(i, f);
        return sum;
      });
      const p = softmax(scores);
      for (let k = 0; k < classes; k++) {
        const error = p[k]! - (labels[i] === k ? 1 : 0);
        for (let f = 0; f < width; f++) {
          gradient[k * width + f]! += (error * value(i, f)) / x.rows;
          for (let l = 0; l < classes; l++) {
            const bend = (p[k]! * ((k === l ? 1 : 0) - p[l]!) * value(i, f)) / x.rows;
            for (let g = 0; g < width; g++) {
              hessian[(k * width + f) * size + l * width + g]! += bend * value(i, g);
            }
          }
        }
      }
    }
    const step = solveSymmetric(cholesky(hessian, size), gradient);
    // Half a step at first: from far away, whole ones may go too far.
    for (let k = 0; k < size; k++) at[k]! -= (round < 20 ? 0.5 : 1) * step[k]!;
  }
  const weights: number[] = [];
  for (let k = 0; k < classes; k++) weights.push(...at.slice(k * width, (k + 1) * width - 1));
  const bias = Array.from({ length: classes }, (_, k) => at[(k + 1) * width - 1]!);
  return Float64Array.from([...weights, ...bias]);
}

describe.each([
  ['more samples than features', 60, 6, 3],
  ['more features than samples', 12, 20, 2],
  ['many classes', 45, 4, 9],
])('%s', (_, n, features, classes) => {
  test.each([1, 1e-3, 1e-5])('the optimum for λ = %d is that of a textbook', (lambda) => {
    const problem = problemOf(n, features, classes);
    const { state, gradientNorm } = solve(problem, lambda);
    expect(gradientNorm).toBeLessThan(1e-8);
    const expected = textbook(problem, lambda);
    const mean = state.x.slice(-classes).reduce((sum, each) => sum + each, 0) / classes;
    const size = classes * features;
    state.x.forEach((each, k) => {
      const found = k < size ? each : each - mean;
      // |x − x*| ≤ |∇|/λ
      expect(Math.abs(found - expected[k]!)).toBeLessThan(Math.max(1e-6, 1e-8 / lambda));
    });
  });
});

test('few products suffice where the features are bent very unlike each other', () => {
  const problem = problemOf(200, 120, 10, 2);
  const warm = solve(problem, 1e-2);
  expect(warm.state.iterations).toBeLessThan(60);
  expect(solve(problem, 1e-3, warm.state.x).state.iterations).toBeLessThan(120);
});

test('a start at the optimum stays there', () => {
  const problem = problemOf(60, 6, 3);
  const { state } = solve(problem, 0.1);
  expect(solve(problem, 0.1, state.x).state.iterations).toBe(0);
});

describe('products of matrices of any size', () => {
  const drawn = (rows: number, columns: number): Matrix => {
    const random = new Random(rows * 100 + columns, 'matrix');
    return {
      rows,
      columns,
      data: Float64Array.from({ length: rows * columns }, () => random.normal()),
    };
  };
  const naive = (a: Matrix, b: Matrix): number[] => {
    const result: number[] = [];
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < b.columns; j++) {
        let sum = 0;
        for (let k = 0; k < a.columns; k++) {
          sum += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
        }
        result.push(sum);
      }
    }
    return result;
  };

  test.each([1, 2, 3, 4, 5, 7, 8, 9])('%d rows', (rows) => {
    for (const columns of [1, 2, 3, 6]) {
      const a = drawn(rows, 5);
      const b = drawn(columns, 5);
      // To the bit: each sum runs in the order of its terms.
      expect([...timesTransposed(a, b).data]).toEqual(naive(a, transposed(b)));
      expect([...transposedTimes(transposed(a), transposed(b)).data]).toEqual(
        naive(a, transposed(b)),
      );
      const gram = gramMatrix(a);
      const whole = naive(a, transposed(a));
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j <= i; j++) expect(gram.data[i * rows + j]).toBe(whole[i * rows + j]);
      }
    }
  });
});
