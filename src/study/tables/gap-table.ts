/** What the cuts of a supernet cost before any further training. */
import { loss, meanStd, points } from '../../view/format.ts';
import { CUTS } from '../../view/names.ts';
import type { Table } from '../../view/table/table.ts';
import type { GapResults, MethodResults, StudyResults } from '../results.ts';
import { column, fileOnly, type MethodColumn, methodTable, shown } from './method-table.ts';

export function gapTable(results: StudyResults): Table {
  const columns = (cut: 'size' | 'types'): MethodColumn[] => {
    const of =
      (pick: (gap: GapResults) => number | null) =>
      ({ gaps }: MethodResults): number | null =>
        gaps && pick(gaps[cut]);
    const { label } = CUTS[cut];
    return [
      column(
        `${cut}_loss_before`,
        `cut ${label}: loss`,
        ({ gaps }) =>
          shown(gaps?.[cut].before, (before) => `${loss(before)} → ${loss(gaps![cut].after)}`),
        loss,
      ),
      fileOnly(
        `${cut}_loss_after`,
        of(({ after }) => after),
      ),
      column(
        `${cut}_gap_mean`,
        'gap',
        ({ gaps }) => shown(gaps?.[cut].mean, () => meanStd(gaps![cut], loss)),
        loss,
      ),
      fileOnly(
        `${cut}_gap_std`,
        of(({ std }) => std),
      ),
      column(
        `${cut}_accuracy_change`,
        'accuracy (points)',
        of(({ accuracy }) => accuracy.mean),
        points,
      ),
    ];
  };
  return methodTable(
    results,
    {
      name: 'gaps',
      caption:
        'What the cuts of the supernet cost before any further training, on the validation half: loss before → after, their difference ± standard deviation, and the change in accuracy.',
      notes: [],
    },
    [...columns('size'), ...columns('types')],
    ({ gaps }) => gaps !== null,
  );
}
