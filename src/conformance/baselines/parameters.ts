/** Conformance cases of sizes: how many numbers each system trains, and connections that a column has on average. */
import { CELLS, type Cell, gatedLayout } from '../../baselines/gated/layout.ts';
import { readoutParameters } from '../../baselines/readout/readout.ts';
import { type ColumnShape, columnSize, MAASS_PAIRS } from '../../baselines/reservoir/column.ts';
import { exp } from '../../core/math.ts';
import type { Engine } from '../../engine/engine.ts';
import { Comparison, type FieldReport } from '../compare.ts';
import type { Field } from '../json.ts';

const KINDS = [...CELLS, 'feedforward', 'readout', 'column'] as const;

function gatedParameters(field: Field, cell: Cell): number {
  const units = field.get('units').list();
  if (units.length === 0) field.get('units').refuse('at least one layer');
  const dense = field.get('dense');
  return gatedLayout({
    cell,
    inputs: field.get('inputs').count(),
    units: units.map((entry) => entry.count()),
    dense: dense.isMissing ? null : dense.count(),
    classes: field.get('classes').count(),
  }).trained;
}

function feedforwardParameters(field: Field): number {
  const sizes = field
    .get('sizes')
    .list()
    .map((entry) => entry.count());
  const bias = field.get('bias').integer();
  if (bias > 1) field.get('bias').refuse('0 or 1');
  return sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l]! + bias), 0);
}

/**
 * Mean number of connections of a column, without a factor: the mean of C over the types of source and target, drawn
 * independently, times Σ exp(−(D/λ)²) over pairs. The sum factors into axes: an offset of d occurs 2(n − d) times
 * along an axis of n points.
 */
function meanConnections(shape: ColumnShape, share: number, lambda: number, self: boolean): number {
  const { EE, EI, IE, II } = MAASS_PAIRS;
  const pair = (1 - share) ** 2 * EE + (1 - share) * share * (EI + IE) + share ** 2 * II;
  const along = (n: number): number => {
    let sum = n;
    for (let d = 1; d < n; d++) sum += 2 * (n - d) * exp(-((d / lambda) ** 2));
    return sum;
  };
  const near = shape.reduce((product, n) => product * along(n), 1);
  return pair * (self ? near : near - columnSize(shape));
}

function columnChecks(field: Field): FieldReport[] {
  const shape = field
    .get('shape')
    .list(3)
    .map((entry) => entry.count()) as [number, number, number];
  const share = field.get('inhibitory_share').number();
  if (!(share >= 0 && share <= 1)) field.get('inhibitory_share').refuse('a share from 0 to 1');
  const lambda = field.get('lambda_').number();
  if (!(lambda > 0)) field.get('lambda_').refuse('a number above 0');
  const mean = (factor: number, self: boolean) =>
    factor * meanConnections(shape, share, lambda, self);
  const values: Readonly<Record<string, number>> = {
    factor_1: mean(1, false),
    factor_1_5: mean(1.5, false),
    factor_1_5_with_self: mean(1.5, true),
  };
  const expected = field.get('expected_connections');
  return expected.keys().map((name) => {
    const to = new Comparison(expected.get(name).path);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) to.mismatch(name, 'this field is unknown, so it cannot be checked');
    else to.state(expected.get(name), value);
    return to.report();
  });
}

/** Counting does not depend on the engine. */
export async function checkParametersCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  return field
    .get('expected')
    .list()
    .flatMap((entry) => {
      const kind = entry.get('cell').oneOf(KINDS);
      if (kind === 'column') return columnChecks(entry);
      const found =
        kind === 'feedforward'
          ? feedforwardParameters(entry)
          : kind === 'readout'
            ? readoutParameters(entry.get('features').count(), entry.get('classes').count())
            : gatedParameters(entry, kind);
      const wanted = entry.get('parameters');
      const to = new Comparison(wanted.path);
      if (wanted.integer() !== found) to.mismatch(wanted.path, `there are ${found} parameters`);
      return [to.report()];
    });
}
