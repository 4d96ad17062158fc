/** What the landscape of motifs looks like, a row for each data set that has one. */
import { count, percentNumber } from '../../view/format.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';

/** @returns null for a study without a landscape */
export function landscapeTable({ datasets }: StudyResults): Table | null {
  const found = datasets.flatMap(({ name, landscape }) =>
    landscape === null ? [] : [{ name, landscape }],
  );
  if (found.length === 0) return null;
  return {
    name: 'landscape',
    caption:
      'Test accuracies of random motifs of equal density, in percent: what a search has before it.',
    notes: [
      'Noise: standard deviation of one motif over seeds. Motifs alone: what is left of the standard deviation without it. Ceiling: what the best of as many motifs is worth if a search could tell them apart without luck, mean + spread of the motifs · the expected greatest of as many standard normal values.',
    ],
    columns: [
      { head: 'data set', id: 'dataset', wrap: true },
      { head: 'motifs', format: count },
      ...['mean', 'std', 'least', 'lower quartile', 'median', 'upper quartile', 'greatest'].map(
        (head) => ({ head, format: percentNumber }),
      ),
      { head: 'noise', id: 'noise_std', format: percentNumber },
      { head: 'motifs alone', id: 'motif_std', format: percentNumber },
      { head: 'ceiling', format: percentNumber },
    ],
    rows: found.map(({ name, landscape: one }) => [
      ...[name, one.motifs, one.mean, one.std, ...one.quantiles],
      ...[one.noise, one.spread, one.ceiling],
    ]),
  };
}
