/** The search with and without intrinsic plasticity as one long CSV table, for plots. */

import type { CsvCell } from '../../view/csv.ts';
import type { PlasticityCurves, StudyResults } from '../results.ts';

export const IP_HEAD = [
  'dataset',
  'method',
  'ip',
  'stage',
  'epoch',
  'point',
  'n',
  'loss_mean',
  'loss_std',
  'accuracy_mean',
  'accuracy_std',
] as const;

/**
 * A row for each epoch (`point` epoch), and one before and one after each cut, whose losses are of the
 * whole validation half; those of epochs are running means over their batches.
 */
export function ipRows({ datasets }: StudyResults): CsvCell[][] {
  return datasets.flatMap(({ name, plasticity }) =>
    plasticity === null
      ? []
      : [...curveRows(name, plasticity.on, 'on'), ...curveRows(name, plasticity.off, 'off')],
  );
}

function curveRows(
  dataset: string,
  { method, seeds, stages, gaps }: PlasticityCurves,
  ip: string,
): CsvCell[][] {
  return stages.flatMap(({ stage, epochs, mean, std, accuracy }) => {
    const head = [dataset, method, ip, stage];
    const rows: CsvCell[][] = epochs.map((epoch, k) => [
      ...head,
      epoch,
      'epoch',
      seeds.length,
      mean[k]!,
      std[k]!,
      accuracy.mean[k]!,
      accuracy.std[k]!,
    ]);
    const gap = stage === 'size' || stage === 'types' ? gaps?.[stage] : undefined;
    if (!gap) return rows;
    const cut = (point: string, loss: number): CsvCell[] => [
      ...head,
      epochs.at(-1) ?? null,
      point,
      seeds.length,
      loss,
      null,
      null,
      null,
    ];
    return [...rows, cut('before cut', gap.before), cut('after cut', gap.after)];
  });
}
