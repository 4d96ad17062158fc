/**
 * How fast Node was at the very search that a tab runs, if someone has run it there: found among the
 * studio's runs by the same data and the same settings, never guessed.
 */
import { finite, isFields } from '../history/events.ts';
import { stagePlan } from '../history/stage-plan.ts';
import type { Source } from '../source/source.ts';

/** Whether every setting of `part` stands in `whole` with the same value. */
export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((value, k) => contains(whole[k], value))
    );
  }
  if (isFields(part)) {
    return (
      isFields(whole) && Object.entries(part).every(([key, value]) => contains(whole[key], value))
    );
  }
  return whole === part;
}

/** Most runs that are looked at. */
const MOST = 20;

/**
 * Samples a second that Node did on the search of this record, the test left out; null if unknown.
 * @param record of the tab's search
 */
export async function nodeSpeed(
  source: Source,
  record: {
    readonly data: { readonly name: string; readonly fingerprint: string };
    readonly config: unknown;
  },
): Promise<number | null> {
  const { runs } = await source.runs();
  const candidates = runs.filter(
    ({ state, method, dataset }) =>
      state === 'finished' && method === 'search' && dataset === record.data.name,
  );
  for (const { id } of candidates.slice(0, MOST)) {
    const [other, summary] = await Promise.all([source.record(id), source.summary(id)]);
    if (!isFields(other) || !contains(other.data, { fingerprint: record.data.fingerprint }))
      continue;
    if (!contains(other.config, record.config)) continue;
    const timing = isFields(summary) && isFields(summary.timing) ? summary.timing.stages : null;
    if (!isFields(timing)) continue;
    const seconds = ['size', 'types', 'retrain'].map((stage) => finite(timing[stage]) ?? 0);
    const sum = seconds.reduce((a, b) => a + b, 0);
    if (sum > 0) return stagePlan(other).work / sum;
  }
  return null;
}
