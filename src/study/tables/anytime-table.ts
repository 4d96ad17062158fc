/** The anytime curves of all searches as one long CSV table, for plots. */

import type { CsvCell } from '../../view/csv.ts';
import type { StudyResults } from '../results.ts';

export const ANYTIME_HEAD = [
  'dataset',
  'method',
  'passes',
  'network',
  'n',
  'accuracy_mean',
  'accuracy_std',
] as const;

/** A row for each point; `network` says whether its connections are decided or still relaxed. */
export function anytimeRows({ datasets }: StudyResults): CsvCell[][] {
  return datasets.flatMap(({ name, anytime }) =>
    anytime.flatMap(({ method, runs, points }) =>
      points.flatMap(({ passes, supernet, network }) =>
        [
          { kind: 'relaxed', band: supernet },
          { kind: 'decided', band: network },
        ].flatMap(({ kind, band }) =>
          band === null ? [] : [[name, method, passes, kind, runs, band.mean, band.std]],
        ),
      ),
    ),
  );
}
