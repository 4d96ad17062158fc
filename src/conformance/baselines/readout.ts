/** Conformance cases of readouts: standardised features, ridge and softmax regression at their optima. */
import { GramSolver } from '../../baselines/readout/gram.ts';
import { type Matrix, matrix } from '../../baselines/readout/matrix.ts';
import { Newton, startAt } from '../../baselines/readout/newton.ts';
import { ridge } from '../../baselines/readout/ridge.ts';
import { seenAlong } from '../../baselines/readout/softmax-preconditioner.ts';
import {
  crossEntropy,
  type Labelled,
  softmaxObjective,
} from '../../baselines/readout/softmax-regression.ts';
import { standardised, standardOf } from '../../baselines/readout/standardise.ts';
import type { Engine } from '../../engine/engine.ts';
import { argmax } from '../../model/supernet.ts';
import { type Comparison, compareFields, type FieldChecks, type FieldReport } from '../compare.ts';
import type { Field } from '../json.ts';

/** Norm of the gradient at an optimum. */
const OPTIMUM = 1e-8;

/** [rows][columns], as many columns as the first row has if none are given. */
function readMatrix(field: Field, columns?: number): Matrix {
  const rows = field.list();
  if (rows.length === 0) field.refuse('at least one row');
  const width = columns ?? rows[0]!.list().length;
  if (width === 0) rows[0]!.refuse('at least one column');
  const result = matrix(rows.length, width);
  rows.forEach((row, i) => {
    result.data.set(row.numbers(width), i * width);
  });
  return result;
}

function readLabels(field: Field, count: number, classes: number): number[] {
  return field.list(count).map((label) => {
    if (label.integer() >= classes) label.refuse(`a class below ${classes}`);
    return label.integer();
  });
}

const every = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, k) => k);

const states = (values: ArrayLike<number>) => (to: Comparison, expected: Field) => {
  to.states(expected, values);
};

const stateMatrix =
  ({ rows, columns, data }: Matrix) =>
  (to: Comparison, expected: Field) => {
    to.list(expected, rows).forEach((row, i) => {
      to.states(row, data.subarray(i * columns, (i + 1) * columns));
    });
  };

const classes = (scores: Matrix) => (to: Comparison, expected: Field) => {
  to.list(expected, scores.rows).forEach((entry, i) => {
    const found = argmax(rowOf(scores, i));
    if (entry.integer() !== found) to.mismatch(entry.path, `the class is ${found}`);
  });
};

const rowOf = ({ columns, data }: Matrix, i: number): Float64Array =>
  data.subarray(i * columns, (i + 1) * columns);

/** Scores of all samples of one readout. @param at [W, b] */
function scoresOf(at: Float64Array, x: Matrix, count: number): Matrix {
  const result = matrix(x.rows, count);
  for (let i = 0; i < x.rows; i++) {
    for (let k = 0; k < count; k++) {
      let sum = at[count * x.columns + k]!;
      for (let f = 0; f < x.columns; f++) {
        sum += at[k * x.columns + f]! * x.data[i * x.columns + f]!;
      }
      result.data[i * count + k] = sum;
    }
  }
  return result;
}

function split(at: Float64Array, { x, classes: count }: Labelled) {
  const size = count * x.columns;
  return {
    weights: { rows: count, columns: x.columns, data: at.subarray(0, size) },
    bias: at.subarray(size),
  };
}

function ridgeChecks(problem: Labelled, lambda: number, test: Matrix): FieldChecks {
  const at = ridge(problem, lambda, new GramSolver(problem.x));
  const { weights, bias } = split(at, problem);
  const scores = scoresOf(at, test, problem.classes);
  return {
    weights: stateMatrix(weights),
    bias: states(bias),
    test_scores: stateMatrix(scores),
    test_classes: classes(scores),
  };
}

function softmaxChecks(
  problem: Labelled,
  lambda: number,
  test: Matrix,
  probe: Float64Array,
): FieldChecks {
  const objective = softmaxObjective(problem, seenAlong(problem.x), lambda);
  const gradient = new Float64Array(probe.length);
  const probeLoss = objective.evaluate(probe, gradient);
  const slope = split(gradient, problem);
  const search = new Newton(objective, OPTIMUM, startAt(new Float64Array(probe.length)));
  while (!search.finished) search.advance();
  const { weights, bias } = split(search.state.x, problem);
  const probabilities = scoresOf(search.state.x, test, problem.classes);
  for (let i = 0; i < test.rows; i++) crossEntropy(rowOf(probabilities, i), 0);
  return {
    probe_loss: (to, expected) => to.state(expected, probeLoss),
    probe_grad_weights: (to, expected) =>
      to.gradientMatrix(expected, slope.weights.rows, slope.weights.columns, slope.weights.data),
    probe_grad_bias: (to, expected) => to.gradient(expected, slope.bias),
    loss: (to, expected) => to.state(expected, search.value),
    weights: stateMatrix(weights),
    bias: states(bias),
    test_probabilities: stateMatrix(probabilities),
    test_classes: classes(probabilities),
  };
}

/** λ > 0, without which an optimum may not exist. */
function readPenalty(field: Field): number {
  const value = field.number();
  if (!(value > 0)) field.refuse('a number above 0');
  return value;
}

/** Readouts do not depend on the engine. */
export async function checkReadoutCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const count = field.get('classes').count();
  const train = readMatrix(field.get('train_features'));
  const test = readMatrix(field.get('test_features'), train.columns);
  const labels = readLabels(field.get('train_labels'), train.rows, count);
  readLabels(field.get('test_labels'), test.rows, count);
  const standard = standardOf(train, every(train.rows));
  const shown = standardised(test, every(test.rows), standard);
  const problem = { x: standardised(train, every(train.rows), standard), labels, classes: count };
  const probe = field.get('probe');
  const at = Float64Array.from([
    ...probe
      .get('weights')
      .matrix(count, train.columns)
      .flatMap((row) => [...row]),
    ...probe.get('bias').numbers(count),
  ]);
  const expected = field.get('expected');
  const nested = {
    ridge: () => ridgeChecks(problem, readPenalty(field.get('ridge_lambda')), shown),
    logistic: () => softmaxChecks(problem, readPenalty(field.get('logistic_lambda')), shown, at),
  };
  return expected.keys().flatMap((name) => {
    if (name === 'ridge' || name === 'logistic') {
      return compareFields(expected.get(name), nested[name](), `${name}.`);
    }
    const checks: FieldChecks = {
      mean: states(standard.mean),
      deviation: states(standard.deviation),
      standardised_test: stateMatrix(shown),
    };
    return compareFields(expected, checks).filter((report) => report.field === name);
  });
}
