/** Folds: the accuracy over all samples, each tested once, and fold by fold. */
import type { JSX } from 'preact';
import type { DatasetResults } from '../../study/results.ts';
import { count, counted, percentNumber } from '../../view/format.ts';
import { DataTable } from '../page/DataTable.tsx';

export function FoldsSection({
  dataset: { name, methods },
}: {
  readonly dataset: DatasetResults;
}): JSX.Element | null {
  const rows = methods.flatMap(({ label, crossValidation: folded }) =>
    folded && folded.each.length > 0 ? [{ label, ...folded }] : [],
  );
  const [first] = rows;
  if (first === undefined) return null;
  const numbers = Array.from({ length: first.folds }, (_, k) => k + 1);
  return (
    <>
      <h3>Fold by fold</h3>
      <DataTable
        table={{
          name: `folds-${name}`,
          caption: `Test accuracy on ${name} in ${counted(first.folds, 'fold')}, in percent. Pooled: over all samples, each tested once; mean and standard deviation over the n seeds that have finished every fold. Over folds: standard deviation of the folds, which are means over the seeds.`,
          columns: [
            { head: 'method' },
            { head: 'pooled', format: percentNumber },
            { head: 'std over seeds', format: percentNumber },
            { head: 'n', format: count },
            { head: 'std over folds', format: percentNumber },
            ...numbers.map((fold) => ({ head: `fold ${fold}`, format: percentNumber })),
          ],
          rows: rows.map(({ label, pooled, stdOverFolds, each }) => [
            label,
            pooled?.mean ?? null,
            pooled?.std ?? null,
            pooled?.values.length ?? 0,
            stdOverFolds,
            ...numbers.map((fold) => each.find((one) => one.fold === fold)?.mean ?? null),
          ]),
        }}
      />
      <p class="note">
        The training samples of folds overlap, so folds are not independent. Intervals and p-values
        are those of the corrected resampled t test (Nadeau and Bengio 2003), with the seeds of a
        fold averaged first.
      </p>
    </>
  );
}
