/** The landscape of motifs that a study trained, if it has methods for it. */
import { landscape } from '../analysis/landscape.ts';
import type { LandscapeResults, MethodResults } from './results.ts';

/** The built-in methods that differ in the motif, and in the seed alone. */
const [MANY, ONE] = ['even-motif', 'same-motif'];

/** An accuracy for each seed: with folds, that over all samples. */
const valuesOf = (row: MethodResults | undefined): readonly number[] =>
  (row?.crossValidation ? row.crossValidation.pooled : row?.accuracy)?.values ?? [];

/** @returns null for fewer than two finished motifs */
export function landscapeResults(rows: readonly MethodResults[]): LandscapeResults | null {
  const of = (name: string) => rows.find(({ base }) => base === name);
  const many = of(MANY!);
  const values = valuesOf(many);
  if (many === undefined || values.length < 2) return null;
  const { quantiles, ...figures } = landscape(values, valuesOf(of(ONE!)));
  return { method: many.method, label: many.label, ...figures, quantiles: [...quantiles] };
}
