/** Conformance cases of Bayesian optimisation: what a Gaussian process makes of points and their values. */
import { expectedImprovement } from '../../baselines/bayesian/expected-improvement.ts';
import { fitProcess, posteriorAt } from '../../baselines/bayesian/gaussian-process.ts';
import type { Engine } from '../../engine/engine.ts';
import { compareFields, type FieldReport } from '../compare.ts';
import type { Field } from '../json.ts';

/** A process takes time with the cube of its points. */
const MOST_POINTS = 2000;

/** A number above 0. */
function positive(field: Field): number {
  if (field.number() <= 0) field.refuse('a number above 0');
  return field.number();
}

/** `length_scales`: one for all dimensions, or one for each. */
function readLengthScales(field: Field, dimensions: number): number[] {
  if (!Array.isArray(field.value)) return new Array<number>(dimensions).fill(positive(field));
  return field.list(dimensions).map(positive);
}

export async function checkBayesCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const rows = field.get('points').list();
  if (rows.length === 0 || rows.length > MOST_POINTS) {
    field.get('points').refuse(`1 to ${MOST_POINTS} points`);
  }
  const dimensions = rows[0]!.list().length;
  const points = (name: string) =>
    field
      .get(name)
      .list()
      .map((point) => [...point.numbers(dimensions)]);
  const values = [...field.get('values').numbers(rows.length)];
  const probes = points('probes');
  const process = fitProcess(points('points'), values, {
    lengthScales: readLengthScales(field.get('length_scales'), dimensions),
    noise: positive(field.get('noise')),
  });
  const xi = field.get('xi').number();
  const best = Math.max(...values);
  const posteriors = probes.map((probe) => posteriorAt(process, probe));
  const improvement = probes.map((probe) => expectedImprovement(process, probe, best, xi));
  return compareFields(field.get('expected'), {
    mean: (to, expected) =>
      to.states(
        expected,
        posteriors.map(({ mean }) => mean),
      ),
    deviation: (to, expected) =>
      to.states(
        expected,
        posteriors.map(({ deviation }) => deviation),
      ),
    log_evidence: (to, expected) => to.state(expected, process.logEvidence),
    improvement: (to, expected) => to.states(expected, improvement),
    next_probe: (to, expected) => to.exact(expected, improvement.indexOf(Math.max(...improvement))),
  });
}
