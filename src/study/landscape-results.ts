/** The landscape of motifs that a study trained, if it has methods for it. */
import { landscape } from '../analysis/landscape.ts';
import type { LandscapeResults, MethodResults } from './results.ts';

/** The built-in methods that differ in the motif, and in the seed alone. */
const [MANY, ONE] = ['even-motif', 'same-motif'];

/** @returns null for fewer than two finished motifs */
export function landscapeResults(rows: readonly MethodResults[]): LandscapeResults | null {
  const of = (name: string) => rows.find(({ base }) => base === name);
  const many = of(MANY!);
  const values = many?.accuracy?.values ?? [];
  if (many === undefined || values.length < 2) return null;
  const { quantiles, ...figures } = landscape(values, of(ONE!)?.accuracy?.values ?? []);
  return { method: many.method, label: many.label, ...figures, quantiles: [...quantiles] };
}
