/** What a study found about accuracy: the table of methods, all seeds as dots, and the comparisons. */
import type { JSX } from 'preact';
import type { DatasetResults, MethodResults } from '../../study/results.ts';
import {
  DIFFERENCE_LEGEND,
  drawDifferences,
  drawSeeds,
  SEED_LEGEND,
} from '../../view/figures/methods.ts';
import { list, percent, points } from '../../view/format.ts';
import { INTERVALS } from '../../view/intervals.ts';
import { Figure } from '../page/Figure.tsx';
import { type DatasetProps, StudyTable } from './study-table.tsx';

/** A method that has finished at least one seed. */
type Finished = MethodResults & { readonly accuracy: NonNullable<MethodResults['accuracy']> };

export const finishedMethods = ({ methods }: DatasetResults): Finished[] =>
  methods.filter((method): method is Finished => method.accuracy !== null);

/** The methods by mean accuracy, the best first. */
const byMean = (methods: readonly Finished[]): Finished[] =>
  [...methods].sort((a, b) => b.accuracy.mean - a.accuracy.mean);

export function AccuracySection({
  dataset,
  reference,
  tables,
}: DatasetProps & { readonly reference: string }): JSX.Element {
  const methods = finishedMethods(dataset);
  const ordered = byMean(methods);
  const { name } = dataset;
  return (
    <>
      <StudyTable name="main" tables={tables} />
      <Figure
        id={`figure-accuracy-${name}`}
        legend={SEED_LEGEND}
        panels={[
          {
            alt: `Test accuracy of every seed by method: ${ordered.map(({ label, accuracy }) => `${label} ${percent(accuracy.mean)}`).join(', ')}.`,
            full: true,
            draw: drawSeeds(
              ordered.map(({ method, label, accuracy }) => ({ method, label, ...accuracy })),
            ),
          },
        ]}
      >
        Test accuracy of all runs on {name}, methods ordered by their mean; intervals of the mean{' '}
        {intervalText(dataset)}.
      </Figure>
      <Comparisons dataset={dataset} reference={reference} tables={tables} />
    </>
  );
}

/** How the intervals of the means are made. */
const intervalText = ({ methods }: DatasetResults): string =>
  methods.some(({ crossValidation }) => crossValidation) ? INTERVALS.folds : INTERVALS.seeds;

function Comparisons({
  dataset,
  reference,
  tables,
}: DatasetProps & { readonly reference: string }): JSX.Element {
  const against = dataset.methods.find(({ method }) => method === reference);
  const compared = dataset.methods.flatMap(({ label, method, versusReference }) =>
    versusReference === null ? [] : [{ label, method, ...versusReference }],
  );
  if (compared.length === 0 || against === undefined) {
    return <p>No method shares a finished seed with the reference {reference} yet.</p>;
  }
  const clear = compared
    .filter(({ adjusted }) => adjusted !== null && adjusted < 0.05)
    .map(({ label, difference }) => `${label} (${points(difference)} points)`);
  return (
    <>
      <Figure
        id={`figure-differences-${dataset.name}`}
        legend={DIFFERENCE_LEGEND}
        panels={[
          {
            alt: `Mean difference in test accuracy from ${against.label}: ${compared.map(({ label, difference }) => `${label} ${points(difference)} points`).join(', ')}.`,
            full: true,
            draw: drawDifferences(
              compared.map(({ difference, ...row }) => ({ ...row, mean: difference })),
              against.label,
            ),
          },
        ]}
      >
        Difference of each method from {against.label} on {dataset.name}, over the seeds that both
        have finished; intervals {intervalText(dataset)}.{' '}
        {clear.length > 0
          ? `Different at the 5 % level after Holm’s correction: ${list(clear)}.`
          : 'After Holm’s correction, none differs at the 5 % level.'}
      </Figure>
      <StudyTable name="comparisons" tables={tables} />
    </>
  );
}
