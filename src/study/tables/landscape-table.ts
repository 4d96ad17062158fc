/** What the landscape of motifs looks like, a row for each data set that has one. */
import { decimals, percentNumber } from '../../view/format.ts';
import type { StudyResults } from '../results.ts';
import type { Table } from './table.ts';

/** @returns null for a study without a landscape */
export function landscapeTable({ datasets }: StudyResults): Table | null {
  const found = datasets.flatMap(({ name, landscape }) =>
    landscape === null ? [] : [{ name, landscape }],
  );
  if (found.length === 0) return null;
  return {
    name: 'landscape',
    title:
      'Test accuracies of random motifs of equal density, in percent: what a search has before it.',
    notes: [
      'Noise: standard deviation of one motif over seeds. Motifs: what is left of the standard deviation without it. Ceiling: what the best of as many motifs is worth if a search could tell them apart without luck, mean + spread of the motifs · the expected greatest of as many standard normal values.',
    ],
    csv: {
      head: [
        ...['dataset', 'motifs', 'mean', 'std', 'least', 'lower_quartile', 'median'],
        ...['upper_quartile', 'greatest', 'noise_std', 'motif_std', 'ceiling'],
      ],
      rows: found.map(({ name, landscape: one }) => [
        ...[name, one.motifs, one.mean, one.std, ...one.quantiles],
        ...[one.noise, one.spread, one.ceiling],
      ]),
    },
    shown: {
      labels: 1,
      head: [
        ...['data set', 'motifs', 'mean', 'std', 'least', 'quartiles', 'greatest'],
        ...['noise', 'motifs alone', 'ceiling'],
      ],
      rows: found.map(({ name, landscape: one }) => {
        const [least, lower, median, upper, greatest] = one.quantiles;
        return [
          ...[name, decimals(0)(one.motifs), percentNumber(one.mean), percentNumber(one.std)],
          percentNumber(least),
          [lower, median, upper].map((value) => percentNumber(value)).join(', '),
          ...[greatest, one.noise, one.spread, one.ceiling].map((value) => percentNumber(value)),
        ];
      }),
    },
  };
}
