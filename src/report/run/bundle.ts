/** Several runs on one time axis: the mean over the seeds, its standard deviation, and every seed. */

import { meanBand } from '../../view/bands.ts';
import {
  byStage,
  type EpochPoint,
  type EpochSeries,
  type StageSpan,
} from '../../view/figures/epoch-curves.ts';
import type { SeriesStyle } from '../../view/series.ts';
import type { EpochRecord, History } from './history.ts';

/** The stages of the longest history: others are shorter only if they have not finished. */
export function longestStages(histories: readonly History[]): readonly StageSpan[] {
  return histories.reduce<readonly StageSpan[]>(
    (longest, { stages }) =>
      (stages.at(-1)?.last ?? 0) > (longest.at(-1)?.last ?? 0) ? stages : longest,
    [],
  );
}

/** What is drawn of an epoch; null where there is nothing. */
export type Pick = (epoch: EpochRecord) => number | null;

function pointsOf({ epochs }: History, pick: Pick): EpochPoint[] {
  return epochs.flatMap((epoch) => {
    const value = pick(epoch);
    return value === null ? [] : [{ position: epoch.position, value }];
  });
}

/** One run as a series. */
export function curveOf(history: History, pick: Pick, style: SeriesStyle): EpochSeries {
  return { style, pieces: byStage(pointsOf(history, pick), history.stages) };
}

/**
 * Runs of one method as a mean with a band of one standard deviation.
 * @param single whether each run is drawn, too
 */
export function bundle(
  histories: readonly History[],
  pick: Pick,
  style: SeriesStyle,
  single: boolean,
): EpochSeries[] {
  const started = histories.filter(({ epochs }) => epochs.length > 0);
  if (started.length === 1) return [curveOf(started[0]!, pick, style)];
  const points = meanBand(
    started.map(
      (history) => new Map(pointsOf(history, pick).map((one) => [one.position, one.value])),
    ),
  ).map(({ x, mean, low, high }): EpochPoint => ({ position: x, value: mean, low, high }));
  const faint = single
    ? started.map((history) => ({ ...curveOf(history, pick, style), faint: true }))
    : [];
  return [...faint, { style, pieces: byStage(points, longestStages(started)) }];
}
