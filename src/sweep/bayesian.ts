/**
 * Where the next trials of a sweep should be: Bayesian optimisation, with the Gaussian process and the expected
 * improvement that HRSNN is reproduced with (src/baselines/bayesian).
 */
import { latinHypercube } from '../baselines/bayesian/designs.ts';
import type { Point } from '../baselines/bayesian/gaussian-process.ts';
import { type Coordinates, proposePoint } from '../baselines/bayesian/proposal.ts';
import { meanOf } from '../core/math.ts';
import { drawNew, keyOf, type Tried } from './draw.ts';
import { type Assignment, type Parameter, placeOf, type Value, valueAtPlace } from './space.ts';

export interface BayesianSettings {
  readonly trials: number;
  readonly seed: number;
  readonly initial: number;
  readonly batch: number;
}

/** Accuracies on few samples are rough, so a tenth of their variance is taken for noise. */
const PROPOSAL = { initial: 0, xi: 0.01, noise: 0.1, lengthScales: 'each' } as const;

/** The trials to do next, given those done; none at the end. */
export function bayesianTrials(
  parameters: readonly Parameter[],
  settings: BayesianSettings,
  tried: readonly Tried[],
): Assignment[] {
  const { trials, seed, initial, batch } = settings;
  const next: Assignment[] = [];
  const taken = new Set(tried.map(({ assignment }) => keyOf(assignment)));
  const take = (proposed: Assignment) => {
    const k = tried.length + next.length;
    const trial = taken.has(keyOf(proposed)) ? drawNew(parameters, seed, k, taken) : proposed;
    next.push(trial);
    taken.add(keyOf(trial));
  };
  const assign = (point: Point): Assignment =>
    Object.fromEntries(parameters.map((one, d) => [one.path, valueAtPlace(one, point[d]!)]));
  if (tried.length < initial) {
    const design = latinHypercube(initial, parameters.length, seed, 'sweep/initial');
    for (const point of design.slice(tried.length)) take(assign(point));
    return next;
  }
  const coordinates = coordinatesOf(parameters);
  const isNew = (point: Point) => !taken.has(keyOf(assign(point)));
  const scores = tried.flatMap(({ score }) => score ?? []);
  // Nothing is known if every trial has failed.
  if (scores.length === 0) return [];
  const worst = Math.min(...scores);
  const mean = meanOf(scores);
  while (next.length < batch && tried.length + next.length < trials) {
    const known = [
      // What failed is as bad as anything.
      ...tried.map(({ assignment, score }) => ({ assignment, value: score ?? worst })),
      // The others of the batch are taken to be mediocre, so that they spread (constant liar, Ginsbourger et al. 2010).
      ...next.map((assignment) => ({ assignment, value: mean })),
    ].map(({ assignment, value }) => ({ point: pointOf(parameters, assignment), value }));
    take(assign(proposePoint(known, parameters.length, PROPOSAL, seed, coordinates, isNew)));
  }
  return next;
}

const pointOf = (parameters: readonly Parameter[], assignment: Assignment): Point =>
  parameters.map((one) => placeOf(one, assignment[one.path]!));

/** How far values are apart: numbers by their order, others all equally. */
function coordinatesOf(parameters: readonly Parameter[]): Coordinates {
  const each = parameters.map(coordinates);
  return {
    groups: each.flatMap(({ count }, d) => new Array<number>(count).fill(d)),
    of: (point) => each.flatMap(({ of }, d) => of(valueAtPlace(parameters[d]!, point[d]!))),
  };
}

function coordinates(parameter: Parameter): { count: number; of: (value: Value) => number[] } {
  if (parameter.kind === 'range') {
    return { count: 1, of: (value) => [placeOf(parameter, value)] };
  }
  const { values } = parameter;
  if (values.every((value) => typeof value === 'number')) {
    const order = [...values].sort((a, b) => a - b);
    const last = Math.max(1, order.length - 1);
    return { count: 1, of: (value) => [order.indexOf(value as number) / last] };
  }
  const keys = values.map((value) => JSON.stringify(value));
  return {
    count: keys.length,
    of: (value) => keys.map((key) => (key === JSON.stringify(value) ? Math.SQRT1_2 : 0)),
  };
}
