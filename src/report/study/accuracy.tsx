/** What a study found about accuracy: the table of methods, all seeds as dots, and the comparisons. */
import type { JSX } from 'preact';
import { energy, type OperationCosts } from '../../analysis/energy.ts';
import type { DatasetResults, MethodResults } from '../../study/results.ts';
import {
  DIFFERENCE_LEGEND,
  drawDifferences,
  drawSeeds,
  SEED_LEGEND,
} from '../../view/figures/methods.ts';
import {
  count,
  decimals,
  list,
  motifSizes,
  percent,
  percentNumber,
  points,
  pValue,
  significant,
} from '../../view/format.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import type { ReportTable } from '../table.ts';

/** A method that has finished at least one seed. */
type Finished = MethodResults & { readonly accuracy: NonNullable<MethodResults['accuracy']> };

export const finishedMethods = ({ methods }: DatasetResults): Finished[] =>
  methods.filter((method): method is Finished => method.accuracy !== null);

/** The methods by mean accuracy, the best first. */
const byMean = (methods: readonly Finished[]): Finished[] =>
  [...methods].sort((a, b) => b.accuracy.mean - a.accuracy.mean);

export interface DatasetProps {
  readonly dataset: DatasetResults;
  readonly reference: string;
  readonly costs: OperationCosts;
}

export function AccuracySection({ dataset, reference, costs }: DatasetProps): JSX.Element {
  const methods = finishedMethods(dataset);
  const ordered = byMean(methods);
  const { name } = dataset;
  return (
    <>
      <DataTable table={methodTable(dataset, costs)} />
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
        Test accuracy of all runs on {name}, methods ordered by their mean. {intervalText(dataset)}
      </Figure>
      <Comparisons dataset={dataset} reference={reference} />
    </>
  );
}

/** How the intervals of the means are made. */
const intervalText = ({ methods }: DatasetResults): string =>
  methods.some(({ crossValidation }) => crossValidation)
    ? 'Intervals of the mean are by the corrected resampled t, because the training samples of folds overlap.'
    : 'Intervals are percentile bootstraps of the mean (10,000 resamples); with five seeds they cover about 83 % instead of 95 %.';

function methodTable(dataset: DatasetResults, costs: OperationCosts): ReportTable {
  const uneven = dataset.methods.some(({ balancedAccuracy }) => balancedAccuracy);
  return {
    name: `methods-${dataset.name}`,
    caption: `Test accuracy on ${dataset.name}${dataset.testSamples === null ? '' : ` (${count(dataset.testSamples)} test samples)`}, and what an inference takes. Parameters, operations and energy are means over the seeds; n counts finished runs.${uneven ? ' Balanced: mean over the classes of the share recognised of each.' : ''}`,
    columns: [
      { head: 'method' },
      { head: 'mean (%)', format: percentNumber },
      { head: 'std (points)', format: percentNumber },
      { head: '95 % low', format: percentNumber },
      { head: '95 % high', format: percentNumber },
      ...(uneven ? [{ head: 'balanced (%)', format: percentNumber }] : []),
      { head: 'best (%)', format: percentNumber },
      { head: 'n', format: count },
      { head: 'motif sizes' },
      { head: 'trained weights', format: count },
      { head: 'AC', format: significant },
      { head: 'energy (nJ)', format: significant },
    ],
    rows: dataset.methods.map((method) => {
      const { label, accuracy, balancedAccuracy, seeds, parameters, operations } = method;
      return [
        label,
        accuracy?.mean ?? null,
        accuracy?.std ?? null,
        accuracy?.interval?.[0] ?? null,
        accuracy?.interval?.[1] ?? null,
        ...(uneven ? [balancedAccuracy?.mean ?? null] : []),
        accuracy?.best ?? null,
        seeds.length,
        motifSizes(method.motifSizes),
        parameters?.trainable ?? null,
        operations?.ac ?? null,
        operations && energy(operations, costs).total / 1000,
      ];
    }),
  };
}

function Comparisons({
  dataset,
  reference,
}: {
  readonly dataset: DatasetResults;
  readonly reference: string;
}): JSX.Element {
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
        have finished; intervals by Student’s t.{' '}
        {clear.length > 0
          ? `Different at the 5 % level after Holm’s correction: ${list(clear)}.`
          : 'After Holm’s correction, none differs at the 5 % level.'}
      </Figure>
      <DataTable
        table={{
          name: `comparisons-${dataset.name}`,
          caption: `Paired comparisons with ${against.label} on ${dataset.name}. p: Student’s paired t test, two-sided; adjusted: Holm’s correction over the methods; signs: exact sign-flip test; d: Cohen’s d_z with Hedges’ correction; seeds: how many it would take to find a difference of one point (α 0.05, power 0.8).`,
          columns: [
            { head: 'method' },
            { head: 'pairs', format: count },
            { head: 'difference (points)', format: points },
            { head: '95 % low', format: points },
            { head: '95 % high', format: points },
            { head: 'p', format: pValue },
            { head: 'adjusted p', format: pValue },
            { head: 'signs p', format: pValue },
            { head: 'd', format: decimals(2) },
            { head: 'seeds for one point', format: count },
          ],
          rows: compared.map((row) => [
            row.label,
            row.pairs,
            row.difference,
            row.interval?.[0] ?? null,
            row.interval?.[1] ?? null,
            row.p,
            row.adjusted,
            row.permutation,
            row.effectSize,
            row.seedsForOnePoint,
          ]),
        }}
      />
    </>
  );
}
