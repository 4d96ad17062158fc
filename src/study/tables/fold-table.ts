/** What folds say together and one by one, a row for each data set and method that has some. */
import { count, meanStd, percentNumber } from '../../view/format.ts';
import { INTERVALS } from '../../view/intervals.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';

/** Whether any method of a study has folds. */
export const hasFolds = ({ datasets }: StudyResults): boolean =>
  datasets.some(({ methods }) => methods.some(({ crossValidation }) => crossValidation));

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
  return {
    name: 'folds',
    caption: 'Test accuracy fold by fold.',
    notes: [
      `Pooled: over all samples, each tested once, mean ± standard deviation over the n seeds that have finished every fold. Over folds: standard deviation of the folds, whose figures are means over the seeds. Intervals and p-values of folds are ${INTERVALS.folds}.`,
    ],
    columns: [
      { head: 'data set', id: 'dataset', fileOnly: datasets.length === 1 },
      { head: 'method', wrap: true },
      { head: 'folds', fileOnly: true },
      { head: 'pooled (%)', id: 'pooled_mean', format: percentNumber, best: 'highest' },
      { head: 'std over seeds', id: 'pooled_std', fileOnly: true },
      { head: 'n', id: 'pooled_seeds', format: count },
      { head: 'over folds (points)', id: 'std_over_folds', format: percentNumber },
      ...numbers.map((fold) => ({
        head: `${fold} (%)`,
        id: `fold_${fold}`,
        format: percentNumber,
      })),
    ],
    rows: rows.map(({ name, method, label, folds, pooled, stdOverFolds, each }) => [
      name,
      { value: method, text: label },
      folds,
      pooled && { value: pooled.mean, text: meanStd(pooled) },
      pooled?.std,
      pooled?.values.length ?? 0,
      stdOverFolds,
      ...numbers.map((fold) => each.find((one) => one.fold === fold)?.mean),
    ]),
  };
}
