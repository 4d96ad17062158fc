/** Several runs on one time axis: the mean over the seeds, its standard deviation, and every seed. */

import type { SeriesStyle } from '../../view/series.ts';
import { byStage, type CoursePoint, type CourseSeries } from '../figures/course.ts';
import type { EpochRecord, History, StageSpan } from './history.ts';

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

function pointsOf({ epochs }: History, pick: Pick): CoursePoint[] {
  return epochs.flatMap((epoch) => {
    const value = pick(epoch);
    return value === null ? [] : [{ position: epoch.position, value }];
  });
}

/** One run as a series. */
export function courseOf(history: History, pick: Pick, style: SeriesStyle): CourseSeries {
  return { style, pieces: byStage(pointsOf(history, pick), history.stages) };
}

/**
 * Runs of one method as a mean with a band of one standard deviation. The mean is taken where all of
 * them have a value, so that it never jumps because a run ended.
 * @param single whether each run is drawn, too
 */
export function bundle(
  histories: readonly History[],
  pick: Pick,
  style: SeriesStyle,
  single: boolean,
): CourseSeries[] {
  const begun = histories.filter(({ epochs }) => epochs.length > 0);
  if (begun.length === 1) return [courseOf(begun[0]!, pick, style)];
  const at = new Map<number, number[]>();
  for (const history of begun) {
    for (const { position, value } of pointsOf(history, pick)) {
      const values = at.get(position);
      if (values) values.push(value);
      else at.set(position, [value]);
    }
  }
  const points = [...at].flatMap(([position, values]): CoursePoint[] => {
    if (values.length < begun.length) return [];
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
    const std = Math.sqrt(squares / (values.length - 1));
    return [{ position, value, low: value - std, high: value + std }];
  });
  const faint = single
    ? begun.map((history) => ({ ...courseOf(history, pick, style), faint: true }))
    : [];
  return [...faint, { style, pieces: byStage(points, longestStages(begun)) }];
}
