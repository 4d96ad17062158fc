/** What folds say together and one by one, a row for each data set and method that has some. */
import { count, MISSING, meanStd, percentNumber } from '../../view/format.ts';
import type { StudyResults } from '../results.ts';
import type { Table } from './table.ts';

/** @returns null for a study without folds */
export function foldTable({ datasets }: StudyResults): Table | null {
  const rows = datasets.flatMap(({ name, methods }) =>
    methods.flatMap(({ method, label, crossValidation: folded }) =>
      folded && folded.each.length > 0 ? [{ name, method, label, ...folded }] : [],
    ),
  );
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ folds }) => folds));
  const numbers = Array.from({ length: most }, (_, k) => k + 1);
  const meanIn = ({ each }: (typeof rows)[number], fold: number): number | null =>
    each.find((one) => one.fold === fold)?.mean ?? null;
  return {
    name: 'folds',
    title: 'Test accuracy fold by fold, in percent.',
    notes: [
      'Pooled: over all samples, each tested once, mean ± standard deviation over the seeds that have finished every fold. Over folds: standard deviation of the folds, whose figures are means over the seeds.',
    ],
    csv: {
      head: [
        ...['dataset', 'method', 'folds', 'pooled_mean', 'pooled_std', 'pooled_seeds'],
        ...['std_over_folds', ...numbers.map((fold) => `fold_${fold}`)],
      ],
      rows: rows.map((row) => [
        ...[row.name, row.method, row.folds, row.pooled?.mean, row.pooled?.std],
        ...[row.pooled?.values.length ?? 0, row.stdOverFolds],
        ...numbers.map((fold) => meanIn(row, fold)),
      ]),
    },
    shown: {
      labels: 2,
      head: ['data set', 'method', 'pooled', 'n', 'over folds', ...numbers.map(String)],
      rows: rows.map((row) => [
        ...[row.name, row.label, row.pooled ? meanStd(row.pooled) : MISSING],
        count(row.pooled?.values.length ?? 0),
        percentNumber(row.stdOverFolds),
        ...numbers.map((fold) => percentNumber(meanIn(row, fold))),
      ]),
    },
  };
}
