/** Conformance cases of NSGA-II: fronts, crowding distances and survivors of one population. */
import {
  type Judged,
  nonDominatedFronts,
  standings,
  survivors,
} from '../../baselines/evolution/nsga2.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Comparison, compareFields, type FieldReport } from '../compare.ts';
import type { Field } from '../json.ts';

/** Solutions are compared pair by pair, so their number is bounded. */
const MOST_SOLUTIONS = 5000;

/** JSON knows no infinity: null stands for it. */
const readOrInfinite = (field: Field): number => (field.value === null ? Infinity : field.number());

function compareOrInfinite(to: Comparison, expected: Field, actual: readonly number[]): void {
  to.list(expected, actual.length).forEach((entry, k) => {
    const value = actual[k]!;
    if (entry.value === null || value === Infinity) {
      to.exact(entry, value === Infinity ? null : value);
    } else to.state(entry, value);
  });
}

function readPopulation(field: Field): Judged[] {
  const rows = field.get('objectives').list();
  if (rows.length === 0 || rows.length > MOST_SOLUTIONS) {
    field.get('objectives').refuse(`1 to ${MOST_SOLUTIONS} solutions`);
  }
  const objectives = rows[0]!.list().length;
  const violations = field.get('violations').list(rows.length);
  return rows.map((row, k) => {
    const violation = violations[k]!;
    if (violation.number() < 0) violation.refuse('at least 0');
    return { objectives: row.list(objectives).map(readOrInfinite), violation: violation.number() };
  });
}

export async function checkNsga2Case(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const population = readPopulation(field);
  const crowding = standings(population).map((standing) => standing.crowding);
  return compareFields(field.get('expected'), {
    fronts: (to, expected) => to.exact(expected, nonDominatedFronts(population)),
    crowding: (to, expected) => compareOrInfinite(to, expected, crowding),
    survivors: (to, expected) =>
      to.exact(expected, survivors(population, field.get('survivors_wanted').integer())),
  });
}
