/** Each method against the reference of the study, run by run. */
import { count, decimals, interval, points, pValue } from '../../view/format.ts';
import { INTERVALS } from '../../view/intervals.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';
import { hasFolds } from './fold-table.ts';
import { column, fileOnly, methodTable, shown } from './method-table.ts';

export function comparisonTable(results: StudyResults): Table {
  const { reference, datasets } = results;
  const methods = datasets.flatMap((dataset) => dataset.methods);
  const label = methods.find(({ method }) => method === reference)?.label ?? reference;
  const folded = hasFolds(results);
  return methodTable(
    results,
    {
      name: 'comparisons',
      caption: `Paired comparisons with ${label}, run by run.`,
      notes: [
        ...(folded
          ? [
              'Of folds, whose training samples overlap: seeds of a fold averaged, then the corrected resampled t test of Nadeau and Bengio (2003).',
            ]
          : []),
        `Interval: ${folded ? INTERVALS.folds : INTERVALS.seeds}. p: paired t test, two-sided; Holm: p adjusted over all methods of the data set; sign flips: exact permutation test. Effect: Cohen’s d of the differences, Hedges-corrected. Seeds: what it takes to find a difference of one point (α 0.05, power 0.8) at this spread.`,
      ],
    },
    [
      column('pairs', 'pairs', ({ versusReference: v }) => v?.pairs, count),
      column(
        'difference',
        'difference (points)',
        ({ versusReference: v }) => v?.difference,
        points,
      ),
      column(
        'difference_low',
        folded ? '95 % corrected t (points)' : '95 % t interval (points)',
        ({ versusReference: v }) => shown(v?.interval?.[0], () => interval(v!.interval, points)),
        points,
      ),
      fileOnly('difference_high', ({ versusReference: v }) => v?.interval?.[1]),
      column('p', 'p', ({ versusReference: v }) => v?.p, pValue),
      column('p_holm', 'Holm', ({ versusReference: v }) => v?.adjusted, pValue),
      column('p_sign_flips', 'sign flips', ({ versusReference: v }) => v?.permutation, pValue),
      column('effect_size', 'effect', ({ versusReference: v }) => v?.effectSize, decimals(2)),
      column(
        'seeds_for_one_point',
        'seeds',
        ({ versusReference: v }) => v?.seedsForOnePoint,
        count,
      ),
    ],
    ({ method }) => method !== reference,
  );
}
